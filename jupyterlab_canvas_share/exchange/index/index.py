"""The index: what the mailbox says, in a form that answers lists, filters and searches quickly.

A cache. The mailbox is the truth, and losing this file costs reading it once more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from ...model.events import (
    PRIVATE_KINDS,
    EventId,
    EventKind,
    ModelSource,
    RequestId,
    SharedModelId,
)
from ...model.profiles import App
from ...model.shares import Direction
from .cards import Card, Filter, select_card
from .database import Database
from .history import HistoryRow, select_history
from .imports import ImportState, select_waiting, set_import, set_imports
from .lists import select_page, select_sources
from .news import NewsRow, select_blocked, select_news
from .refresh import refresh_cards
from .shown import Shown, Viewed, select_one_shown
from .tables import SCHEMA, Entry, Participants, complete, insert, select_participants

#: Grows with every change to the tables: an index of another version is dropped, never migrated.
_VERSION = 6

#: After the place of every event.
_LATEST = (2**63 - 1, "")

T = TypeVar("T")


class Index:
    """The tables of one profile on one store. ``stamp`` names both."""

    def __init__(self, path: Path, me: str, stamp: str) -> None:
        self._me = me
        self._database = Database(path, SCHEMA, f"{_VERSION} {stamp}", self._began_anew)
        self._losses: list[Callable[[], None]] = []
        self._writes = 0
        self._remembered: dict[object, Any] = {}

    @property
    def generation(self) -> int:
        """Grows each time the index starts empty and has to be filled again."""
        return self._database.generation

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    def on_loss(self, callback: Callable[[], None]) -> None:
        """Call back, in the event loop, when what was in the index is gone while it is in use."""
        self._losses.append(callback)

    async def ask(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of a query that another module of the exchange has."""
        return await self._database.read(query)

    async def add(self, entries: Sequence[Entry]) -> list[Entry]:
        """Take in entries, all or none; answers those that were new and accepted."""
        return await self.take(lambda _: entries)

    async def take(self, judge: Callable[[Participants], Iterable[Entry]]) -> list[Entry]:
        """Like ``add`` with what ``judge``, in another thread, makes of what is in the index."""

        def work(db: sqlite3.Connection) -> list[Entry]:
            # once for each SharedModel: one with very many answers takes time to look through
            new = insert(db, list(judge(cache(partial(select_participants, db)))))
            accepted = [(entry, entry.event) for entry in new if entry.event]
            parsed = {entry.id: event for entry, event in accepted if entry.id}
            refresh_cards(db, self._me, {event.shared_model for _, event in accepted}, parsed)
            return [entry for entry, _ in accepted]

        return await self._write(work)

    async def complete(self) -> None:
        """The whole mailbox is in: from now on lists and searches are fast."""
        await self._write(complete)

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
            refresh_cards(db, self._me, changed, {})
            return str(changed[0])

        return await self._write(work)

    async def note_done(self, names: Sequence[str]) -> None:
        """These records are marked as delivered to everybody."""

        def work(db: sqlite3.Connection) -> None:
            changed = [
                shared_model
                for name in names
                for (shared_model,) in db.execute(
                    "UPDATE events SET undelivered = '[]', done = 1 WHERE name = ? AND done = 0"
                    " RETURNING shared_model",
                    (name,),
                ).fetchall()
            ]
            refresh_cards(db, self._me, changed, {})

        await self._write(work)

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
                "SELECT max(name) FROM events WHERE recipients IS NOT NULL AND name < ?", (before,)
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
        return await self._database.read(
            lambda db: select_history(db, shared_model, kinds, limit, before or _LATEST)
        )

    async def card(self, id: SharedModelId) -> Card | None:
        return await self._database.read(lambda db: select_card(db, id))

    async def shown(self, id: SharedModelId, now: int) -> str | None:
        """One card as the JSON of ``SharedModel``, as it looks at the moment ``now``, in ms."""
        viewed = Viewed(now, await self.blocked())
        return await self._database.read(lambda db: select_one_shown(db, viewed, id))

    async def page(
        self, wanted: Filter, limit: int, now: int, after: tuple[int | str, str] | None = None
    ) -> list[Shown]:
        """The ``limit`` cards that follow the place ``after`` in the wanted order."""
        viewed = Viewed(now, await self.blocked())
        return await self._database.read(lambda db: select_page(db, wanted, limit, after, viewed))

    async def sources(self, direction: Direction) -> list[ModelSource]:
        """The sources that are present in one of the two lists."""
        return await self._ask_once(direction, lambda db: select_sources(db, direction))

    async def news(
        self, to_apps: Sequence[App], limit: int, before: tuple[int, str] | None = None
    ) -> list[NewsRow]:
        """What others did and nobody looked at, newest first, with (at, id) below ``before``."""
        return await self._database.read(
            lambda db: select_news(db, to_apps, limit, before or _LATEST)
        )

    async def unread(self) -> dict[Direction, int]:
        """How many SharedModels of each list have something new."""

        def query(db: sqlite3.Connection) -> dict[Direction, int]:
            return dict(
                db.execute(
                    "SELECT direction, count(*) FROM shared_models"
                    " WHERE unseen = 1 AND removed = 0 GROUP BY direction"
                ).fetchall()
            )

        return await self._ask_once("unread", query)

    async def blocked(self) -> dict[str, int]:
        """The authors that are blocked now, and since when in ms."""
        return await self._ask_once("blocked", lambda db: select_blocked(db, self._me))

    async def set_import(
        self, event: EventId, state: ImportState | None, reason: str | None = None
    ) -> None:
        """How the import of an event's version ended; null to have it imported (again)."""
        await self._write(lambda db: set_import(db, event, state, reason))

    async def set_imports(self, ready: Sequence[EventId]) -> None:
        """Forget how imports ended, but that these are ready."""
        await self._write(lambda db: set_imports(db, ready))

    async def to_import(self, now: int) -> list[SharedModelId]:
        """What is shared with this profile and whose current version was not imported yet: the
        newest of each owner."""
        return await self._database.read(lambda db: select_waiting(db, now))

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._database.write(work)
        finally:
            self._forget()

    async def _ask_once(self, key: object, query: Callable[[sqlite3.Connection], T]) -> T:
        """The answer as of the last write, from memory if there was none since."""
        if key in self._remembered:
            remembered: T = self._remembered[key]
            return remembered
        writes = self._writes
        answer = await self._database.read(query)
        if writes == self._writes:
            self._remembered[key] = answer
        return answer

    def _forget(self) -> None:
        self._writes += 1
        self._remembered.clear()

    def _began_anew(self) -> None:
        self._forget()
        for callback in self._losses:
            callback()
