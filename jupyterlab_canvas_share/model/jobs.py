"""AutoMLJobs and their Candidates, with the statuses of SageMaker's own API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Frozen, JobName, Time
from .job_requests import AutoMLMode, CreateAutoMLJob, TrainedAlgorithm
from .metrics import Metric, Objective, ProblemType

AutoMLJobStatus = Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"]
AutoMLJobSecondaryStatus = Literal[
    "Starting",
    "PreTraining",
    "AnalyzingData",
    "CandidateDefinitionsGenerated",
    "FeatureEngineering",
    "ModelTuning",
    "TrainingModels",
    "GeneratingExplainabilityReport",
    "GeneratingModelInsightsReport",
    "ExplainabilityError",
    "ModelInsightsError",
    "MaxCandidatesReached",
    "MaxAutoMLJobRuntimeReached",
    "Completed",
    "Failed",
    "Stopping",
    "Stopped",
]
CandidateStatus = Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"]
ObjectiveStatus = Literal["Succeeded", "Pending", "Failed"]
#: ``Skipped``: the time budget ended before it was computed.
ExplanationStatus = Literal["Pending", "InProgress", "Completed", "Skipped", "Failed"]
Algorithm = TrainedAlgorithm | Literal["WeightedEnsemble", "StackedEnsemble"]
SplitKind = Literal["Folds", "Fraction", "Own"]
CandidateName = Annotated[
    str, StringConstraints(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$", max_length=64)
]


class Progress(Frozen):
    """How far a job is: ``done`` of ``total`` candidates, and one sentence on what it does now."""

    fraction: Annotated[float, Field(ge=0, le=1)]
    done: int
    total: int
    message: str


class ObjectiveValue(Frozen):
    name: Objective
    value: float | None
    status: ObjectiveStatus = "Pending"
    standard_deviation: float | None = None


class SplitSummary(Frozen):
    """How rows are held back. With ``Folds`` each row is, once."""

    kind: SplitKind
    folds: int
    train_rows: int
    validation_rows: int


class AutoMLJob(Frozen):
    """One Autopilot experiment. ``mode`` is never AUTO: ``mode_reason`` says what that became.

    ``size`` is what its folder takes on disk in bytes, null in lists. ``queued_behind`` is the
    experiment that trains while this one waits. ``partial_failure_reasons`` tell of what went wrong
    without ending the job."""

    name: JobName
    status: AutoMLJobStatus
    secondary_status: AutoMLJobSecondaryStatus
    created_at: Time
    ended_at: Time | None = None
    input_path: str
    target: str
    problem_type: ProblemType | None = None
    objective: Objective | None = None
    positive_class: str | None = None
    classes: tuple[str, ...] = ()
    time_budget_seconds: int
    request: CreateAutoMLJob
    mode: AutoMLMode
    mode_reason: str
    split: SplitSummary | None = None
    size: int | None = None
    queued_behind: JobName | None = None
    progress: Progress
    failure_reason: str | None = None
    partial_failure_reasons: tuple[str, ...] = ()
    best_candidate: CandidateName | None = None
    notices: tuple[str, ...] = ()


class Candidate(Frozen):
    """One trained model of a job. ``model_id`` names it for ``/models/autopilot/{id}``.
    ``notice`` says what staying small, or the end of its time, cost. ``fold_values`` are the
    objective on each fold; if it is ``partial`` there was no time for the last folds, so its
    metrics are of fewer rows than those of others."""

    name: CandidateName
    model_id: str
    job: JobName
    algorithm: Algorithm
    status: CandidateStatus
    created_at: Time
    ended_at: Time | None = None
    objective: ObjectiveValue
    metrics: tuple[Metric, ...] = ()
    best: bool = False
    shareable: bool = False
    not_shareable_reason: str | None = None
    failure_reason: str | None = None
    bundle_size: int | None = None
    notice: str | None = None
    fold_values: tuple[float | None, ...] = ()
    partial: bool = False
    seconds: float | None = None
    explanation: ExplanationStatus = "Pending"
