"""Opaque cursors: where a page of a keyset-ordered list ended."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from .base import Frozen, Page
from .errors import BadRequest

Key = tuple[int | str, ...]
Row = TypeVar("Row")
Item = TypeVar("Item", bound=Frozen)

MAX_PAGE = 200


def read_cursor(after: str | None, shape: tuple[type, ...]) -> Key | None:
    """The key in a cursor. Raises BadRequest (``bad_cursor``): it is none of ours."""
    if after is None:
        return None
    try:
        key = json.loads(base64.b64decode(after.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        key = None
    fits = isinstance(key, list) and [type(part) for part in key] == list(shape)
    if not fits or not all(map(_is_plain, key)):
        raise BadRequest(
            "This page of the list cannot be found; begin with the first.", code="bad_cursor"
        )
    return tuple(key)


def cursor(key: Key) -> str:
    """What ``read_cursor`` reads: the place after the row with this key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _is_plain(part: int | str) -> bool:
    """Whether a database takes it: a number of 64 bits; a text that UTF-8 can express."""
    if isinstance(part, str):
        return not any("\ud800" <= character <= "\udfff" for character in part)
    return abs(part) < 2**63


def page(
    rows: Sequence[Row], limit: int, item: Callable[[Row], Item], key: Callable[[Row], Key]
) -> Page[Item]:
    """A page of the first ``limit`` rows; of one row more, if there are any, no more is told."""
    shown = rows[:limit]
    after = None
    if len(rows) > limit and shown:
        after = cursor(key(shown[-1]))
    return Page(items=tuple(item(row) for row in shown), next=after)


def page_size(limit: int) -> int:
    """Raises BadRequest (``bad_limit``): outside 1 to MAX_PAGE."""
    if not 1 <= limit <= MAX_PAGE:
        raise BadRequest(f"A page has 1 to {MAX_PAGE} items, not {limit}.", code="bad_limit")
    return limit
