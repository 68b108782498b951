"""A raw column as the type that somebody asked for, or as the type that its values show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.bundle import ColumnType
from .dates import DATE_PATTERNS, date_expression
from .encode import category_series
from .infer import missing_expression, number_expression, typed
from .table_format import TableFormat

if TYPE_CHECKING:
    import polars as pl

_INTEGER = r"^\s*[+-]?[0-9]{1,18}\s*$"
_WHOLE = r"^\s*[+-]?[0-9]{1,15}([.,]0*)?\s*$"
#: Values that a date format is chosen by.
_TASTE = 1_000
#: A column of text of which this share are numbers was meant to be one of numbers.
NEARLY = 0.9


@dataclass(frozen=True)
class Typed:
    """A column as Int64, Float64, Datetime('us') or String. ``unreadable`` values were there and
    are not of the type: they are missing now, and ``example`` is the first of them."""

    series: pl.Series
    unreadable: int = 0
    example: str = ""
    date_format: str | None = None


def as_type(raw: pl.Series, asked: ColumnType | None, table_format: TableFormat) -> Typed:
    """``raw`` is a column of ``parts.RawTable``; None takes the type that all values show."""
    import polars as pl

    date_format = table_format.date_formats.get(raw.name)
    is_text = raw.dtype == pl.String
    if (
        (asked is None and not (is_text and table_format.kind == "csv"))
        or (asked == "Numerical" and raw.dtype.is_numeric())
        or (asked == "Datetime" and raw.dtype.is_temporal())
    ):
        return Typed(raw, date_format=date_format)
    if asked is None:
        return Typed(typed(raw, table_format.decimal, date_format), date_format=date_format)
    text = category_series(raw)
    if raw.dtype.is_temporal():
        # a date is told in many ways: no text of it is the one that comes later
        return _typed(text, text.clear(len(text)), text.is_null())
    if asked == "Numerical":
        return _numbers(text, table_format.decimal)
    if asked == "Datetime":
        return _dates(text, date_format)
    return Typed(_categories(text, table_format.decimal) if asked == "Categorical" else text)


def nearly_numbers(text: pl.Series, decimal: str) -> tuple[float, str] | None:
    """Of a column of text that is of numbers but for a few values, the share of numbers and one of
    the others; None for any other column."""
    found = _numbers(category_series(text), decimal)
    numbers = len(text) - found.series.null_count()
    share = numbers / max(1, numbers + found.unreadable)
    return (share, found.example) if NEARLY <= share < 1 else None


def _categories(text: pl.Series, decimal: str) -> pl.Series:
    """Text as it stands; 1 and 1.0 are one category where all values are whole numbers."""
    if text.drop_nulls().str.contains(_WHOLE).all():
        return category_series(_numbers(text, decimal).series)
    return text


def _numbers(text: pl.Series, decimal: str) -> Typed:
    import polars as pl

    column = pl.col(text.name)
    number = number_expression(column, decimal)
    frame = text.to_frame().select(
        pl.when(number.is_finite()).then(number).alias("value"),
        missing_expression(column).alias("missing"),
    )
    series, there = frame["value"], text.filter(~frame["missing"])
    if len(there) and there.str.contains(_INTEGER).all():
        series = series.cast(pl.Int64, strict=False)
    return _typed(text, series, frame["missing"])


def _dates(text: pl.Series, date_format: str | None) -> Typed:
    import polars as pl

    if date_format is None:
        taste = text.drop_nulls().head(_TASTE).to_frame()
        counts = {
            name: taste.select(date_expression(pl.col(text.name), name).count()).item()
            for name in DATE_PATTERNS
        }
        date_format = max(counts, key=lambda name: counts[name])
    frame = text.to_frame().select(
        date_expression(pl.col(text.name), date_format).alias("value"),
        missing_expression(pl.col(text.name)).alias("missing"),
    )
    return _typed(text, frame["value"], frame["missing"], date_format)


def _typed(
    text: pl.Series, series: pl.Series, missing: pl.Series, date_format: str | None = None
) -> Typed:
    wrong = text.filter(series.is_null() & ~missing)
    example = str(wrong[0])[:80] if len(wrong) else ""
    return Typed(series.alias(text.name), len(wrong), example, date_format)
