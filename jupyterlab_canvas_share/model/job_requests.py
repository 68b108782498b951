"""What starts an AutoMLJob: the request of a person, its limits and its rules."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Frozen, JobName
from .bundle import ColumnType
from .metrics import Objective, ProblemType

#: In the order of the wizard.
AutoMLMode = Literal["ENSEMBLING", "HYPERPARAMETER_TUNING", "AUTO"]
TrainedAlgorithm = Literal[
    "linear-learner", "lightgbm", "xgboost", "extra-trees", "randomforest", "mlp"
]
Build = Literal["Quick", "Standard"]
#: The algorithms of each mode. With AUTO there is no choice, as in SageMaker.
ALGORITHMS: dict[AutoMLMode, tuple[TrainedAlgorithm, ...]] = {
    "AUTO": (),
    "ENSEMBLING": (
        "linear-learner",
        "lightgbm",
        "xgboost",
        "extra-trees",
        "randomforest",
        "mlp",
    ),
    "HYPERPARAMETER_TUNING": ("linear-learner", "xgboost", "mlp"),
}
#: SageMaker's own: trials of an ensemble, and of a hyperparameter tuning.
DEFAULT_CANDIDATES: dict[AutoMLMode, int] = {"ENSEMBLING": 10, "HYPERPARAMETER_TUNING": 100}
#: ``MaxCandidates`` of SageMaker.
MOST_CANDIDATES = 750
LONGEST_SECONDS = 30 * 24 * 3600


class BuildLimits(Frozen):
    """What a build of the Canvas page means for the engine."""

    mode: AutoMLMode
    max_candidates: int
    time_budget_seconds: int


BUILDS: dict[Build, BuildLimits] = {
    "Quick": BuildLimits(mode="ENSEMBLING", max_candidates=6, time_budget_seconds=120),
    "Standard": BuildLimits(mode="ENSEMBLING", max_candidates=20, time_budget_seconds=3600),
}


class CreateAutoMLJob(Frozen):
    """What a person fills in to start an Autopilot experiment. Null means Auto.

    Without ``validation_path`` and ``validation_fraction`` the engine splits. ``features`` null are
    all columns; a column without an entry in ``feature_types`` is Auto. ``build`` stands for mode,
    number of candidates and time together, in place of them."""

    name: JobName
    input_path: Annotated[
        str,
        Field(
            description="CSV or Parquet file, or a folder of parts, relative to the server's root "
            "folder",
            min_length=1,
        ),
    ]
    target: Annotated[str, Field(min_length=1)]
    problem_type: ProblemType | None = None
    objective: Objective | None = None
    positive_class: str | None = None
    validation_path: Annotated[str, Field(min_length=1)] | None = None
    validation_fraction: Annotated[float, Field(gt=0, lt=1)] | None = None
    features: tuple[str, ...] | None = None
    feature_types: dict[str, ColumnType] = Field(default_factory=dict)
    sample_weight_column: Annotated[str, Field(min_length=1)] | None = None
    mode: AutoMLMode = "AUTO"
    algorithms: tuple[TrainedAlgorithm, ...] | None = None
    build: Build | None = None
    max_candidates: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] | None = None
    max_runtime_per_candidate_seconds: Annotated[int, Field(ge=1)] | None = None
    time_budget_seconds: Annotated[int, Field(ge=10, le=LONGEST_SECONDS)] = 300
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = (*_of_columns(self), *_of_method(self))
        if problems:
            raise ValueError(" ".join(problems))
        return self

    def resolved(self) -> Self:
        """The request with what its ``build`` stands for filled in."""
        if self.build is None:
            return self
        return self.model_copy(update=BUILDS[self.build].model_dump())


def _of_columns(request: CreateAutoMLJob) -> list[str]:
    problems = []
    if request.validation_path is not None and request.validation_fraction is not None:
        problems.append(
            "validation_fraction: with a validation set of your own there is nothing to split; "
            "leave out one of the two."
        )
    weight, features = request.sample_weight_column, request.features
    if weight is not None and weight == request.target:
        problems.append("sample_weight_column: the target cannot be the weight of its own rows.")
    if features is not None:
        if not features:
            problems.append("features: choose at least one column to learn from.")
        if len(set(features)) != len(features):
            problems.append("features: a column is there twice.")
        problems += [
            f"features: “{name[:80]}” is the target or the weight, so it is none."
            for name in {request.target, weight} & set(features)
            if name is not None
        ]
        chosen = set(features)
        strangers = [name for name in request.feature_types if name not in chosen]
        if strangers:
            problems.append(f"feature_types: “{strangers[0][:80]}” is not among the features.")
    return problems


def _of_method(request: CreateAutoMLJob) -> list[str]:
    problems = []
    chosen, offered = request.algorithms, ALGORITHMS[request.mode]
    if chosen is not None:
        if request.mode == "AUTO":
            problems.append("algorithms: Auto chooses them; choose a training method to do so.")
        elif not chosen:
            problems.append("algorithms: choose at least one.")
        elif len(set(chosen)) != len(chosen):
            problems.append("algorithms: one is there twice.")
        elif not set(chosen) <= set(offered):
            problems.append(f"algorithms: {request.mode} has {', '.join(offered)}.")
    if request.sample_weight_column is not None and request.mode == "HYPERPARAMETER_TUNING":
        problems.append("sample_weight_column: only Ensembling uses sample weights.")
    each = request.max_runtime_per_candidate_seconds
    if each is not None and each > request.time_budget_seconds:
        problems.append(
            "max_runtime_per_candidate_seconds: a candidate cannot have more time than the whole "
            "experiment."
        )
    if request.build is not None:
        taken = [
            name
            for name, preset in BUILDS[request.build].model_dump().items()
            # as it stands when left out, or as it was filled in
            if getattr(request, name) not in (type(request).model_fields[name].default, preset)
        ]
        if taken:
            problems.append(f"build: it stands for {', '.join(taken)}; leave that out.")
    return problems
