"""Text values into the types a model expects, with the reason for every row that does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..model.bundle import Column
from .dates import SPOKEN, date_expression
from .infer import missing_expression, number_expression
from .values import BLANK, FLOAT32_MAX

if TYPE_CHECKING:
    import polars as pl

_INTEGER = re.compile(r"-?[0-9]+")


def parse_frame(
    columns: Sequence[Column], strings: pl.DataFrame, decimal: str = "."
) -> tuple[pl.DataFrame, list[str | None]]:
    """The model's columns out of a frame of text that holds them all, typed for ``Encoder.frame``,
    and for each row ``None`` or why it cannot be predicted: column, value, expected type.

    Missing values and unseen categories are fine."""
    parsed = strings.select(_parsed(column, decimal) for column in columns)
    reasons: list[str | None] = [None] * strings.height
    for column in columns:
        if column.type in ("Categorical", "Text"):
            continue
        text = strings[column.name]
        for i in _wrong(text, parsed[column.name]):
            problem = (
                f"“{column.name}” is {text[i][:80]!r}, {_expected(column, decimal)} is expected"
            )
            earlier = reasons[i]
            reasons[i] = f"{earlier}; {problem}" if earlier else problem
    return parsed, reasons


def _parsed(column: Column, decimal: str) -> pl.Expr:
    import polars as pl

    text = pl.col(column.name)
    if column.type == "Numerical":
        number = number_expression(text, decimal)
        return pl.when(number.abs() <= FLOAT32_MAX).then(number).alias(column.name)
    if column.type == "Datetime":
        return date_expression(text, column.date_format).alias(column.name)
    if column.categories and all(map(_INTEGER.fullmatch, column.categories)):
        # numbers used as categories: programs write 1.0 for 1 once a value is missing
        text = text.str.replace(rf"^\s*(-?[0-9]+)[{re.escape(decimal)}]0+\s*$", "$1")
    return pl.when(~text.str.contains(BLANK)).then(text).alias(column.name)


def _wrong(text: pl.Series, parsed: pl.Series) -> list[int]:
    import polars as pl

    frame = pl.DataFrame({"text": text, "parsed": parsed})
    wrong = pl.col("parsed").is_null() & ~missing_expression(pl.col("text"))
    indices: list[int] = frame.select(wrong.arg_true()).to_series().to_list()
    return indices


def _expected(column: Column, decimal: str) -> str:
    if column.type == "Numerical":
        return "a number with a decimal comma" if decimal == "," else "a number"
    return f"a date ({SPOKEN[column.date_format or '%Y-%m-%d']})"
