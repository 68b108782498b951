"""Which candidates a job makes, in which order."""

from __future__ import annotations

from ..model.base import Frozen
from ..model.jobs import Algorithm, CandidateName
from ..model.metrics import Metric

ENSEMBLE = "WeightedEnsemble-1"
#: The cheapest first, so that there is soon something to look at.
_ALGORITHMS: tuple[Algorithm, ...] = ("linear-learner", "lightgbm", "extra-trees", "mlp")
#: Who gets another configuration first, once each algorithm had its default.
_SEARCH: tuple[Algorithm, ...] = ("lightgbm", "mlp", "lightgbm")
_ORDER = (*_ALGORITHMS, *_SEARCH)
#: Candidates of a job at most, the ensemble among them.
CANDIDATE_LIMIT = len(_ORDER) + 1


class Trial(Frozen):
    """One candidate to make. For ``WeightedEnsemble``, ``members`` are those it may choose from
    and ``number`` is 0."""

    candidate: CandidateName
    algorithm: Algorithm
    number: int
    members: tuple[CandidateName, ...] = ()


class TrialResult(Frozen):
    """``result.json``. ``metrics`` has the latency too, which the bundle does not tell."""

    candidate: CandidateName
    objective_value: float | None = None
    metrics: tuple[Metric, ...] = ()
    shareable: bool = False
    not_shareable_reason: str | None = None
    bundle_size: int | None = None
    bundle_sha256: str | None = None
    seconds: float = 0.0
    failure_reason: str | None = None


def trials() -> tuple[Trial, ...]:
    """The trials before the ensemble: every algorithm's default, then seeded configurations."""
    seen: dict[Algorithm, int] = {}
    found = []
    for algorithm in _ORDER:
        number = seen.get(algorithm, 0)
        seen[algorithm] = number + 1
        found.append(
            Trial(candidate=f"{algorithm}-{number + 1}", algorithm=algorithm, number=number)
        )
    return tuple(found)
