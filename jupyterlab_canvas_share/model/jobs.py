"""AutoMLJobs and their Candidates, with the statuses of SageMaker's own API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Frozen, JobName, Time
from .metrics import Metric, Objective, ProblemType

AutoMLJobStatus = Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"]
AutoMLJobSecondaryStatus = Literal[
    "Starting",
    "AnalyzingData",
    "FeatureEngineering",
    "TrainingModels",
    "GeneratingExplainabilityReport",
    "Completed",
    "Failed",
    "Stopping",
    "Stopped",
    "MaxAutoMLJobRuntimeReached",
]
CandidateStatus = Literal["InProgress", "Completed", "Failed", "Stopped"]
Algorithm = Literal["linear-learner", "extra-trees", "lightgbm", "mlp", "WeightedEnsemble"]
CandidateName = Annotated[
    str, StringConstraints(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$", max_length=64)
]


class CreateAutoMLJob(Frozen):
    """What a person fills in to start an Autopilot experiment. Null means Auto."""

    name: JobName
    input_path: Annotated[
        str,
        Field(
            description="CSV or Parquet file, relative to the server's root folder", min_length=1
        ),
    ]
    target: Annotated[str, Field(min_length=1)]
    problem_type: ProblemType | None = None
    objective: Objective | None = None
    positive_class: str | None = None
    time_budget_seconds: Annotated[int, Field(ge=10, le=30 * 24 * 3600)] = 300
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class InputColumn(Frozen):
    """One column of the input as it was read."""

    name: str
    type: Literal["Numerical", "Categorical", "Datetime", "Text"]
    missing: int
    unique: int
    use: Literal["feature", "target", "dropped"]
    reason: str | None = None


class ClassCount(Frozen):
    name: str
    rows: int


class InputPreview(Frozen):
    """How a file was understood, before anything is trained: format, columns, the first rows.

    ``notices`` says in sentences what was recognised (separator, decimal comma, date format,
    encoding). ``classes`` are those of the target, most frequent first, when a target is given.
    """

    path: str
    format: Literal["csv", "parquet"]
    separator: str | None
    decimal: str | None
    encoding: str | None
    rows: int
    columns: tuple[InputColumn, ...]
    head: tuple[tuple[str | None, ...], ...]
    notices: tuple[str, ...]
    target: str | None = None
    problem_type: ProblemType | None = None
    classes: tuple[ClassCount, ...] = ()


class Progress(Frozen):
    """How far a job is: ``done`` of ``total`` candidates, and one sentence on what it does now."""

    fraction: Annotated[float, Field(ge=0, le=1)]
    done: int
    total: int
    message: str


class ObjectiveValue(Frozen):
    name: Objective
    value: float | None


class AutoMLJob(Frozen):
    """One Autopilot experiment."""

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
    progress: Progress
    failure_reason: str | None = None
    best_candidate: CandidateName | None = None
    notices: tuple[str, ...] = ()


class Candidate(Frozen):
    """One trained model of a job. ``model_id`` names it for ``/models/autopilot/{id}``."""

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
