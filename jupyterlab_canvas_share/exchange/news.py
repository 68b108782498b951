"""What somebody else did since one looked, and from whom one wants to hear nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.events import PRIVATE_KINDS, EventId, SharedModelEvent, SharedModelId
from ..model.profiles import App
from ..model.shares import Direction

_PRIVATE = ", ".join(f"'{kind}'" for kind in sorted(PRIVATE_KINDS))


@dataclass(frozen=True)
class NewsRow:
    """One event that was not looked at. ``at`` is in ms since the epoch."""

    id: EventId
    shared_model: SharedModelId
    author: str
    at: int
    event: SharedModelEvent
    title: str
    direction: Direction


def select_news(
    db: sqlite3.Connection,
    me: str,
    to_apps: Sequence[App],
    limit: int,
    before: tuple[int, str],
) -> list[NewsRow]:
    marks = ", ".join("?" * len(to_apps))
    rows = db.execute(
        "SELECT e.id, e.shared_model, e.author, e.at, e.event, s.version, s.direction"  # noqa: S608
        " FROM shared_models s JOIN events e ON e.shared_model = s.id AND e.rejected IS NULL"
        " WHERE s.unseen = 1 AND s.removed = 0 AND e.author != ?"
        f" AND e.kind NOT IN ({_PRIVATE}) AND (e.kind != 'recipients-added' OR e.id = s.first)"
        f" AND e.event ->> 'to_app' IN ({marks})"
        " AND (e.at, e.id) > (s.seen_at, s.seen) AND (e.at, e.id) < (?, ?)"
        " ORDER BY e.at DESC, e.id DESC LIMIT ?",
        (me, *to_apps, *before, limit),
    ).fetchall()
    return [
        NewsRow(
            id=id,
            shared_model=shared_model,
            author=author,
            at=at,
            event=SharedModelEvent.model_validate_json(event),
            title=json.loads(version)["title"],
            direction=direction,
        )
        for id, shared_model, author, at, event, version, direction in rows
    ]


def select_blocked(db: sqlite3.Connection, me: str) -> dict[str, int]:
    """The authors that are blocked now, and since when in ms."""
    blocked: dict[str, int] = {}
    for kind, name, at in db.execute(
        "SELECT kind, event ->> 'subject', at FROM events"
        " WHERE kind IN ('blocked', 'unblocked') AND author = ? AND rejected IS NULL"
        " ORDER BY at, id",
        (me,),
    ):
        if kind == "unblocked":
            blocked.pop(name, None)
        else:
            blocked.setdefault(name, at)
    return blocked
