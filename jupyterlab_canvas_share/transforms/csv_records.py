"""CSV as records of text, with the line each one ends on. Nothing is guessed or dropped."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..model.errors import Refused
from .content import open_bytes

#: A single field longer than this is an unclosed quote, not a value.
FIELD_LIMIT = 1024 * 1024

Record = tuple[int, list[str]]


@contextmanager
def open_records(path: Path, encoding: str, separator: str) -> Iterator[Iterator[Record]]:
    """Pairs of line number and fields, the header first; empty lines are skipped.

    Raises ``Refused`` ``broken_quotes`` where quoting does not add up."""
    with (
        open_bytes(path) as raw,
        io.TextIOWrapper(raw, encoding=encoding, newline="") as text,
    ):
        yield records(text, separator, path.name)


def records(text: Iterator[str], separator: str, name: str) -> Iterator[Record]:
    """The records of an open text."""
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(text, delimiter=separator, strict=True)
    start = 1
    try:
        for fields in reader:
            if fields:
                yield reader.line_num, fields
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"The quotes in line {start} of “{name}” do not add up ({error}). A quote within a "
            'quoted value must be doubled ("").',
            code="broken_quotes",
            details={"line": start},
        ) from None
