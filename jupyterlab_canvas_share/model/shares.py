"""What people see of sharing: the two lists, one share, and the request to share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Frozen, Note, Page, ProfileName, Time
from .bundle import Column
from .details import Chart, ClassInWords, MetricInWords, ReportName
from .events import EventId, EventKind, HistoryEntry, ModelSource, RequestId, SharedModelId
from .metrics import Metric, Objective, ProblemType
from .profiles import App

Direction = Literal["by-me", "with-me"]
#: Last updated first, by name, by name backwards.
Sort = Literal["updated", "title", "-title"]
#: ``importing`` while the bundle is fetched and verified; ``ready`` to view and predict;
#: ``revoked`` also when it expired; ``removed`` once a recipient has put it away.
ShareState = Literal["importing", "ready", "failed", "revoked", "removed"]


class ShareModel(Frozen):
    """Share one model. ``model_id`` is as in ``/models/{source}/{id}``.

    After ``expires_at`` it is as if it had been revoked.
    """

    source: ModelSource
    model_id: Annotated[str, Field(min_length=1, max_length=200)]
    recipients: tuple[str, ...]
    note: str = ""
    expires_at: Time | None = None
    request: RequestId


class ShareVersion(Frozen):
    """Share one more version: an update takes the place of the current one, an alternate stands
    beside it. By the owner to all recipients, by a recipient to the owner."""

    kind: Literal["updated", "alternate"]
    source: ModelSource
    model_id: Annotated[str, Field(min_length=1, max_length=200)]
    note: str = ""
    expires_at: Time | None = None
    request: RequestId


class ShareFeedback(Frozen):
    """**Share feedback**: by a recipient to the owner, by the owner to all recipients."""

    note: str
    request: RequestId


class AddRecipients(Frozen):
    """Share the current version with more people."""

    recipients: tuple[str, ...]
    note: str = ""
    request: RequestId


class Revoke(Frozen):
    """Take a share back from everybody. ``note`` tells them why."""

    note: str = ""
    request: RequestId


class LastEvent(Frozen):
    """What happened last to a SharedModel."""

    kind: EventKind
    author: ProfileName
    at: Time


class SharedModel(Frozen):
    """One card. ``recipients`` is only for the owner, and empty for everybody else.

    ``undelivered`` names recipients whose mailbox could not be reached yet. ``versions`` counts
    what was shared, alternates included. ``revoked_at`` is when the owner took it back or it
    expired. ``blocked`` says that nothing new is accepted from its owner.
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
    versions: int
    last_event: LastEvent
    expires_at: Time | None = None
    revoked_at: Time | None = None
    blocked: bool = False


class SharedModels(Page[SharedModel]):
    """One page of a list. ``sources`` are those present in the whole list, for **Shared from**."""

    sources: tuple[ModelSource, ...] = ()


class Notification(Frozen):
    """One thing that somebody else did and that was not looked at yet. Its ``id`` is the event's:
    one cause, one notification, however often it is read."""

    id: EventId
    shared_model: SharedModelId
    kind: EventKind
    author: ProfileName
    at: Time
    title: str
    direction: Direction
    to_app: App


class Notifications(Page[Notification]):
    """One page, newest first. ``unread`` counts the SharedModels with something new,
    ``unread_with_me`` those among them that others share with this profile."""

    unread: int
    unread_with_me: int


class ColumnImpact(Frozen):
    """Canvas' column impact: the weight of a column relative to all others, 0 to 1."""

    column: str
    impact: float


class Analysis(Frozen):
    """The **Analyze** tab: the score, the column impact, and every picture with its sentence.

    ``decision`` says from which probability on a class is predicted, where that is not simply the
    most probable one; ``per_class`` are the most frequent classes of more than two."""

    score: Metric
    score_sentence: str
    column_impact: tuple[ColumnImpact, ...]
    column_impact_chart: Chart
    column_impact_definition: str
    metrics: tuple[MetricInWords, ...]
    charts: tuple[Chart, ...]
    decision: str | None = None
    per_class: tuple[ClassInWords, ...] = ()


class SharedModelDetails(Frozen):
    """One share in full. ``analysis`` and ``columns`` are there once its state is ``ready``."""

    shared_model: SharedModel
    history: tuple[HistoryEntry, ...]
    columns: tuple[Column, ...] = ()
    classes: tuple[str, ...] = ()
    analysis: Analysis | None = None
    reports: tuple[ReportName, ...] = ()
