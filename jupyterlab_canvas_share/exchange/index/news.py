"""What somebody else did since one looked, and from whom one wants to hear nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from ...model.events import EventId, EventKind, SharedModelId
from ...model.profiles import App
from ...model.shares import Direction
from .bulk import insert_many

SCHEMA = """
CREATE TABLE news (
    to_app TEXT,
    at INTEGER,
    id TEXT,                        -- of the event
    card INTEGER NOT NULL,
    PRIMARY KEY (to_app, at, id)
) WITHOUT ROWID;
CREATE INDEX news_card ON news (card);
"""

#: The key of one row of the table.
Place = tuple[App, int, EventId]


@dataclass(frozen=True)
class NewsRow:
    """One event that was not looked at. ``at`` is in ms since the epoch."""

    id: EventId
    shared_model: SharedModelId
    kind: EventKind
    author: str
    at: int
    to_app: App
    title: str
    direction: Direction


def write_news(db: sqlite3.Connection, news: Iterable[tuple[int, bool, list[Place]]]) -> None:
    """Make these the events of cards that were not looked at; of those cards that were there before
    there may be others."""
    new: list[tuple[App, int, EventId, int]] = []
    gone: set[Place] = set()
    for card, was_there, places in news:
        found: set[Place] = set()
        if was_there:
            found.update(db.execute("SELECT to_app, at, id FROM news WHERE card = ?", (card,)))
            gone |= found.difference(places)
        new += [(*place, card) for place in places if place not in found]
    db.executemany("DELETE FROM news WHERE to_app = ? AND at = ? AND id = ?", gone)
    insert_many(db, "INSERT OR REPLACE INTO news", new)


def select_news(
    db: sqlite3.Connection, to_apps: Sequence[App], limit: int, before: tuple[int, str]
) -> list[NewsRow]:
    """The newest events for these ends with (at, id) below ``before``."""
    by_app = [
        db.execute(
            "SELECT at, id, to_app, card FROM news WHERE to_app = ? AND (at, id) < (?, ?)"
            " ORDER BY at DESC, id DESC LIMIT ?",
            (app, *before, limit),
        ).fetchall()
        for app in to_apps
    ]
    rows = []
    for at, id, to_app, card in islice(merge(*by_app, reverse=True), limit):
        kind, author = db.execute(
            "SELECT kind, author FROM events WHERE id = ? AND rejected IS NULL", (id,)
        ).fetchone()
        shared_model, event, direction = db.execute(
            "SELECT s.id, e.event, s.direction FROM shared_models s, events e"
            " WHERE s.card = ? AND e.id = s.current AND e.rejected IS NULL",
            (card,),
        ).fetchone()
        title = json.loads(event)["version"]["title"]
        rows.append(NewsRow(id, shared_model, kind, author, at, to_app, title, direction))
    return rows


def select_blocked(db: sqlite3.Connection, me: str) -> dict[str, int]:
    """The authors that are blocked now, and since when in ms."""
    blocked: dict[str, int] = {}
    for kind, name, at in db.execute(
        "SELECT kind, subject, at FROM events"
        " WHERE kind IN ('blocked', 'unblocked') AND author = ? AND rejected IS NULL"
        " ORDER BY at, id",
        (me,),
    ):
        if kind == "unblocked":
            blocked.pop(name, None)
        else:
            blocked.setdefault(name, at)
    return blocked
