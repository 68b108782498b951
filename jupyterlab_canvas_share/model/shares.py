"""What people see of sharing: the two lists, one share, and the request to share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Frozen, Note, ProfileName, Time
from .bundle import Column
from .details import Chart, MetricInWords
from .events import HistoryEntry, ModelSource, RequestId, SharedModelId
from .metrics import Metric, Objective, ProblemType

Direction = Literal["by-me", "with-me"]
#: ``importing`` while the bundle is fetched and verified; ``ready`` to view and predict.
ShareState = Literal["importing", "ready", "failed", "revoked"]


class ShareModel(Frozen):
    """Share one model. ``model_id`` is as in ``/models/{source}/{id}``."""

    source: ModelSource
    model_id: Annotated[str, Field(min_length=1, max_length=200)]
    recipients: tuple[str, ...]
    note: str = ""
    request: RequestId


class SharedModel(Frozen):
    """One card. ``recipients`` is only for the owner, and empty for everybody else.

    ``undelivered`` names recipients whose mailbox could not be reached yet.
    """

    id: SharedModelId
    owner: ProfileName
    direction: Direction
    source: ModelSource
    title: str
    problem_type: ProblemType
    target: str
    positive_class: str | None = None
    objective: Objective
    objective_value: float | None
    note: Note
    shared_at: Time
    updated_at: Time
    recipients: tuple[ProfileName, ...] = ()
    undelivered: tuple[ProfileName, ...] = ()
    shared_to: str = ""
    state: ShareState
    failure_reason: str | None = None
    unseen: bool = False


class ColumnImpact(Frozen):
    """Canvas' column impact: the weight of a column relative to all others, 0 to 1."""

    column: str
    impact: float


class Analysis(Frozen):
    """The **Analyze** tab: the score, the column impact, and every picture with its sentence."""

    score: Metric
    score_sentence: str
    column_impact: tuple[ColumnImpact, ...]
    column_impact_chart: Chart
    column_impact_definition: str
    metrics: tuple[MetricInWords, ...]
    charts: tuple[Chart, ...]


class SharedModelDetails(Frozen):
    """One share in full. ``analysis`` and ``columns`` are there once its state is ``ready``."""

    shared_model: SharedModel
    history: tuple[HistoryEntry, ...]
    columns: tuple[Column, ...] = ()
    classes: tuple[str, ...] = ()
    analysis: Analysis | None = None
