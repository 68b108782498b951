"""What the **Model Details** tab shows: Explainability, Performance, Artifacts, Network."""

from __future__ import annotations

from typing import Any, Literal

from .base import Frozen, Time
from .bundle import AttributionMethod, Column, ColumnAttribution, Row
from .events import ModelSource
from .insights import ClassScores, ConfusionMatrix
from .metrics import Direction, Metric, MetricName, Objective, ProblemType


class Chart(Frozen):
    """A Vega-Lite v5 spec with its title and the sentence for people who do not read plots."""

    id: str
    title: str
    sentence: str
    spec: dict[str, Any]


class MetricInWords(Frozen):
    name: MetricName
    value: float | None
    direction: Direction
    sentence: str
    standard_deviation: float | None = None
    best_constant: float | None = None


class ClassInWords(Frozen):
    """One class of many: how often it is right when predicted, and found when there."""

    scores: ClassScores
    sentence: str


class Link(Frozen):
    title: str
    url: str


class Hyperparameter(Frozen):
    name: str
    value: str


class Explainability(Frozen):
    """Aggregated SHAP on top, then metrics and hyperparameters, then the further reading."""

    method: AttributionMethod
    unit: str
    definition: str
    sample_size: int
    expected_value: tuple[float, ...]
    attributions: tuple[ColumnAttribution, ...]
    chart: Chart
    metrics: tuple[Metric, ...]
    hyperparameters: tuple[Hyperparameter, ...]
    further_reading: tuple[Link, ...]


class MetricRow(Frozen):
    """One metric on both splits, with its deviation over the folds where there are any."""

    name: MetricName
    direction: Direction
    train: float | None
    validation: float | None
    description: str
    train_deviation: float | None = None
    validation_deviation: float | None = None
    best_constant: float | None = None


class Performance(Frozen):
    """``decision`` says from which probability on a class is predicted, where that is not simply
    the most probable one."""

    metrics: tuple[MetricRow, ...]
    confusion_matrix: ConfusionMatrix | None
    charts: tuple[Chart, ...]
    train_rows: int
    validation_rows: int
    folds: int = 1
    decision: str | None = None
    per_class: tuple[ClassScores, ...] = ()


class Artifact(Frozen):
    """One file of a model. ``path`` opens it in the file browser where it lies below the server's
    root; ``download`` names it for
    ``GET /models/{source}/{id}/artifacts/{download}``."""

    group: Literal["Inputs", "Outputs", "Intermediate results"]
    name: str
    description: str
    size: int | None
    path: str | None = None
    download: str | None = None
    sha256: str | None = None


ReportName = Literal["performance.pdf", "performance.html", "statistics.json", "analysis.json"]


class NetworkFact(Frozen):
    name: str
    value: str
    explanation: str


class ModelSummary(Frozen):
    """One line of ``GET /models``: a model that can be looked into, and shared if shareable."""

    id: str
    source: ModelSource
    title: str
    job: str
    candidate: str
    best: bool
    created_at: Time
    problem_type: ProblemType
    target: str
    objective: Objective
    objective_value: float | None
    shareable: bool
    not_shareable_reason: str | None = None


class WhatTravels(Frozen):
    """What a recipient will get to see, for the share dialog: no rows are among it."""

    columns: tuple[Column, ...]
    dropped: dict[str, str]
    bundle_size: int


class ModelDetails(Frozen):
    """``made_up_rows`` are in the order of the ``columns``."""

    model: ModelSummary
    classes: tuple[str, ...]
    positive_class: str | None
    what_travels: WhatTravels | None
    explainability: Explainability | None
    performance: Performance | None
    columns: tuple[Column, ...]
    made_up_rows: tuple[Row, ...]
    reports: tuple[ReportName, ...]
    artifacts: tuple[Artifact, ...]
    network: tuple[NetworkFact, ...]
