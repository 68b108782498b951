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
from .cards import SELECT_CARDS, Card, Filter, card_of
from .search import candidates, search_words

#: So many cards are compared with the words, in the list's order, before the trigrams are asked:
#: a frequent word has filled its page by then.
_LOOKED_AT = 1000
#: So many cards that may match are compared and sorted; of more, there are enough in order.
_SORTED = 3000

_SORTS: dict[Sort, tuple[str, str, str]] = {
    "updated": ("updated_at", "<", "DESC"),
    "title": ("title", ">", "ASC"),
    "-title": ("title", "<", "DESC"),
}


@dataclass(frozen=True)
class _Condition:
    """The part of a statement from WHERE on, and the values of its marks."""

    where: str
    order: str
    values: tuple[int | str, ...]


def select_cards(
    db: sqlite3.Connection, wanted: Filter, limit: int, after: tuple[int | str, str] | None
) -> list[Card]:
    """The ``limit`` cards that follow the place ``after`` in the wanted order."""
    condition = _condition(wanted, after)
    words = search_words(wanted.q)
    if words:
        found = _search(db, condition, words, limit)
        statement = (
            f"{SELECT_CARDS} WHERE card IN (SELECT value FROM json_each(?)) {condition.order}"  # noqa: S608
        )
        rows = db.execute(statement, (json.dumps(found),))
    else:
        statement = f"{SELECT_CARDS} WHERE {condition.where} {condition.order} LIMIT ?"
        rows = db.execute(statement, (*condition.values, limit))
    return [card_of(row) for row in rows.fetchall()]


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


def _condition(wanted: Filter, after: tuple[int | str, str] | None) -> _Condition:
    where = ["direction = ?", "removed = 0"]
    values: list[str | int] = [wanted.direction]
    if wanted.source is not None:
        where.append("source = ?")
        values.append(wanted.source)
    column, beyond, order = _SORTS[wanted.sort]
    if after is not None:
        where.append(f"({column}, s.id) {beyond} (?, ?)")
        values += after
    return _Condition(
        " AND ".join(where), f"ORDER BY {column} {order}, s.id {order}", tuple(values)
    )


def _search(
    db: sqlite3.Connection, condition: _Condition, words: list[str], limit: int
) -> list[int]:
    """The first ``limit`` cards with all of these words."""
    matches = " AND ".join(["instr(text, ?) > 0"] * len(words))
    found: list[int] = []
    in_order = db.execute(
        # CROSS JOIN: along the index of the order, one text after the other
        f"SELECT card, {matches} FROM shared_models s CROSS JOIN texts USING (card)"  # noqa: S608
        f" WHERE {condition.where} {condition.order}",
        (*words, *condition.values),
    )
    for looked_at, (card, is_match) in enumerate(in_order, 1):
        if is_match:
            found.append(card)
        if len(found) == limit:
            return found
        if looked_at == _LOOKED_AT:
            few = candidates(db, words, _SORTED)
            if few is not None:
                return _among(db, few, condition, words, limit)
    return found


def _among(
    db: sqlite3.Connection,
    cards: list[int],
    condition: _Condition,
    words: list[str],
    limit: int,
) -> list[int]:
    """The first ``limit`` of these cards with all of these words."""
    matches = " AND ".join(["instr(text, ?) > 0"] * len(words))
    rows = db.execute(
        "SELECT card FROM json_each(?) CROSS JOIN texts ON texts.card = value"  # noqa: S608
        f" CROSS JOIN shared_models s USING (card) WHERE {matches} AND {condition.where}"
        f" {condition.order} LIMIT ?",
        (json.dumps(cards), *words, *condition.values, limit),
    )
    return [card for (card,) in rows]
