"""CSV as records of text, with the line each one ends on. Nothing is guessed or dropped."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ..model.errors import Refused, TooLarge
from .content import open_bytes

#: A single field longer than this is an unclosed quote, not a value.
FIELD_LIMIT = 1024 * 1024
#: Characters of a record; a line of separators alone could fill the memory.
RECORD_LIMIT = 16 * 1024 * 1024

#: The number of the line it ends on, its characters, its fields.
Record = tuple[int, int, list[str]]


@contextmanager
def open_records(path: Path, encoding: str, separator: str) -> Iterator[Iterator[Record]]:
    """The header first; empty lines are skipped.

    Raises ``Refused`` ``broken_quotes`` where quoting does not add up, and ``TooLarge``
    ``record_too_long``."""
    with (
        open_bytes(path) as raw,
        io.TextIOWrapper(raw, encoding=encoding, newline="") as text,
    ):
        yield records(text, separator, path.name)


def records(text: TextIO, separator: str, name: str) -> Iterator[Record]:
    """The records of an open text."""
    csv.field_size_limit(FIELD_LIMIT)
    lines = _Lines(text, name)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    try:
        for fields in reader:
            if fields:
                yield reader.line_num, RECORD_LIMIT - lines.left, fields
            lines.left = RECORD_LIMIT
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"The quotes in line {start} of “{name}” do not add up ({error}). A quote within a "
            'quoted value must be doubled ("").',
            code="broken_quotes",
            details={"line": start},
        ) from None


class _Lines:
    """The lines of a text; ``left`` are the characters that the record they are of may have."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text, self._name = text, name
        self.left = RECORD_LIMIT

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self.left + 1)
        if not line:
            raise StopIteration
        self.left -= len(line)
        if self.left < 0:
            raise TooLarge(
                f"“{self._name}” has a row of more than {RECORD_LIMIT:,} characters. Look whether "
                "its lines end, and its quotes.",
                code="record_too_long",
                details={"limit": RECORD_LIMIT},
            )
        return line
