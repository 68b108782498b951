"""The type of a column of text: number, date or text, decided by all of its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dates import DATE_PATTERNS, ISO_FORMAT, SPOKEN, date_expression
from .values import (
    BLANK,
    COMMA_DECIMAL,
    MISSING_WORDS,
    PLAIN_NUMBER,
    POINT_THOUSANDS,
)

if TYPE_CHECKING:
    import polars as pl

#: So many values are tried before the whole column is.
_TASTE = 50
#: 007 and 01234 are codes, not numbers.
_LEADING_ZERO = r"^[+-]?0[0-9]"
_INTEGER = r"^[+-]?[0-9]{1,18}$"


@dataclass(frozen=True)
class DateGuess:
    """The formats that every value of a column fits, best first; never empty."""

    formats: tuple[str, ...]

    def choose(self, decided: set[str], day_first: bool) -> str:
        """One of them: what another column of the file decided, else as the region writes."""
        for name in self.formats:
            if name in decided:
                return name
        return self.formats[0 if day_first else -1]

    def notice(self, column: str, chosen: str) -> str | None:
        """The sentence for the person; None where there is nothing to wonder about."""
        if chosen == ISO_FORMAT:
            return None
        if len(self.formats) == 1:
            return f"“{column}” holds dates written {SPOKEN[chosen]}."
        spoken = " or ".join(SPOKEN[name] for name in self.formats)
        return (
            f"“{column}” holds dates that could be {spoken}; no value tells which, so they are "
            f"read as {SPOKEN[chosen]}."
        )


def number_expression(text: pl.Expr, decimal: str) -> pl.Expr:
    """``values.number_of_text`` over a String column: Float64, null where it is no number."""
    import polars as pl

    text = text.str.strip_chars()
    if decimal == ",":
        plain = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        return pl.when(text.str.contains(COMMA_DECIMAL)).then(plain).cast(pl.Float64, strict=False)
    thousands = text.str.contains(POINT_THOUSANDS)
    plain = pl.when(thousands).then(text.str.replace_all(",", "", literal=True)).otherwise(text)
    return (
        pl.when(thousands | text.str.contains(PLAIN_NUMBER))
        .then(plain)
        .cast(pl.Float64, strict=False)
    )


def missing_expression(text: pl.Expr) -> pl.Expr:
    """Where a column of numbers or dates has no value: blank, or a word that stands for it."""
    text = text.str.strip_chars()
    return text.is_null() | text.str.contains(BLANK) | text.str.to_lowercase().is_in(MISSING_WORDS)


def typed(series: pl.Series, decimal: str, date_format: str | None) -> pl.Series:
    """A String column as Int64, Float64, Datetime('us') or String; blank is null.

    Words such as ``NA`` are missing only where all other values are numbers or dates."""
    import polars as pl

    text = series.set(series.str.contains(BLANK), None)
    values = text.filter(~_mask(text)).drop_nulls()
    if values.is_empty():
        return text
    if _all_numbers(values, decimal):
        numbers = _apply(text, number_expression(pl.col("c"), decimal))
        # compare as text first: 2**60 + 1 has no double of its own
        if values.str.strip_chars().str.contains(_INTEGER).all():
            numbers = text.str.strip_chars().str.strip_prefix("+").cast(pl.Int64, strict=False)
        if not numbers.is_infinite().any():
            return numbers.alias(series.name)
    guess = guess_date(values)
    if guess:
        chosen = date_format if date_format in guess.formats else guess.formats[0]
        dates = _apply(text, date_expression(pl.col("c"), chosen))
        return dates.alias(series.name)
    return text


def guess_date(values: pl.Series) -> DateGuess | None:
    """The date formats that all values fit; ``None`` if there are none, or no values."""
    import polars as pl

    values = values.filter(~_mask(values))
    if values.is_empty():
        return None
    formats = []
    for name, pattern in DATE_PATTERNS.items():
        for part in (values.head(_TASTE), values):
            if not part.str.strip_chars().str.contains(pattern).all():
                break
        else:
            parsed = _apply(values, date_expression(pl.col("c"), name))
            if parsed.null_count() == 0:
                formats.append(name)
    return DateGuess(tuple(formats)) if formats else None


def _apply(values: pl.Series, expression: pl.Expr) -> pl.Series:
    """One expression over ``pl.col("c")``, applied to one column."""
    return values.alias("c").to_frame().select(expression).to_series()


def _mask(values: pl.Series) -> pl.Series:
    import polars as pl

    return _apply(values, missing_expression(pl.col("c")))


def _all_numbers(values: pl.Series, decimal: str) -> bool:
    import polars as pl

    for part in (values.head(_TASTE), values):
        numbers = _apply(part, number_expression(pl.col("c"), decimal))
        if numbers.null_count():
            return False
    return not values.str.strip_chars().str.contains(_LEADING_ZERO).any()
