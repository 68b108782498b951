"""The history of one SharedModel."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ...model.events import EventId, EventKind, SharedModelEvent, SharedModelId
from .database import parse_stored


@dataclass(frozen=True)
class HistoryRow:
    """One accepted event of a SharedModel."""

    id: EventId
    author: str
    at: int
    event: SharedModelEvent


def select_history(
    db: sqlite3.Connection,
    shared_model: SharedModelId,
    kinds: Sequence[EventKind],
    limit: int,
    before: tuple[int, str],
) -> list[HistoryRow]:
    """The newest ``limit`` accepted events of these kinds with (at, id) below ``before``."""
    marks = ", ".join("?" * len(kinds))
    rows = db.execute(
        "SELECT id, author, at, event FROM events WHERE shared_model = ?"  # noqa: S608
        f" AND rejected IS NULL AND kind IN ({marks}) AND (at, id) < (?, ?)"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (shared_model, *kinds, *before, limit),
    )
    return [
        HistoryRow(id, author, at, parse_stored(SharedModelEvent, event))
        for id, author, at, event in rows.fetchall()
    ]
