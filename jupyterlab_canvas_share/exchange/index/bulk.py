"""Writing much at once: many rows in few steps, and what only serves reading when all is in.

Each step of a statement lets go of the interpreter, and a thread that computes keeps it for 5 ms
(``sys.setswitchinterval``). With a step for each row a thousand rows could take seconds, and would
not be written while others compute, but in turn with them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Any

#: So many rows go into one step.
_ROWS = 100


def insert_many(db: sqlite3.Connection, insert: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows; ``insert`` is the statement up to VALUES."""
    if not rows:
        return
    marks = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % _ROWS
    many = f"{insert} VALUES {', '.join([marks] * _ROWS)}"
    for start in range(0, whole, _ROWS):
        db.execute(many, tuple(chain.from_iterable(rows[start : start + _ROWS])))
    db.executemany(f"{insert} VALUES {marks}", rows[whole:])


def select_many(
    db: sqlite3.Connection, columns: Sequence[str], source: str, *values: Any
) -> list[list[Any]]:
    """Rows of texts, numbers and nulls; ``source`` is the statement from FROM on. In no order."""
    selected = f"SELECT json_group_array(json_array({', '.join(columns)})) {source}"
    (found,) = db.execute(selected, values).fetchone()
    rows: list[list[Any]] = json.loads(found)
    return rows


def is_filled(db: sqlite3.Connection) -> bool:
    """Whether the whole mailbox was in the index once. Until then nobody reads its lists, and what
    makes them fast is not kept up."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return bool(version)


def note_filled(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA user_version = 1")
