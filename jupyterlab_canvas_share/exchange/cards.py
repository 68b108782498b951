"""One row for each SharedModel, kept up to date from its events: what the two lists show."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..model.events import (
    PRIVATE_KINDS,
    EventId,
    EventKind,
    ModelSource,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ..model.shares import Direction
from .keys import author_of

SCHEMA = """
CREATE TABLE shared_models (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    direction TEXT NOT NULL,
    source TEXT NOT NULL,
    shared_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version_id TEXT NOT NULL,
    version TEXT NOT NULL,
    note TEXT NOT NULL,
    unseen INTEGER NOT NULL,
    newest TEXT NOT NULL,
    recipients TEXT NOT NULL,
    undelivered TEXT NOT NULL,
    search TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX shared_models_updated ON shared_models (direction, updated_at, id);
CREATE INDEX shared_models_source ON shared_models (direction, source, updated_at, id);
"""

#: Kinds of the owner's that put a version in use; an alternate stands beside it.
CURRENT_KINDS: frozenset[EventKind] = frozenset({"shared", "updated", "recipients-added"})

#: So many words are searched for; SQLite has a limit on the size of a condition.
_WORDS = 50

_COLUMNS = (
    "id, owner, direction, shared_at, updated_at, version_id, version, note, unseen, newest,"
    " recipients, undelivered, state, reason"
)


@dataclass(frozen=True)
class Card:
    """A SharedModel as this profile sees it. Times are in ms since the epoch.

    ``newest`` is the last event that somebody else or oneself made visible here, ``import_state``
    null while the bundle is on its way.
    """

    id: SharedModelId
    owner: str
    direction: Direction
    shared_at: int
    updated_at: int
    version_id: EventId
    version: SharedModelVersion
    note: str
    unseen: bool
    newest: EventId
    recipients: tuple[str, ...]
    undelivered: tuple[str, ...]
    import_state: str | None
    import_reason: str | None


@dataclass(frozen=True)
class Filter:
    """Which cards: ``q`` are words that all occur in title, owner, target, note or recipients."""

    direction: Direction
    source: ModelSource | None = None
    q: str = ""


def refresh_card(db: sqlite3.Connection, me: str, shared_model: SharedModelId) -> None:
    """Write the card of a SharedModel anew from all of its accepted events."""
    rows = db.execute(
        "SELECT id, author, kind, at, event, recipients, undelivered FROM events"
        " WHERE shared_model = ? AND rejected IS NULL ORDER BY id",
        (shared_model,),
    ).fetchall()
    owner = author_of(shared_model)
    versions = [row for row in rows if row[1] == owner and row[2] in CURRENT_KINDS]
    if not versions:
        return  # an update can arrive before what it updates
    visible = [row for row in rows if row[2] not in PRIVATE_KINDS]
    event = SharedModelEvent.model_validate_json(versions[-1][4])
    if event.version is None:
        return
    recipients = _names(row[5] for row in visible)
    undelivered = _names(row[6] for row in visible)
    seen = max((_subject(row[4]) for row in rows if row[2] == "seen"), default="")
    from_others = max((row[0] for row in visible if row[1] != me), default="")
    version = event.version
    search = "\n".join((version.title, owner, version.target, event.note, *recipients))
    db.execute(
        "INSERT OR REPLACE INTO shared_models VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shared_model,
            owner,
            "by-me" if owner == me else "with-me",
            version.source,
            visible[0][3],
            max(row[3] for row in visible),
            versions[-1][0],
            version.model_dump_json(),
            event.note,
            int(from_others > seen),
            visible[-1][0],
            json.dumps(recipients),
            json.dumps(undelivered),
            search.casefold(),
        ),
    )


def select_card(db: sqlite3.Connection, id: SharedModelId) -> Card | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM shared_models LEFT JOIN imports ON event = version_id"  # noqa: S608
        " WHERE id = ?",
        (id,),
    ).fetchone()
    return _card(row) if row else None


def select_cards(
    db: sqlite3.Connection, wanted: Filter, limit: int, before: tuple[int, str] | None
) -> list[Card]:
    where = ["direction = ?"]
    values: list[str | int] = [wanted.direction]
    if wanted.source is not None:
        where.append("source = ?")
        values.append(wanted.source)
    for word in list(dict.fromkeys(wanted.q.casefold().split()))[:_WORDS]:
        where.append("instr(search, ?) > 0")
        values.append(word)
    if before is not None:
        where.append("(updated_at, id) < (?, ?)")
        values += before
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM shared_models LEFT JOIN imports ON event = version_id"  # noqa: S608
        f" WHERE {' AND '.join(where)} ORDER BY updated_at DESC, id DESC LIMIT ?",
        (*values, limit),
    )
    return [_card(row) for row in rows.fetchall()]


def _card(row: tuple[Any, ...]) -> Card:
    fields = dict(zip(Card.__dataclass_fields__, row, strict=True))
    fields["version"] = SharedModelVersion.model_validate_json(fields["version"])
    fields["unseen"] = bool(fields["unseen"])
    fields["recipients"] = tuple(json.loads(fields["recipients"]))
    fields["undelivered"] = tuple(json.loads(fields["undelivered"]))
    return Card(**fields)


def _names(lists: Iterable[str | None]) -> list[str]:
    """The names in several JSON lists, each once, in their order."""
    return list(dict.fromkeys(name for text in lists if text for name in json.loads(text)))


def _subject(event: str) -> str:
    return str(json.loads(event)["subject"] or "")
