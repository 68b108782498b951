"""The index: what the mailbox says, in a form that answers lists, filters and searches quickly.

A cache. The mailbox is the truth, and losing this file costs reading it once more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from ..model.events import (
    PRIVATE_KINDS,
    EventId,
    EventKind,
    ModelSource,
    RequestId,
    SharedModelEvent,
    SharedModelId,
)
from ..model.profiles import App
from ..model.shares import Direction
from .cards import Card, Filter, refresh_card, select_card, select_cards, select_sources
from .database import Database
from .news import NewsRow, select_blocked, select_news
from .tables import SCHEMA, Entry, insert

#: Grows with every change to the tables: an index of another version is dropped, never migrated.
_VERSION = 2

#: After the place of every event.
_LATEST = (2**63 - 1, "")

T = TypeVar("T")
ImportState = Literal["ready", "failed"]


@dataclass(frozen=True)
class HistoryRow:
    """One accepted event of a SharedModel."""

    id: EventId
    author: str
    at: int
    event: SharedModelEvent


class Index:
    """The tables of one profile on one store. ``stamp`` names both."""

    def __init__(self, path: Path, me: str, stamp: str) -> None:
        self._me = me
        self._database = Database(path, SCHEMA, f"{_VERSION} {stamp}")

    @property
    def generation(self) -> int:
        """Grows each time the index starts empty and has to be filled again."""
        return self._database.generation

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def ask(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of a query that another module of the exchange has."""
        return await self._database.read(query)

    async def add(self, entries: Sequence[Entry]) -> list[Entry]:
        """Take in entries, all or none; answers those that were new and accepted."""

        def work(db: sqlite3.Connection) -> list[Entry]:
            accepted = [entry for entry in entries if insert(db, entry) and entry.event]
            for shared_model in {entry.event.shared_model for entry in accepted if entry.event}:
                refresh_card(db, self._me, shared_model)
            return accepted

        return await self._database.write(work)

    async def known(self, first: str, last: str) -> set[str]:
        """The names with ``first <= name < last`` that need no more reading."""
        return await self._database.read(
            lambda db: {
                name
                for (name,) in db.execute(
                    "SELECT name FROM events WHERE name >= ? AND name < ?", (first, last)
                )
            }
        )

    async def pending(self) -> list[str]:
        """The names of own records with recipients that may not have their event yet."""
        return await self._database.read(
            lambda db: [
                name
                for (name,) in db.execute("SELECT name FROM events WHERE done = 0 ORDER BY name")
            ]
        )

    async def set_delivered(
        self, name: str, undelivered: Sequence[str], *, done: bool
    ) -> SharedModelId | None:
        """Note how far a record got; answers its SharedModel if that is news."""

        def work(db: sqlite3.Connection) -> SharedModelId | None:
            changed = db.execute(
                "UPDATE events SET undelivered = ?, done = ? WHERE name = ? AND done = 0"
                " AND (undelivered, done) != (?, ?) RETURNING shared_model",
                (*(values := (json.dumps(list(undelivered)), int(done))), name, *values),
            ).fetchone()
            if changed is None:
                return None
            refresh_card(db, self._me, changed[0])
            return str(changed[0])

        return await self._database.write(work)

    async def participants(self, shared_model: SharedModelId) -> frozenset[str]:
        """Whom this profile, as its owner, shared the SharedModel with."""
        return await self._database.read(
            lambda db: frozenset(
                name
                for (recipients,) in db.execute(
                    "SELECT recipients FROM events WHERE shared_model = ? AND rejected IS NULL"
                    " AND recipients IS NOT NULL",
                    (shared_model,),
                )
                for name in json.loads(recipients)
            )
        )

    async def by_request(self, request: RequestId) -> tuple[SharedModelId, EventKind] | None:
        """The SharedModel and the kind of the record that answered this request."""
        found: tuple[SharedModelId, EventKind] | None = await self._database.read(
            lambda db: db.execute(
                "SELECT shared_model, kind FROM events WHERE request = ? AND rejected IS NULL",
                (request,),
            ).fetchone()
        )
        return found

    async def last_event(self, shared_model: SharedModelId, author: str) -> EventId | None:
        """The author's newest event in a SharedModel that others may have got."""
        marks = ", ".join("?" * len(PRIVATE_KINDS))
        found = await self._database.read(
            lambda db: db.execute(
                "SELECT max(id) FROM events WHERE shared_model = ? AND author = ?"  # noqa: S608
                f" AND rejected IS NULL AND kind NOT IN ({marks})",
                (shared_model, author, *PRIVATE_KINDS),
            ).fetchone()
        )
        return str(found[0]) if found and found[0] else None

    async def last_ulid(self, before: str) -> str | None:
        """The newest ulid this profile used, as far as it is smaller than ``before``."""
        found = await self._database.read(
            lambda db: db.execute(
                "SELECT max(name) FROM events WHERE author = ? AND name < ?", (self._me, before)
            ).fetchone()
        )
        return str(found[0])[:26] if found and found[0] else None

    async def rejected(self) -> list[tuple[str, str]]:
        """Name and reason of everything that was not accepted."""
        return await self._database.read(
            lambda db: [
                (name, reason)
                for name, reason in db.execute(
                    "SELECT name, rejected FROM events WHERE rejected IS NOT NULL ORDER BY name"
                )
            ]
        )

    async def history(
        self,
        shared_model: SharedModelId,
        kinds: Sequence[EventKind],
        limit: int,
        before: tuple[int, str] | None,
    ) -> list[HistoryRow]:
        """The newest ``limit`` accepted events of these kinds with (at, id) below ``before``."""
        marks = ", ".join("?" * len(kinds))
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT id, author, at, event FROM events WHERE shared_model = ?"  # noqa: S608
                f" AND rejected IS NULL AND kind IN ({marks}) AND (at, id) < (?, ?)"
                " ORDER BY at DESC, id DESC LIMIT ?",
                (shared_model, *kinds, *(before or _LATEST), limit),
            ).fetchall()
        )
        return [
            HistoryRow(id, author, at, SharedModelEvent.model_validate_json(event))
            for id, author, at, event in rows
        ]

    async def card(self, id: SharedModelId) -> Card | None:
        return await self._database.read(lambda db: select_card(db, id))

    async def cards(
        self, wanted: Filter, limit: int, after: tuple[int | str, str] | None = None
    ) -> list[Card]:
        """The ``limit`` cards that follow the place ``after`` in the wanted order."""
        return await self._database.read(lambda db: select_cards(db, wanted, limit, after))

    async def sources(self, direction: Direction) -> list[ModelSource]:
        """The sources that are present in one of the two lists."""
        return await self._database.read(lambda db: select_sources(db, direction))

    async def news(
        self, to_apps: Sequence[App], limit: int, before: tuple[int, str] | None = None
    ) -> list[NewsRow]:
        """What others did and nobody looked at, newest first, with (at, id) below ``before``."""
        return await self._database.read(
            lambda db: select_news(db, self._me, to_apps, limit, before or _LATEST)
        )

    async def unread(self) -> dict[Direction, int]:
        """How many SharedModels of each list have something new."""
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT direction, count(*) FROM shared_models"
                " WHERE unseen = 1 AND removed = 0 GROUP BY direction"
            ).fetchall()
        )
        return dict(rows)

    async def blocked(self) -> dict[str, int]:
        """The authors that are blocked now, and since when in ms."""
        return await self._database.read(lambda db: select_blocked(db, self._me))

    async def set_import(
        self, event: EventId, state: ImportState | None, reason: str | None = None
    ) -> None:
        """How the import of an event's version ended; null to have it imported (again)."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM imports WHERE event = ?", (event,))
            if state is not None:
                db.execute("INSERT INTO imports VALUES (?, ?, ?)", (event, state, reason))

        await self._database.write(work)

    async def set_imports(self, ready: Sequence[EventId]) -> None:
        """Forget how imports ended, but that these are ready."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM imports")
            db.executemany("INSERT INTO imports VALUES (?, 'ready', NULL)", [(id,) for id in ready])

        await self._database.write(work)

    async def to_import(self, now: int) -> list[SharedModelId]:
        """What is shared with this profile and whose current version was not imported yet."""
        return await self._database.read(
            lambda db: [
                id
                for (id,) in db.execute(
                    "SELECT id FROM shared_models LEFT JOIN imports ON event = version_id"
                    " WHERE direction = 'with-me' AND state IS NULL AND removed = 0"
                    " AND revoked_at IS NULL AND coalesce(expires_at > ?, 1)"
                    " ORDER BY updated_at DESC",
                    (now,),
                )
            ]
        )
