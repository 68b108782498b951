"""How the imports of bundles ended. Kept for a run of the server: the next one looks for itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from ...model.events import EventId, SharedModelId

SCHEMA = """
CREATE TABLE imports (
    event TEXT PRIMARY KEY,         -- the event that brought the version
    state TEXT NOT NULL,
    reason TEXT
) WITHOUT ROWID;
"""

ImportState = Literal["ready", "failed"]

_WAITS = (
    "direction = 'with-me' AND removed = 0 AND revoked_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM imports WHERE event = version_id)"
)


def set_import(
    db: sqlite3.Connection, event: EventId, state: ImportState | None, reason: str | None
) -> None:
    db.execute("DELETE FROM imports WHERE event = ?", (event,))
    if state is not None:
        db.execute("INSERT INTO imports VALUES (?, ?, ?)", (event, state, reason))
    db.execute(
        f"UPDATE shared_models SET waiting = {_WAITS} WHERE id ="  # noqa: S608
        " (SELECT shared_model FROM events WHERE id = ? AND rejected IS NULL)",
        (event,),
    )


def set_imports(db: sqlite3.Connection, ready: Sequence[EventId]) -> None:
    db.execute("DELETE FROM imports")
    db.executemany("INSERT INTO imports VALUES (?, 'ready', NULL)", [(id,) for id in ready])
    db.execute(f"UPDATE shared_models SET waiting = NOT waiting WHERE waiting != ({_WAITS})")  # noqa: S608


def select_imported(db: sqlite3.Connection, events: Sequence[EventId]) -> set[EventId]:
    """Those among these events whose versions' imports ended."""
    found = db.execute(
        "SELECT event FROM json_each(?) CROSS JOIN imports ON event = value", (json.dumps(events),)
    )
    return {event for (event,) in found}


def select_waiting(db: sqlite3.Connection, now: int) -> list[SharedModelId]:
    """The newest of each owner: to read more of them would cost more than it helps."""
    owners = db.execute(
        # one step in the index for each owner, however many SharedModels wait
        "WITH RECURSIVE owners (owner) AS ("
        " SELECT min(owner) FROM shared_models WHERE waiting = 1 UNION ALL"
        " SELECT (SELECT min(s.owner) FROM shared_models s WHERE s.waiting = 1"
        "  AND s.owner > owners.owner) FROM owners WHERE owners.owner IS NOT NULL)"
        " SELECT owner FROM owners WHERE owner IS NOT NULL"
    ).fetchall()
    newest = [
        db.execute(
            "SELECT updated_at, id FROM shared_models WHERE waiting = 1 AND owner = ?"
            " AND coalesce(expires_at > ?, 1) ORDER BY updated_at DESC LIMIT 1",
            (owner, now),
        ).fetchone()
        for (owner,) in owners
    ]
    return [id for _, id in sorted(filter(None, newest), reverse=True)]
