"""What a job asks its workers to do, and what they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..model.base import Frozen
from ..model.jobs import Algorithm, CandidateName
from ..model.metrics import Metric

#: Hyperparameters as JSON has them.
Parameters = dict[str, str | int | float | bool | None]


class Trial(Frozen):
    """One candidate to make, the ``number``-th of the job.

    ``hyperparameters`` are those that differ from the algorithm's default. An ensemble has
    ``members`` to choose from instead. ``bag`` makes one model of the folds' models; else they only
    measure, and the model is trained once more on all rows. A trial whose first fold does not reach
    ``give_up_beyond`` (in the objective) ends there."""

    task: Literal["trial"] = "trial"
    candidate: CandidateName
    algorithm: Algorithm
    number: int
    hyperparameters: Parameters = Field(default_factory=dict)
    members: tuple[CandidateName, ...] = ()
    bag: bool = True
    give_up_beyond: float | None = None


class Explain(Frozen):
    """One candidate to explain, once it is there."""

    task: Literal["explain"] = "explain"
    candidate: CandidateName
    algorithm: Algorithm


Assignment = Trial | Explain


class Order(Frozen):
    """One line to a worker. After ``seconds`` it is killed."""

    assignment: Annotated[Assignment, Field(discriminator="task")]
    seconds: float


class TrialResult(Frozen):
    """``result.json``. ``metrics`` has the latency too, which the bundle does not tell.

    ``first_fold`` is the objective on the first fold; with ``gave_up`` there is no more, and no
    model. ``fold_values`` and ``notice`` are those of ``Candidate``; with ``partial`` some folds
    were left out for want of time.
    ``checking_seconds`` are those of ``seconds`` in which the finished model was held against its
    conversion, measured and written."""

    task: Literal["trial"] = "trial"
    candidate: CandidateName
    objective_value: float | None = None
    objective_deviation: float | None = None
    metrics: tuple[Metric, ...] = ()
    hyperparameters: Parameters = Field(default_factory=dict)
    first_fold: float | None = None
    fold_values: tuple[float | None, ...] = ()
    partial: bool = False
    gave_up: bool = False
    out_of_time: bool = False
    shareable: bool = False
    not_shareable_reason: str | None = None
    bundle_size: int | None = None
    bundle_sha256: str | None = None
    notice: str | None = None
    seconds: float = 0.0
    checking_seconds: float = 0.0
    failure_reason: str | None = None


class ExplainResult(Frozen):
    """How explaining a candidate went; its bundle is another file then."""

    task: Literal["explain"] = "explain"
    candidate: CandidateName
    bundle_size: int | None = None
    out_of_time: bool = False
    seconds: float = 0.0
    failure_reason: str | None = None


Result = TrialResult | ExplainResult


class Answer(Frozen):
    """One line from a worker. The first, without a result, says that it is ready."""

    result: Annotated[Result, Field(discriminator="task")] | None = None


def failed(
    assignment: Assignment, reason: str, seconds: float, *, out_of_time: bool = False
) -> Result:
    """The answer of somebody who cannot answer, after ``seconds``."""
    kind = TrialResult if isinstance(assignment, Trial) else ExplainResult
    return kind(
        candidate=assignment.candidate,
        failure_reason=reason,
        out_of_time=out_of_time,
        seconds=seconds,
    )


def too_slow(order: Order, seconds: float) -> Result:
    """The answer of somebody who did not finish in time."""
    limit = round(order.seconds)
    reason = (
        f"It took longer than its limit of {limit} {'second' if limit == 1 else 'seconds'}. Allow "
        "more time, or train on fewer rows."
    )
    return failed(order.assignment, reason, seconds, out_of_time=True)
