"""One row for each SharedModel, kept up to date from its events: what the two lists show."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from ..model.events import (
    BRINGING_KINDS,
    PRIVATE_KINDS,
    EventId,
    EventKind,
    ModelSource,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ..model.profiles import App
from ..model.shares import Direction, Sort
from .keys import author_of, from_milliseconds, milliseconds

SCHEMA = """
CREATE TABLE shared_models (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    direction TEXT NOT NULL,
    to_app TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,            -- casefolded, to sort by
    shared_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version_id TEXT NOT NULL,
    version TEXT NOT NULL,
    versions INTEGER NOT NULL,
    note TEXT NOT NULL,
    first TEXT NOT NULL,            -- the first event that reached this profile
    newest TEXT NOT NULL,           -- the last one
    newest_kind TEXT NOT NULL,
    seen_at INTEGER NOT NULL,       -- the last event that was looked at
    seen TEXT NOT NULL,
    unseen INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    recipients TEXT NOT NULL,
    undelivered TEXT NOT NULL,
    search TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX shared_models_updated ON shared_models (direction, updated_at, id) WHERE removed = 0;
CREATE INDEX shared_models_title ON shared_models (direction, title, id) WHERE removed = 0;
CREATE INDEX shared_models_source ON shared_models (direction, source, updated_at, id)
    WHERE removed = 0;
CREATE INDEX shared_models_expiry ON shared_models (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX shared_models_unseen ON shared_models (id) WHERE unseen = 1 AND removed = 0;
"""

#: Kinds of the owner's that put a version in use; an alternate stands beside it.
CURRENT_KINDS: frozenset[EventKind] = frozenset({"shared", "updated", "recipients-added"})
#: Kinds that are a version of their own.
VERSION_KINDS: frozenset[EventKind] = frozenset({"shared", "updated", "alternate"})

#: So many words are searched for; SQLite has a limit on the size of a condition.
_WORDS = 50

_COLUMNS = (
    "id, owner, direction, to_app, shared_at, updated_at, version_id, version, versions, note,"
    " unseen, newest, newest_kind, removed, expires_at, revoked_at, recipients, undelivered, state,"
    " reason"
)
_SORTS: dict[Sort, tuple[str, str, str]] = {
    "updated": ("updated_at", "<", "DESC"),
    "title": ("title", ">", "ASC"),
    "-title": ("title", "<", "DESC"),
}


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
    version: SharedModelVersion
    versions: int
    note: str
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

    def place(self, sort: Sort) -> tuple[int | str, str]:
        """Where it stands in a list, for a cursor."""
        return (self.updated_at if sort == "updated" else self.version.title.casefold(), self.id)


@dataclass(frozen=True)
class Filter:
    """Which cards: ``q`` are words that all occur in title, owner, target, note or recipients."""

    direction: Direction
    source: ModelSource | None = None
    q: str = ""
    sort: Sort = "updated"


@dataclass(frozen=True)
class _Row:
    """One accepted event of a SharedModel."""

    id: EventId
    author: str
    kind: EventKind
    at: int
    event: str
    recipients: str | None
    undelivered: str | None

    @property
    def order(self) -> tuple[int, EventId]:
        """By the time that counts, not by the key alone: a sender's clock may be years ahead."""
        return self.at, self.id

    def parse(self) -> SharedModelEvent:
        return SharedModelEvent.model_validate_json(self.event)


def refresh_card(db: sqlite3.Connection, me: str, shared_model: SharedModelId) -> None:
    """Write the card of a SharedModel anew from all of its accepted events."""
    found = db.execute(
        "SELECT id, author, kind, at, event, recipients, undelivered FROM events"
        " WHERE shared_model = ? AND rejected IS NULL ORDER BY at, id",
        (shared_model,),
    ).fetchall()
    rows = [_Row(*each) for each in found]
    owner = author_of(shared_model)
    visible = [row for row in rows if row.kind not in PRIVATE_KINDS]
    theirs = [row for row in visible if row.author == owner]
    versions = [row for row in theirs if row.kind in CURRENT_KINDS]
    if not versions:
        return  # an update can arrive before what it updates
    current = versions[-1].parse()
    if current.version is None:
        return
    # that somebody was added is news to that person alone
    told = [
        row
        for row in visible
        if row.author == me or row.kind != "recipients-added" or row is visible[0]
    ]
    recipients = _names(row.recipients for row in visible)
    seen = max((_place(db, row) for row in rows if row.kind == "seen"), default=(0, ""))
    removed = max((_place(db, row) for row in rows if row.kind == "removed"), default=(0, ""))
    version = current.version
    search = "\n".join((version.title, owner, version.target, current.note, *recipients))
    values = {
        "id": shared_model,
        "owner": owner,
        # what one imported from a file is nobody else's yet
        "direction": "by-me" if owner == me and recipients else "with-me",
        "to_app": current.to_app,
        "source": version.source,
        "title": version.title.casefold(),
        "shared_at": visible[0].at,
        "updated_at": told[-1].at,
        "version_id": _bringer(versions, version),
        "version": version.model_dump_json(),
        "versions": max(1, sum(row.kind in VERSION_KINDS for row in visible)),
        "note": current.note,
        "first": visible[0].id,
        "newest": told[-1].id,
        "newest_kind": told[-1].kind,
        "seen_at": seen[0],
        "seen": seen[1],
        "unseen": any(row.author != me and row.order > seen for row in told),
        "removed": removed >= max(row.order for row in told if row.kind in BRINGING_KINDS),
        "expires_at": milliseconds(current.expires_at) if current.expires_at else None,
        "revoked_at": min((row.at for row in theirs if row.kind == "revoked"), default=None),
        "recipients": json.dumps(recipients),
        "undelivered": json.dumps(_names(row.undelivered for row in visible)),
        "search": search.casefold(),
    }
    db.execute(
        f"INSERT OR REPLACE INTO shared_models ({', '.join(values)})"  # noqa: S608
        f" VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def _place(db: sqlite3.Connection, mark: _Row) -> tuple[int, EventId]:
    """The place of the event up to which a mark was made."""
    subject = mark.parse().subject or ""
    row = db.execute(
        "SELECT at FROM events WHERE id = ? AND rejected IS NULL", (subject,)
    ).fetchone()
    return (row[0], subject) if row else (0, "")


def _bringer(versions: Sequence[_Row], version: SharedModelVersion) -> EventId:
    """The event that brought the version first: adding people repeats it."""
    bundle = version.candidates[0].bundle
    for row in versions:
        brought = row.parse().version
        if brought is not None and brought.candidates[0].bundle == bundle:
            return row.id
    return versions[-1].id


def select_card(db: sqlite3.Connection, id: SharedModelId) -> Card | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM shared_models LEFT JOIN imports ON event = version_id"  # noqa: S608
        " WHERE id = ?",
        (id,),
    ).fetchone()
    return _card(row) if row else None


def select_cards(
    db: sqlite3.Connection, wanted: Filter, limit: int, after: tuple[int | str, str] | None
) -> list[Card]:
    where = ["direction = ?", "removed = 0"]
    values: list[str | int] = [wanted.direction]
    if wanted.source is not None:
        where.append("source = ?")
        values.append(wanted.source)
    for word in list(dict.fromkeys(wanted.q.casefold().split()))[:_WORDS]:
        where.append("instr(search, ?) > 0")
        values.append(word)
    column, beyond, order = _SORTS[wanted.sort]
    if after is not None:
        where.append(f"({column}, id) {beyond} (?, ?)")
        values += after
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM shared_models LEFT JOIN imports ON event = version_id"  # noqa: S608
        f" WHERE {' AND '.join(where)} ORDER BY {column} {order}, id {order} LIMIT ?",
        (*values, limit),
    )
    return [_card(row) for row in rows.fetchall()]


def _card(row: tuple[Any, ...]) -> Card:
    fields = dict(zip(Card.__dataclass_fields__, row, strict=True))
    fields["version"] = SharedModelVersion.model_validate_json(fields["version"])
    fields["unseen"] = bool(fields["unseen"])
    fields["removed"] = bool(fields["removed"])
    fields["recipients"] = tuple(json.loads(fields["recipients"]))
    fields["undelivered"] = tuple(json.loads(fields["undelivered"]))
    return Card(**fields)


def _names(lists: Iterable[str | None]) -> list[str]:
    """The names in several JSON lists, each once, in their order."""
    return list(dict.fromkeys(name for text in lists if text for name in json.loads(text)))


def select_sources(db: sqlite3.Connection, direction: Direction) -> list[ModelSource]:
    """The sources of all cards in a list, by the order of their type."""
    return [
        source
        for source in get_args(ModelSource)
        if db.execute(
            "SELECT 1 FROM shared_models WHERE direction = ? AND source = ? AND removed = 0",
            (direction, source),
        ).fetchone()
    ]
