"""How a file is written: separator, decimal mark, encoding, dates. Recognised, and said."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import Field

from ..model.base import Frozen
from ..model.errors import Refused
from .content import detect_encoding, open_bytes, recognise
from .csv_records import records

#: Characters looked at to recognise separator, decimal mark and dates.
SAMPLE = 2 * 1024 * 1024
#: Columns of a table that is read as a whole.
COLUMN_LIMIT = 1_000
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+")
_POINT_OR_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}\.[0-9]{3}")
_COMMA = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+),[0-9]+")
_COMMA_OR_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")


class TableFormat(Frozen):
    """``date_formats`` maps column names to a format of ``dates.DATE_PATTERNS``; ``notices`` has
    one sentence for each thing that was recognised and is not the plain default."""

    kind: Literal["csv", "parquet"]
    separator: str | None = None
    decimal: str = "."
    encoding: str | None = None
    date_formats: dict[str, str] = Field(default_factory=dict)
    notices: tuple[str, ...] = ()


def sniff(path: Path, *, one_column: bool = False) -> TableFormat:
    """Recognise how a file is written, from its content. Reads text files once in full, to be sure
    of the encoding. Raises what ``content.py`` raises, and ``Refused`` ``one_column`` unless
    ``one_column`` allows it: a model may predict from a single column."""
    if recognise(path) == "parquet":
        return TableFormat(kind="parquet")
    encoding = detect_encoding(path)
    with open_bytes(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        sample = text.read(SAMPLE)
        if len(sample) == SAMPLE:
            sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1]
    separator = _separator(sample, path.name, one_column)
    table = _records(sample, separator, path.name)
    decimal = _decimal(table[1:], separator)
    date_formats, date_notices = _dates(table, day_first=decimal == "," or separator == ";")
    notices = []
    if encoding == "cp1252":
        notices.append(
            "The text is encoded as Windows-1252 (Latin-1), not UTF-8; it was converted."
        )
    elif encoding.startswith("utf-16"):
        notices.append("The text is encoded as UTF-16, not UTF-8; it was converted.")
    if separator != ",":
        notices.append(f"Columns are separated by {_SEPARATORS[separator]}.")
    if decimal == ",":
        notices.append("Numbers are written with a decimal comma.")
    return TableFormat(
        kind="csv",
        separator=separator,
        decimal=decimal,
        encoding=encoding,
        date_formats=date_formats,
        notices=(*notices, *date_notices),
    )


def _records(sample: str, separator: str, name: str, limit: int | None = None) -> list[list[str]]:
    """The records of the sample; one that the end of the sample cut is left out."""
    found: list[list[str]] = []
    try:
        for _, _, fields in records(io.StringIO(sample, newline=""), separator, name):
            found.append(fields)
            if limit and len(found) == limit:
                break
    except Refused:
        # the reader reports broken quotes with their line, when the file is read
        pass
    return found


def _separator(sample: str, name: str, one_column: bool) -> str:
    """The mark that cuts most lines into as many fields as the header; of several, the one that
    gives more fields."""
    best, best_score = "", (0.0, 0)
    for separator in _SEPARATORS:
        lines = _records(sample, separator, name, limit=500)
        if not lines or len(lines[0]) == 1:
            continue
        agreeing = Counter(map(len, lines))[len(lines[0])] / len(lines)
        score = (round(agreeing, 1), len(lines[0]))
        if score > best_score:
            best, best_score = separator, score
    if not best and one_column:
        return ","
    if not best:
        raise Refused(
            f"“{name}” has one column only. A model needs a target and at least one other column; "
            "columns are separated by comma, semicolon, tab or vertical bar.",
            code="one_column",
        )
    return best


def _decimal(rows: list[list[str]], separator: str) -> str:
    points = commas = 0
    for row in rows:
        for field in row:
            text = field.strip()
            if "," in text and _COMMA.fullmatch(text):
                # 1,234 in a file of commas is a thousand
                commas += not (separator == "," and _COMMA_OR_THOUSANDS.fullmatch(text))
            elif "." in text and _POINT.fullmatch(text):
                points += not _POINT_OR_THOUSANDS.fullmatch(text)
    return "," if commas > points else "."


def _dates(table: list[list[str]], day_first: bool) -> tuple[dict[str, str], list[str]]:
    import polars as pl

    from .infer import DateGuess, guess_date

    # dates are looked for where somebody will read them as such, and that takes time per column
    if not table or len(table[0]) > COLUMN_LIMIT:
        return {}, []
    header = table[0]
    guesses: dict[str, DateGuess] = {}
    for i, name in enumerate(header):
        values = pl.Series([row[i] for row in table[1:] if i < len(row)], dtype=pl.String)
        guess = guess_date(values)
        if guess:
            guesses[name] = guess
    decided = {g.formats[0] for g in guesses.values() if len(g.formats) == 1}
    formats = {name: guess.choose(decided, day_first) for name, guess in guesses.items()}
    notices = [guess.notice(name, formats[name]) for name, guess in guesses.items()]
    return formats, [notice for notice in notices if notice]
