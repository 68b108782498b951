"""The index's tables, and how a mail goes into them."""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import dataclass

from ..model.events import EventId, Record, SharedModelEvent
from .cards import SCHEMA as CARDS_SCHEMA

log = logging.getLogger(__name__)

SCHEMA = (
    """
CREATE TABLE events (
    name TEXT PRIMARY KEY,          -- <ulid>.<sha256>.<author>: the key, without mailbox and end
    id TEXT,                        -- <ulid>.<author>; null for what did not parse
    author TEXT,
    shared_model TEXT,
    kind TEXT,
    at INTEGER,                     -- ms since the epoch
    rejected TEXT,                  -- the reason, null for what was accepted
    event TEXT,                     -- SharedModelEvent
    request TEXT,                   -- own records only, as are the next three
    recipients TEXT,
    undelivered TEXT,
    done INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE UNIQUE INDEX events_id ON events (id) WHERE rejected IS NULL;
CREATE INDEX events_shared_model ON events (shared_model, at, id) WHERE rejected IS NULL;
CREATE INDEX events_blocking ON events (kind, at, id) WHERE kind IN ('blocked', 'unblocked');
CREATE INDEX events_request ON events (request) WHERE request IS NOT NULL;
CREATE INDEX events_pending ON events (name) WHERE done = 0;
CREATE TABLE imports (
    event TEXT PRIMARY KEY,         -- the event that brought the version
    state TEXT NOT NULL,
    reason TEXT
) WITHOUT ROWID;
"""
    + CARDS_SCHEMA
)


@dataclass(frozen=True)
class Entry:
    """One mail as it goes into the index. ``at`` is in ms since the epoch.

    ``event`` is null and ``rejected`` says why for what is not accepted. ``record`` is there for
    one's own.
    """

    name: str
    id: EventId | None
    author: str | None
    at: int
    event: SharedModelEvent | None
    rejected: str | None = None
    record: Record | None = None
    done: bool = True


def insert(db: sqlite3.Connection, entry: Entry) -> bool:
    """Whether the mail is new and nothing is in its way."""
    event, record = entry.event, entry.record
    recipients = json.dumps(record.recipients) if record else None
    row = (
        entry.name,
        entry.id,
        entry.author,
        event.shared_model if event else None,
        event.kind if event else None,
        entry.at,
        entry.rejected,
        event.model_dump_json() if event else None,
        record.request if record else None,
        recipients,
        None if entry.done else recipients,
        int(entry.done),
    )
    statement = f"INSERT OR IGNORE INTO events VALUES ({', '.join('?' * len(row))})"  # noqa: S608
    if db.execute(statement, row).rowcount:
        return True
    known = db.execute("SELECT 1 FROM events WHERE name = ?", (entry.name,)).fetchone()
    if not known:
        # the first of two different mails with one id stands
        reason = "another event of this author has the same id"
        log.warning("Ignored %s in the mailbox: %s", entry.name, reason)
        db.execute(statement, (entry.name, *[None] * 4, entry.at, reason, *[None] * 4, 1))
    return False
