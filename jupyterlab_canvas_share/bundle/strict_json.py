"""JSON from strangers: bounded in size, depth, length of texts and numbers, no key twice."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import BundleInvalid

SIZE_LIMIT = 32 * 1024**2
DEPTH_LIMIT = 32
#: Characters of one text.
TEXT_LIMIT = 10_000
#: Sums and squares of any figures in a file must stay finite, and whole numbers exact.
NUMBER_LIMIT = 1e100
INTEGER_LIMIT = 2**53

#: A JSON string, or the open rest of one: it matches at every quote, so the time is linear.
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")

T = TypeVar("T", bound=BaseModel)


def read_member(data: bytes, name: str, kind: type[T]) -> T:
    """The member as its type. Raises ``BundleInvalid`` saying what is wrong where."""
    if len(data) > SIZE_LIMIT:
        raise BundleInvalid(f"“{name}” is larger than {SIZE_LIMIT // 1024**2} MB.")
    _check_depth(data, name)
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_unique,
            parse_constant=_not_finite,
            parse_float=_finite,
            parse_int=_exact,
        )
        _check_texts(value)
    except UnicodeDecodeError:
        raise BundleInvalid(f"“{name}” is not UTF-8.") from None
    except ValueError as error:
        raise BundleInvalid(f"“{name}” is not sound JSON: {str(error)[:200]}") from None
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))[:200]
        raise BundleInvalid(f"“{name}” is not as it must be: {place}: {first['msg']}") from None


def _check_depth(data: bytes, name: str) -> None:
    """Counted before parsing: the parser recurses and must not be the one to find out."""
    depth = 0
    for bracket in _BRACKET.findall(_TEXT.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEPTH_LIMIT:
            raise BundleInvalid(f"“{name}” is nested deeper than {DEPTH_LIMIT} levels.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key is there twice")
    return result


def _not_finite(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not abs(number) <= NUMBER_LIMIT:
        raise ValueError(f"{text[:40]} is too large")
    return number


def _exact(text: str) -> int:
    if len(text) > 17 or not abs(number := int(text)) <= INTEGER_LIMIT:
        raise ValueError(f"{text[:40]} is too large")
    return number


def _check_texts(value: Any) -> None:
    """Raises ``ValueError``. The depth was checked, so this may recurse."""
    if isinstance(value, str):
        if len(value) > TEXT_LIMIT:
            raise ValueError(f"{value[:40]!r} goes on for {len(value):,} characters")
        # half a surrogate pair, which only an escape can write, fits no UTF-8 answer
        value.encode()
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key)
            _check_texts(item)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)
