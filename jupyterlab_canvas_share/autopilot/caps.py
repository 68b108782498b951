"""What keeps an ensemble small: it takes only members that there is room for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..model.base import Frozen
from .ensemble import Quality, select
from .task import Task
from .trainers.base import Scores

#: Bytes that a bundle stays below, of which so many are for metrics and pictures.
BUNDLE_LIMIT, PICTURES = 10_000_000, 1_000_000
#: Bytes of a number in JSON.
_NUMBER = 25


class Choice(Frozen):
    """Members and their weights; those ``left_out`` because of the size, and by how much the
    quality on rows held back is lower for it (None: it is not defined)."""

    weights: dict[str, float]
    left_out: tuple[str, ...] = ()
    cost: float | None = None


def room(task: Task) -> int:
    """Bytes that the members of an ensemble may take: what the rest of its bundle leaves. Columns,
    categories and made-up rows are told, and for each class what the columns are worth and what is
    answered to the made-up rows."""
    numbers = task.outputs * (len(task.columns) + len(task.made_up))
    return BUNDLE_LIMIT - PICTURES - len(task.model_dump_json().encode()) - _NUMBER * numbers


def choose(
    members: Mapping[str, Scores],
    quality: Quality,
    sizes: Mapping[str, int],
    limit: int,
) -> Choice:
    """``select`` members whose graphs, of ``sizes`` bytes, fit into ``limit`` together: all of them
    or, where that is too much, in each round of those that there is room for."""
    free = select(members, quality)
    if _total(sizes, free) <= limit:
        return Choice(weights=free)

    def fits(picked: Collection[str], name: str) -> bool:
        return _total(sizes, {*picked, name}) <= limit

    weights = select(members, quality, fits)
    before, after = (quality(answer(members, chosen)) for chosen in (free, weights))
    cost = None if before is None or after is None else before - after
    left_out = tuple(name for name in free if name not in weights)
    return Choice(weights=weights, left_out=left_out, cost=cost)


def _total(sizes: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(sizes[name] for name in names)


def answer(members: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """What an ensemble of these weights answers."""
    first, *others = (weight * members[name] for name, weight in weights.items())
    total: Scores = first
    for other in others:
        total = total + other
    return total


def size_notice(left_out: Sequence[str], cost: float | None, objective: str) -> str | None:
    """What the size has cost, as sentences; None: nothing was left out."""
    if not left_out:
        return None
    was = f"{', '.join(left_out)} {'was' if len(left_out) == 1 else 'were'} left out."
    told = f"To keep the model below 10 MB, {was}"
    if cost is None:
        return told
    return f"{told} It costs {f'{cost:.2g}' if cost > 0 else 'nothing'} of {objective}."
