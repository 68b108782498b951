"""Which SharedModels have ended, which objects belong to them, and whose copies are still used."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..model.events import BRINGING_KINDS, EventId, SharedModelId, SharedModelVersion
from .index.index import Index
from .keys import author_of

_BRINGING = ", ".join(f"'{kind}'" for kind in sorted(BRINGING_KINDS))
#: SharedModels looked up in one turn, so that lists need not wait long.
_TURN = 500


@dataclass
class OwnObjects:
    """The names of the objects that this profile's records name in one SharedModel."""

    names: set[str] = field(default_factory=set)
    over: bool = False


class Lifetimes:
    """Answers from the index of the profile ``me``; times are in ms since the epoch."""

    def __init__(self, index: Index, me: str) -> None:
        self._index = index
        self._me = me

    async def expired(self, after: int, until: int) -> list[SharedModelId]:
        """What expired with ``after < expires_at <= until``."""
        return await self._index.ask(
            lambda db: _ids(
                db.execute(
                    "SELECT id FROM shared_models WHERE expires_at > ? AND expires_at <= ?"
                    " ORDER BY expires_at",
                    (after, until),
                )
            )
        )

    async def next_expiry(self, now: int) -> int | None:
        """When something expires next."""
        (at,) = await self._index.ask(
            lambda db: db.execute(
                "SELECT min(expires_at) FROM shared_models WHERE expires_at > ?", (now,)
            ).fetchone()
        )
        return None if at is None else int(at)

    async def versions(self, shared_model: SharedModelId) -> list[EventId]:
        """The events that brought a version."""
        return await self._index.ask(
            lambda db: _ids(
                db.execute(
                    "SELECT id FROM events WHERE shared_model = ? AND rejected IS NULL"  # noqa: S608
                    f" AND kind IN ({_BRINGING})",
                    (shared_model,),
                )
            )
        )

    async def unneeded(self, events: Sequence[EventId], now: int) -> list[EventId]:
        """Those of the events whose version is not, or no longer, one to keep a copy of."""
        return await self._index.ask(
            lambda db: [event for event in events if _is_unneeded(db, event, now)]
        )

    async def own_objects(
        self, shared_models: Sequence[SharedModelId], now: int
    ) -> dict[SharedModelId, OwnObjects]:
        """What this profile's records name, and which of these SharedModels are over."""
        found: dict[SharedModelId, OwnObjects] = {}
        for start in range(0, len(shared_models), _TURN):
            turn = shared_models[start : start + _TURN]
            found |= await self._index.ask(
                lambda db, turn=turn: {id: self._own_objects(db, id, now) for id in turn}  # type: ignore[misc]
            )
        return found

    def _own_objects(self, db: sqlite3.Connection, id: SharedModelId, now: int) -> OwnObjects:
        found = OwnObjects()
        for (event,) in db.execute(
            "SELECT event FROM events WHERE shared_model = ? AND author = ?"  # noqa: S608
            f" AND rejected IS NULL AND kind IN ({_BRINGING})",
            (id, self._me),
        ):
            version = SharedModelVersion.model_validate(json.loads(event)["version"])
            found.names |= {ref.name for ref in version.objects}
        row = db.execute(
            "SELECT revoked_at, coalesce(expires_at <= ?, 0), removed FROM shared_models"
            " WHERE id = ?",
            (now, id),
        ).fetchone()
        if row is not None:
            revoked_at, expired, removed = row
            # what its owner has put away, nobody else has
            own_removed = removed and author_of(id) == self._me
            found.over = bool(revoked_at is not None or expired or own_removed)
        return found


def _is_unneeded(db: sqlite3.Connection, event: EventId, now: int) -> bool:
    """Events that the index does not know may be known to another server of this person."""
    return (
        db.execute(
            "SELECT 1 FROM events e WHERE e.id = ? AND e.rejected IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM shared_models s WHERE s.id = e.shared_model AND s.version_id = e.id"
            " AND s.removed = 0 AND s.revoked_at IS NULL AND coalesce(s.expires_at > ?, 1))",
            (event, now),
        ).fetchone()
        is not None
    )


def _ids(rows: Iterable[tuple[str]]) -> list[str]:
    return [id for (id,) in rows]
