"""The index's tables, and how a mail goes into them."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...model.events import EventId, Record, SharedModelEvent, SharedModelId
from .bulk import insert_many, is_filled, note_filled
from .cards import INDEXES as CARDS_INDEXES
from .cards import SCHEMA as CARDS_SCHEMA
from .imports import SCHEMA as IMPORTS_SCHEMA
from .news import SCHEMA as NEWS_SCHEMA
from .search import SCHEMA as SEARCH_SCHEMA
from .search import index_texts

log = logging.getLogger(__name__)

SCHEMA = (
    """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,      -- <ulid>.<sha256>.<author>: the key, without mailbox and end
    id TEXT,                        -- <ulid>.<author>; null for what did not parse
    author TEXT,
    shared_model TEXT,
    kind TEXT,
    at INTEGER,                     -- ms since the epoch
    rejected TEXT,                  -- the reason, null for what was accepted
    to_app TEXT,
    subject TEXT,
    bundle TEXT,                    -- which one the event's version has, and what is said of it
    request TEXT,                   -- own records only, as are the next three
    recipients TEXT,
    undelivered TEXT,
    done INTEGER NOT NULL DEFAULT 1,
    event TEXT                      -- SharedModelEvent
);
CREATE UNIQUE INDEX events_id ON events (id) WHERE rejected IS NULL;
CREATE INDEX events_shared_model ON events (shared_model, at, id) WHERE rejected IS NULL;
CREATE INDEX events_blocking ON events (kind, at, id) WHERE kind IN ('blocked', 'unblocked');
CREATE INDEX events_pending ON events (name) WHERE done = 0;
"""
    + IMPORTS_SCHEMA
    + CARDS_SCHEMA
    + NEWS_SCHEMA
    + SEARCH_SCHEMA
)
#: What only serves reading; see ``complete``.
_INDEXES = (
    """
CREATE INDEX events_request ON events (request) WHERE request IS NOT NULL;
CREATE INDEX events_own ON events (name) WHERE recipients IS NOT NULL;
CREATE INDEX events_rejected ON events (name, rejected) WHERE rejected IS NOT NULL;
"""
    + CARDS_INDEXES
)


#: Whom this profile, as its owner, shared a SharedModel with.
Participants = Callable[[SharedModelId], frozenset[str]]


class Entry(NamedTuple):
    """One mail as it goes into the index. ``at`` is in ms since the epoch.

    ``event`` is null and ``rejected`` says why for what is not accepted. ``record`` is there for
    one's own. ``content`` is the event as JSON, if whoever made the entry has that.
    """

    name: str
    id: EventId | None
    author: str | None
    at: int
    event: SharedModelEvent | None
    rejected: str | None = None
    record: Record | None = None
    done: bool = True
    content: str | None = None


_INSERT = (
    "INSERT INTO events (name, id, author, shared_model, kind, at, rejected, to_app,"
    " subject, bundle, request, recipients, undelivered, done, event)"
)
_KNOWN_NAMES = "SELECT name FROM json_each(?) CROSS JOIN events ON name = value"
_TAKEN_IDS = (
    "SELECT e.id FROM json_each(?) CROSS JOIN events e ON e.id = value AND e.rejected IS NULL"
)


def insert(db: sqlite3.Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Insert mails; answers those that are new, and have nothing in their way."""
    names = json.dumps([entry.name for entry in entries])
    ids = json.dumps([entry.id for entry in entries])
    known = set(db.execute(_KNOWN_NAMES, (names,)))
    taken = set(db.execute(_TAKEN_IDS, (ids,)))
    rows: list[tuple[str | int | None, ...]] = []
    new: list[Entry] = []
    for entry in entries:
        if (entry.name,) in known:
            continue
        known.add((entry.name,))
        if entry.rejected is None and (entry.id,) in taken:
            # the first of two different mails with one id stands
            reason = "another event of this author has the same id"
            log.warning("Ignored %s in the mailbox: %s", entry.name, reason)
            rows.append(_row(Entry(entry.name, None, entry.author, entry.at, None, reason)))
            continue
        if entry.rejected is None:
            taken.add((entry.id,))
        new.append(entry)
        rows.append(_row(entry))
    insert_many(db, _INSERT, rows)
    return new


def complete(db: sqlite3.Connection) -> None:
    """The whole mailbox is in: make what only serves reading, from one sorted pass over each."""
    if not is_filled(db):
        for statement in filter(str.strip, _INDEXES.split(";")):
            db.execute(statement)
        index_texts(db)
        note_filled(db)


def select_participants(db: sqlite3.Connection, shared_model: SharedModelId) -> frozenset[str]:
    """Whom this profile, as its owner, shared the SharedModel with."""
    return frozenset(
        name
        for (recipients,) in db.execute(
            "SELECT recipients FROM events WHERE shared_model = ? AND rejected IS NULL"
            " AND recipients IS NOT NULL",
            (shared_model,),
        )
        for name in json.loads(recipients)
    )


def _row(entry: Entry) -> tuple[str | int | None, ...]:
    event, record = entry.event, entry.record
    mail = (entry.name, entry.id, entry.author)
    if event is None:
        return (*mail, None, None, entry.at, entry.rejected, *[None] * 6, int(entry.done), None)
    recipients = json.dumps(record.recipients) if record else None
    return (
        *mail,
        event.shared_model,
        event.kind,
        entry.at,
        entry.rejected,
        event.to_app,
        event.subject,
        _bundle(event),
        record.request if record else None,
        recipients,
        None if entry.done else recipients,
        int(entry.done),
        entry.content or event.model_dump_json(),
    )


def _bundle(event: SharedModelEvent) -> str | None:
    if event.version is None:
        return None
    version = event.version
    ref = version.candidates[0].bundle
    said = (version.problem_type, version.target, version.positive_class, version.objective)
    return f"{ref.name}.{ref.size}.{ref.sha256}.{said}"
