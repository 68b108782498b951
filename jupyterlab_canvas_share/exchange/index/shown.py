"""Cards as people see them: SQLite writes the JSON of ``SharedModel``.

A page of a hundred takes a quarter of the time that it takes to make them one by one in Python,
and meanwhile the event loop goes on. What is read here was checked when it was indexed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...model.events import SharedModelId
from ..keys import FIRST, LAST


class Shown(NamedTuple):
    """A card as the JSON of ``SharedModel``, and where it stands in a list, for a cursor."""

    content: str
    place: tuple[int | str, str]


class Viewed(NamedTuple):
    """What a card looks like depends on when it is looked at, in ms, and on who is blocked."""

    now: int
    blocked: Iterable[str]

    @property
    def values(self) -> dict[str, int | str]:
        return {"now": self.now, "blocked": json.dumps(list(self.blocked))}


def _time(column: str) -> str:
    """A time in ms as text, in UTC; as ``from_milliseconds`` has it."""
    return (
        f"strftime('%Y-%m-%dT%H:%M:%fZ', max({FIRST}, min({column}, {LAST})) / 1000.0, 'unixepoch')"
    )


#: When it was revoked or expired; see ``Card.ended_at``.
_ENDED = (
    "CASE WHEN expires_at <= :now THEN min(expires_at, coalesce(revoked_at, expires_at))"
    " ELSE revoked_at END"
)
_OF_VERSION = ("title", "problem_type", "target", "positive_class", "objective")
_FIELDS = {
    "id": "s.id",
    "owner": "owner",
    "direction": "direction",
    "source": "source",
    **{name: f"e.event -> '$.version.{name}'" for name in _OF_VERSION},
    "objective_value": "e.event -> '$.version.candidates[0].objective_value'",
    "note": "e.event -> '$.note'",
    "shared_at": _time("shared_at"),
    "updated_at": _time("updated_at"),
    # whom else somebody shares with is nobody's business but the owner's
    "recipients": "json(iif(mine, s.recipients, '[]'))",
    "undelivered": "json(iif(mine, s.undelivered, '[]'))",
    "shared_to": "iif(mine, 'Shared to: ' || json_array_length(s.recipients) || ' Canvas user'"
    " || iif(json_array_length(s.recipients) = 1, '', 's'), '')",
    "state": "CASE WHEN removed THEN 'removed' WHEN ended_at IS NOT NULL THEN 'revoked'"
    " WHEN mine THEN 'ready' ELSE coalesce(i.state, 'importing') END",
    "failure_reason": "iif(ended_at IS NULL, i.reason, NULL)",
    "unseen": "json(iif(unseen, 'true', 'false'))",
    "versions": "versions",
    "last_event": "json_object('kind', newest_kind, 'author',"
    f" substr(newest, instr(newest, '.') + 1), 'at', {_time('updated_at')})",
    "expires_at": _time("expires_at"),
    "revoked_at": _time("ended_at"),
    "blocked": "json(iif(owner IN (SELECT value FROM json_each(:blocked)), 'true', 'false'))",
}
_SHOWN = f"json_object({', '.join(f'{name!r}, {value}' for name, value in _FIELDS.items())})"
_CARDS = (
    f"FROM (SELECT *, direction = 'by-me' AS mine, {_ENDED} AS ended_at FROM shared_models) s"  # noqa: S608
    " CROSS JOIN events e ON e.id = current AND e.rejected IS NULL"
    " LEFT JOIN imports i ON i.event = version_id"
)


def select_shown(
    db: sqlite3.Connection, viewed: Viewed, column: str, rest: str, values: dict[str, Any]
) -> list[Shown]:
    """Cards in a list that is sorted by ``column``; ``rest`` is the statement from WHERE on."""
    rows = db.execute(
        f"SELECT {_SHOWN}, s.{column}, s.id {_CARDS} {rest}",
        {**viewed.values, **values},
    )
    return [Shown(content, (key, id)) for content, key, id in rows.fetchall()]


def select_one_shown(db: sqlite3.Connection, viewed: Viewed, id: SharedModelId) -> str | None:
    """The JSON of one card."""
    found = select_shown(db, viewed, "updated_at", "WHERE s.id = :id", {"id": id})
    return found[0].content if found else None
