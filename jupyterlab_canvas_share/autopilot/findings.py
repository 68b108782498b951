"""What each raw column is good for, judged by its values alone.

Not used, each with its reason: columns without a value or with one only; identifiers (whole numbers
that all differ and count rows or are called so, text that nearly always differs); a few values none
of which is frequent enough to be told to others. Of many values that are mostly rare the words are
used, as of free text. A type that somebody asked for keeps a column in, unless there is nothing in
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.bundle import ColumnType

if TYPE_CHECKING:
    import polars as pl

#: A category needs this many rows to be told to anybody; so many categories are kept at most.
MIN_CATEGORY_ROWS, MAX_CATEGORIES = 10, 200
#: A longer value is no category: all of them together must fit into a bundle.
LONGEST_CATEGORY = 250
#: Text is an identifier when more than this share of its values differ, from so many values on.
IDENTIFIER_SHARE, IDENTIFIER_VALUES = 0.95, 50
#: Of more values than these, text is free text with so many words on average, or when categories
#: that may be told have less than this share of the rows.
FREE_TEXT_VALUES, FREE_TEXT_WORDS, CATEGORIES_SHARE = 50, 4.0, 0.5
#: Larger numbers count as missing: three times the range must still be a float32.
LARGEST_NUMBER = 1e38
_IDENTIFIER_WORDS = {
    "id", "ids", "pid", "uid", "uuid", "guid", "key", "index", "identifier", "rowid", "rownumber",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """The type of a column and, where it is of no use, the reason as a sentence."""

    kind: ColumnType
    missing: int
    unique: int
    dropped: str | None = None


def find(series: pl.Series, asked: ColumnType | None = None) -> Finding:
    """Look at one raw column, of the type ``asked`` for already. Blank text counts as missing."""
    import polars as pl

    values = present(series)
    missing, unique = len(series) - len(values), values.n_unique()
    kind: ColumnType
    if series.dtype.is_numeric():
        kind = "Numerical"
        reason = _number_reason(series.name, values, unique) if asked is None else None
    elif series.dtype == pl.Datetime:
        kind, reason = "Datetime", None
    else:
        kind, reason = _kind_of_text(values, unique, asked)
    reason = _useless(unique) or reason
    return Finding(kind, missing, unique, reason)


def present(series: pl.Series) -> pl.Series:
    """The values that are there: no nulls, NaN, infinities, absurdly large numbers, blank text."""
    import polars as pl

    from ..transforms.encode import category_series

    if series.dtype.is_float():
        return series.filter((series.abs() <= LARGEST_NUMBER).fill_null(False))
    if series.dtype.is_numeric() or series.dtype == pl.Datetime:
        return series.drop_nulls()
    return category_series(series).drop_nulls()


def categories_of(values: pl.Series) -> pl.DataFrame:
    """The values that may be told, with their ``count``, the most frequent first."""
    counts = values.rename("value").value_counts()
    short = counts["value"].str.len_chars() <= LONGEST_CATEGORY
    frequent = counts.filter(short & (counts["count"] >= MIN_CATEGORY_ROWS))
    return frequent.sort(["count", "value"], descending=[True, False])


def words_of_name(name: str) -> set[str]:
    """The words of a column's name, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return {word.lower() for word in re.split(r"[\W_]+", spaced) if word}


def _useless(unique: int) -> str | None:
    if unique == 0:
        return "Every value is missing."
    if unique == 1:
        return "Every value is the same."
    return None


def _number_reason(name: str, values: pl.Series, unique: int) -> str | None:
    if not unique or unique < len(values) or not values.dtype.is_integer():
        return None
    span = int(values.max()) - int(values.min())  # type: ignore[arg-type]
    if words_of_name(name) & _IDENTIFIER_WORDS or span < 2 * len(values):
        return "Every value is different and counts rows: an identifier says nothing about others."
    return None


def _kind_of_text(
    values: pl.Series, unique: int, asked: ColumnType | None
) -> tuple[ColumnType, str | None]:
    """What text is used as; where it is of no use, the reason."""
    if asked == "Text" or (asked is None and _is_wordy(values, unique)):
        return "Text", None
    if asked is None and unique >= IDENTIFIER_VALUES and unique > IDENTIFIER_SHARE * len(values):
        return (
            "Text",
            "Nearly every value is different: an identifier says nothing about other rows.",
        )
    frequent = int(categories_of(values)["count"].sum())
    if asked is None and unique > FREE_TEXT_VALUES and frequent < CATEGORIES_SHARE * len(values):
        return "Text", None
    if frequent:
        return "Categorical", None
    kind: ColumnType = "Text" if asked is None and unique > 1 else "Categorical"
    return kind, (
        f"No value of {LONGEST_CATEGORY} characters or fewer occurs in {MIN_CATEGORY_ROWS} rows."
    )


def _is_wordy(values: pl.Series, unique: int) -> bool:
    if unique <= FREE_TEXT_VALUES:
        return False
    words = float(values.str.count_matches(r"\S+").mean() or 0)  # type: ignore[arg-type]
    return words >= FREE_TEXT_WORDS
