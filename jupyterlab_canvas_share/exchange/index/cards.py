"""One row for each SharedModel, kept up to date from its events: what the two lists show."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from ...model.events import (
    EventId,
    EventKind,
    ModelSource,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ...model.profiles import App
from ...model.shares import Direction, Sort
from ..keys import from_milliseconds
from .database import parse_stored

SCHEMA = """
CREATE TABLE shared_models (
    card INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    direction TEXT NOT NULL,
    to_app TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,            -- as ``title_key`` has it, to sort by
    shared_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version_id TEXT NOT NULL,
    versions INTEGER NOT NULL,
    newest TEXT NOT NULL,           -- the last event
    newest_kind TEXT NOT NULL,
    unseen INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    waiting INTEGER NOT NULL,       -- for its bundle to be imported
    expires_at INTEGER,
    revoked_at INTEGER,
    recipients TEXT NOT NULL,
    undelivered TEXT NOT NULL,
    current TEXT NOT NULL           -- the event whose version and note count
);
CREATE INDEX shared_models_waiting ON shared_models (owner, updated_at) WHERE waiting = 1;
"""

INDEXES = """
CREATE INDEX shared_models_updated ON shared_models (direction, updated_at, id) WHERE removed = 0;
CREATE INDEX shared_models_title ON shared_models (direction, title, id) WHERE removed = 0;
CREATE INDEX shared_models_source ON shared_models (direction, source, updated_at, id)
    WHERE removed = 0;
CREATE INDEX shared_models_source_title ON shared_models (direction, source, title, id)
    WHERE removed = 0;
CREATE INDEX shared_models_expiry ON shared_models (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX shared_models_unseen ON shared_models (direction) WHERE unseen = 1 AND removed = 0;
"""

_SELECT_CARD = (
    "SELECT s.id, owner, direction, s.to_app, shared_at, updated_at, version_id, versions, unseen,"
    " newest, newest_kind, removed, expires_at, revoked_at, s.recipients, s.undelivered, state,"
    " reason, e.event FROM shared_models s"
    " CROSS JOIN events e ON e.id = current AND e.rejected IS NULL"
    " LEFT JOIN imports i ON i.event = version_id WHERE s.id = ?"
)


@dataclass(frozen=True)
class Card:
    """A SharedModel as this profile sees it. Times are in ms since the epoch.

    ``newest`` is the last event that somebody else or oneself made visible here, ``import_state``
    null while the bundle is on its way. ``revoked_at`` is of the owner's event; ``expires_at`` may
    have passed.
    """

    id: SharedModelId
    owner: str
    direction: Direction
    to_app: App
    shared_at: int
    updated_at: int
    version_id: EventId
    versions: int
    unseen: bool
    newest: EventId
    newest_kind: EventKind
    removed: bool
    expires_at: int | None
    revoked_at: int | None
    recipients: tuple[str, ...]
    undelivered: tuple[str, ...]
    import_state: str | None
    import_reason: str | None
    version: SharedModelVersion
    note: str

    def ended_at(self, now: int) -> int | None:
        """Since when it is no longer shared: revoked or expired; null while it is.

        A revoke counts once it is read, also when the owner's clock is ahead.
        """
        ends = [] if self.revoked_at is None else [self.revoked_at]
        if self.expires_at is not None and self.expires_at <= now:
            ends.append(self.expires_at)
        return min(ends, default=None)

    @property
    def expiry(self) -> datetime | None:
        """``expires_at`` as a time."""
        return None if self.expires_at is None else from_milliseconds(self.expires_at)


@dataclass(frozen=True)
class Filter:
    """Which cards: ``q`` are words that all occur in title, owner, target, note or recipients."""

    direction: Direction
    source: ModelSource | None = None
    q: str = ""
    sort: Sort = "updated"


def title_key(title: str) -> str:
    """What titles are sorted by: letters, whatever their case and accents."""
    if not title.isascii():
        parts = unicodedata.normalize("NFKD", title)
        title = "".join(part for part in parts if not unicodedata.combining(part))
    return title.casefold().replace("\0", "")


def select_card(db: sqlite3.Connection, id: SharedModelId) -> Card | None:
    """Raises DatabaseError: the file is broken."""
    row = db.execute(_SELECT_CARD, (id,)).fetchone()
    if row is None:
        return None
    *columns, event = row
    fields = dict(zip(Card.__dataclass_fields__, columns, strict=False))
    current = parse_stored(SharedModelEvent, event)
    if current.version is None:
        raise sqlite3.DatabaseError("the current event of a card has no version")
    fields["unseen"] = bool(fields["unseen"])
    fields["removed"] = bool(fields["removed"])
    fields["recipients"] = tuple(json.loads(fields["recipients"]))
    fields["undelivered"] = tuple(json.loads(fields["undelivered"]))
    return Card(**fields, version=current.version, note=current.note)
