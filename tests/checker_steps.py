"""What may happen in a run of the checker, chosen by Hypothesis.

A step names nothing that only the run knows, so that a run that fails can be made shorter.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from hypothesis import strategies as st

from .checker_fixtures import Call, Effect
from .checker_people import NAMES, WAYS

#: What is done, by whom on which of their servers, and how.
Step = tuple[Any, ...]

_NOTHING: Step = ("nothing",)
_WHO = st.integers(0, len(NAMES) - 1)
#: Mostly a person's first server; sometimes there is a second one at the same time.
_SLOT = st.sampled_from((0, 0, 0, 1))
_SOME = st.lists(_WHO, min_size=1, max_size=3, unique=True)
_WHICH = st.integers(0, 30)
_CALLS: tuple[Call, ...] = ("put", "put", "put", "get", "list", "now")
_EFFECTS: tuple[Effect, ...] = (
    *("fails", "fails", "fails", "answer lost"),
    "answer lost",
    "late",
    "slow",
    "dies before",
    "dies after",
)
_KINDS = (
    "feedback",
    "feedback",
    "feedback",
    "feedback",
    "updated",
    "updated",
    "alternate",
    "recipients-added",
    "revoked",
    "seen",
    "removed",
)
_SHARE = st.tuples(st.just("share"), _WHO, _SLOT, _SOME, st.booleans())
_FOLLOW_UP = st.tuples(
    st.just("follow up"), _WHO, _SLOT, st.sampled_from(_KINDS), _WHICH, _SOME, st.booleans()
)
_FAULT = st.tuples(
    st.just("fault"),
    _WHO,
    _SLOT,
    st.sampled_from(_CALLS),
    st.sampled_from(_EFFECTS),
    st.sampled_from((0, 0, 1, 2, 4)),
    st.integers(1, 3),
    st.sampled_from(("", "", "", "", *NAMES)),
)
_RESTART = st.tuples(
    st.just("restart"),
    _WHO,
    _SLOT,
    st.sampled_from(("kept", "kept", "lost", "overwritten", "cut")),
    st.integers(0, 2**16),
    # what goes wrong with its first reading
    st.one_of(
        st.none(),
        st.tuples(
            st.sampled_from(("get", "list")),
            st.sampled_from(_EFFECTS),
            st.integers(0, 5),
            st.integers(1, 3),
            st.just(""),
        ),
    ),
)
_ATTACK = st.tuples(
    st.just("attack"), st.sampled_from(WAYS), _WHO, st.integers(0, len(NAMES)), _WHICH
)
#: Hypothesis takes each once, however often ``one_of`` names it, hence the indirection.
_STEPS: tuple[st.SearchStrategy[Step], ...] = (
    st.just(_NOTHING),
    *[_SHARE] * 4,
    *[_FOLLOW_UP] * 7,
    *[_FAULT] * 5,
    *[_RESTART] * 2,
    *[_ATTACK] * 3,
    st.tuples(st.just("repeat"), _WHICH),
    st.tuples(st.just("lag"), _WHO, _SLOT, st.integers(0, 4)),
    st.tuples(st.just("clock"), _WHO, _SLOT, st.integers(-300, 300)),
    st.tuples(st.just("stop"), _WHO, _SLOT),
    st.tuples(st.just("wait"), st.sampled_from((1, 3, 10, 65))),
)
_STEP = st.integers(0, len(_STEPS) - 1).flatmap(lambda number: _STEPS[number])
_CLOCKS = st.tuples(
    *(
        st.tuples(st.just("clock"), st.just(who), st.just(0), st.sampled_from((0, 0, 300, -300)))
        for who in range(len(NAMES))
    )
)
#: Always as many, since other lists are mostly short; one that fails shrinks to nothings.
STEPS = st.tuples(_CLOCKS, st.lists(_STEP, min_size=60, max_size=60)).map(
    lambda parts: [step for step in chain.from_iterable(parts) if step != _NOTHING]
)
