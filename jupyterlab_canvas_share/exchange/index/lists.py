"""The two lists, filtered, searched, in order, page by page.

A page begins after the place of the last card of the page before. What stays in its place while
somebody pages is shown once and never left out. A card that changes moves to the top of the list by
time: who was not there yet does not meet it further down, and finds it on reading the list anew.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import get_args

from ...model.events import ModelSource
from ...model.shares import Direction, Sort
from .cards import Filter
from .search import candidates, search_words
from .shown import Shown, Viewed, select_shown

#: So many cards are compared with the words, in the list's order, before the trigrams are asked:
#: a frequent word has filled its page by then. So many times as many if that may fill it.
_LOOKED_AT = 1000
_FURTHER = 8
#: So many cards that may match are compared and sorted; of more, there are enough in order.
_SORTED = 3000

_SORTS: dict[Sort, tuple[str, str, str]] = {
    "updated": ("updated_at", "<", "DESC"),
    "title": ("title", ">", "ASC"),
    "-title": ("title", "<", "DESC"),
}


@dataclass(frozen=True)
class _Condition:
    """Which cards in which order, as parts of a statement, and the values of its marks."""

    where: str
    order: str
    column: str
    values: dict[str, int | str]


def select_page(
    db: sqlite3.Connection,
    wanted: Filter,
    limit: int,
    after: tuple[int | str, str] | None,
    viewed: Viewed,
) -> list[Shown]:
    """The ``limit`` cards that follow the place ``after`` in the wanted order."""
    condition = _condition(wanted, limit, after)
    words = search_words(wanted.q)
    if words:
        found = _search(db, condition, words, limit)
        rest = f"WHERE card IN (SELECT value FROM json_each(:found)) {condition.order}"  # noqa: S608
        return select_shown(db, viewed, condition.column, rest, {"found": json.dumps(found)})
    rest = f"WHERE {condition.where} {condition.order} LIMIT :limit"
    return select_shown(db, viewed, condition.column, rest, condition.values)


def select_sources(db: sqlite3.Connection, direction: Direction) -> list[ModelSource]:
    """The sources of all cards in a list, by the order of their type."""
    return [
        source
        for source in get_args(ModelSource)
        if db.execute(
            "SELECT 1 FROM shared_models WHERE direction = ? AND source = ? AND removed = 0",
            (direction, source),
        ).fetchone()
    ]


def _condition(wanted: Filter, limit: int, after: tuple[int | str, str] | None) -> _Condition:
    where = ["direction = :direction", "removed = 0"]
    values: dict[str, str | int] = {"direction": wanted.direction, "limit": limit}
    if wanted.source is not None:
        where.append("source = :source")
        values["source"] = wanted.source
    column, beyond, order = _SORTS[wanted.sort]
    if after is not None:
        where.append(f"({column}, s.id) {beyond} (:key, :id)")
        values["key"], values["id"] = after
    ordered = f"ORDER BY {column} {order}, s.id {order}"
    return _Condition(" AND ".join(where), ordered, column, values)


def _search(
    db: sqlite3.Connection, condition: _Condition, words: list[str], limit: int
) -> list[int]:
    """The first ``limit`` cards with all of these words."""
    values = dict(condition.values)
    values |= {f"word{number}": word for number, word in enumerate(words)}
    matches = " AND ".join(f"instr(text, :word{number}) > 0" for number in range(len(words)))

    def matching(cards: str, rest: str = "", **more: str) -> list[int]:
        chosen = f"SELECT s.card, s.id, s.{condition.column} FROM {cards} WHERE {condition.where}"  # noqa: S608
        found = db.execute(
            # CROSS JOIN: from the cards to their texts, one after the other
            f"SELECT card FROM ({chosen} {rest}) s CROSS JOIN texts USING (card)"  # noqa: S608
            f" WHERE {matches} {condition.order} LIMIT :limit",
            {**values, **more},
        )
        return [card for (card,) in found.fetchall()]

    found = matching("shared_models s", f"{condition.order} LIMIT {_LOOKED_AT}")
    if len(found) < limit <= len(found) * _FURTHER:
        found = matching("shared_models s", f"{condition.order} LIMIT {_LOOKED_AT * _FURTHER}")
    if len(found) == limit:
        return found
    few = candidates(db, words, _SORTED)
    if few is None:
        return matching("shared_models s")
    among = "json_each(:few) CROSS JOIN shared_models s ON s.card = value"
    return matching(among, few=json.dumps(few))
