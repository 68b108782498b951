"""SharedModelEvents: the immutable facts that travel between people, and the records of sending.

Keys on the store (``docs/exchange.md``)::

    mailboxes/<reader>/<ulid>.<sha256>.<author>.json   an event; in the author's own: a Record
    mailboxes/<author>/<ulid>.<sha256>.<author>.done   empty: every recipient has its event

The author, the time and the identity of an event come from its key, never from its content.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import NAME, NAME_LIMIT, Frozen, Note, ProfileName, Sha256, Time
from .metrics import Objective, ProblemType
from .profiles import App

#: An event is at most this large, judged by the list before it is read.
EVENT_LIMIT = 256 * 1024
#: An object (a bundle or a data set) is at most this large.
OBJECT_LIMIT = 1024**3
#: Characters of a title.
TITLE_LIMIT = 200

ULID_PATTERN = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
#: ``<ulid>.<owner>``, after the first event of the SharedModel.
SharedModelId = Annotated[
    str, StringConstraints(pattern=rf"^{ULID_PATTERN}\.{NAME}$", max_length=27 + NAME_LIMIT)
]
#: ``<ulid>.<author>``: events are named by author and time.
EventId = SharedModelId
#: Chosen by the client, so that a repeated POST answers the first result.
RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]

ModelSource = Literal["autopilot", "jumpstart", "model-registry", "canvas", "mlflow"]

EventKind = Literal[
    "shared",
    "updated",
    "alternate",
    "feedback",
    "recipients-added",
    "revoked",
    "seen",
    "removed",
    "blocked",
    "unblocked",
]
#: Kinds that only the owner of a SharedModel may send, to its recipients.
OWNER_KINDS: frozenset[EventKind] = frozenset({"shared", "recipients-added", "revoked"})
#: Kinds that one sends to oneself. The rest both ends may send: the owner to all recipients, a
#: recipient to the owner alone.
PRIVATE_KINDS: frozenset[EventKind] = frozenset({"seen", "removed", "blocked", "unblocked"})
#: Kinds that begin something and so carry their own id as ``shared_model``.
OWN_ID_KINDS: frozenset[EventKind] = frozenset({"shared", "blocked", "unblocked"})
#: Kinds that bring a version of the model along.
BRINGING_KINDS: frozenset[EventKind] = frozenset(
    {"shared", "updated", "alternate", "recipients-added"}
)
#: Kinds of the owner's that put the version they bring in use; an alternate stands beside it.
CURRENT_KINDS = BRINGING_KINDS - {"alternate"}
#: Kinds that are a version of their own.
VERSION_KINDS = BRINGING_KINDS - {"recipients-added"}


class ObjectRef(Frozen):
    """Where an object lies: ``objects/<author of the event>/<shared model>/<name>``.

    ``name`` is 128 random bits, and the right to read."""

    name: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    size: Annotated[int, Field(ge=0, le=OBJECT_LIMIT)]
    sha256: Sha256


class SharedCandidate(Frozen):
    """One model in a shared version. A share from Studio has one; one from Canvas up to ten."""

    name: Annotated[str, StringConstraints(max_length=64)]
    objective_value: float | None
    bundle: ObjectRef


class SharedModelVersion(Frozen):
    """One version of a SharedModel. The first candidate is the one that was chosen."""

    source: ModelSource
    title: Annotated[str, StringConstraints(min_length=1, max_length=TITLE_LIMIT)]
    problem_type: ProblemType
    target: Annotated[str, StringConstraints(max_length=1000)]
    positive_class: Annotated[str, StringConstraints(max_length=1000)] | None = None
    objective: Objective
    candidates: Annotated[tuple[SharedCandidate, ...], Field(min_length=1, max_length=10)]
    dataset: ObjectRef | None = None

    @property
    def objects(self) -> tuple[ObjectRef, ...]:
        """All that lies on the store for it, the chosen candidate's bundle first."""
        bundles = tuple(candidate.bundle for candidate in self.candidates)
        return bundles if self.dataset is None else (*bundles, self.dataset)


class SharedModelEvent(Frozen):
    """One immutable fact, as every recipient reads it.

    ``id`` repeats the key's, so that an old event cannot be told once more under a newer key; null
    until it is sent. ``previous`` is the author's last event in this SharedModel, null for the
    first. ``version`` is there for the kinds in BRINGING_KINDS. ``to_app`` says at which end it
    arrives. ``subject`` is the event up to which something was seen or removed, or the profile that
    is blocked.
    ``expires_at`` revokes in advance; of the owner's events with a version the newest counts.
    """

    format: Literal[1] = 1
    id: EventId | None = None
    kind: EventKind
    shared_model: SharedModelId
    previous: EventId | None = None
    to_app: App
    note: Note = ""
    version: SharedModelVersion | None = None
    subject: EventId | ProfileName | None = None
    expires_at: Time | None = None


class Record(Frozen):
    """The author's own copy: the commit of an event. It alone names the recipients."""

    format: Literal[1] = 1
    recipients: Annotated[tuple[ProfileName, ...], Field(max_length=64)]
    request: RequestId | None = None
    event: SharedModelEvent


class HistoryEntry(Frozen):
    """One line of the Shared History. ``current`` marks the version now in use."""

    id: EventId
    author: ProfileName
    kind: EventKind
    at: Time
    note: str
    version: SharedModelVersion | None = None
    current: bool = False
