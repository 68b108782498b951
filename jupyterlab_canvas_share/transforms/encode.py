"""Raw rows to the model's input matrix, by the rules of ``Feature`` in ``model/bundle.py``.

Two ways in, one result: ``frame`` for files (Polars), ``rows`` for single predictions (plain
Python, because a Polars call costs more than the whole prediction).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..model.bundle import (
    Column,
    Feature,
    FeaturizeDatetime,
    Manifest,
    Transforms,
    Value,
)
from ..model.errors import Refused
from . import date_parts, steps, text
from .dates import date_of_text, seconds, seconds_expression
from .values import BLANK, category_of_value, number_of_value

if TYPE_CHECKING:
    import polars as pl

Matrix = npt.NDArray[np.float32]

MISSING_CATEGORY = -1.0
UNSEEN_CATEGORY = -2.0


class Encoder:
    """Turns raw rows into float32 ``[rows, features]``. Lookups are prepared once."""

    def __init__(
        self, columns: Sequence[Column], features: Sequence[Feature], transforms: Transforms
    ) -> None:
        self._columns = {column.name: column for column in columns}
        self._features = tuple(features)
        makers = steps.makers(transforms)
        self._makers = [makers.get((f.column, f.name)) for f in self._features]
        self._index = {
            position: {name: float(i) for i, name in enumerate(feature.categories)}
            for position, feature in enumerate(self._features)
            if feature.categories is not None
        }
        self._cells = [self._cell(position) for position in range(len(self._features))]

    @classmethod
    def of(cls, manifest: Manifest, transforms: Transforms) -> Encoder:
        """The encoder of a bundle."""
        return cls(manifest.columns, manifest.features, transforms)

    def rows(self, rows: Sequence[Mapping[str, Value]]) -> Matrix:
        """Rows by raw column name; a column left out is missing. Raises ``Refused`` with code
        ``wrong_type`` where a value is not of its column's type."""
        cells = self._cells
        matrix = np.array([[cell(row) for cell in cells] for row in rows], dtype=np.float32)
        return matrix.reshape(len(rows), len(cells))

    def frame(self, frame: pl.DataFrame) -> Matrix:
        """A typed frame (see ``parse.py`` and ``read.py``) holding every raw column."""
        matrix = np.empty((frame.height, len(self._features)), dtype=np.float32)
        if not self._features:
            return matrix
        frame = frame.with_columns(
            category_series(frame[name])
            for name in {feature.column for feature in self._features}
            if self._columns[name].type in ("Categorical", "Text")
        )
        # lazily: so the words of a text are found once for all that are looked for
        encoded = (
            frame.lazy()
            .select(
                self._expression(position, frame).alias(str(position)) for position in self._range()
            )
            .collect()
        )
        for position in self._range():
            matrix[:, position] = encoded[str(position)].to_numpy()
        return matrix

    def _range(self) -> range:
        return range(len(self._features))

    def _cell(self, position: int) -> Callable[[Mapping[str, Value]], float]:
        column = self._columns[self._features[position].column]
        if position in self._index:
            return _category_cell(column.name, self._index[position])
        maker = self._makers[position]
        if maker is not None:
            step, output = maker
            if isinstance(step, FeaturizeDatetime):
                return _date_cell(column, date_parts.number(step, output))
            return _text_cell(column.name, text.number(output))
        if column.type == "Datetime":
            return _date_cell(column, seconds)
        return _number_cell(column.name)

    def _expression(self, position: int, frame: pl.DataFrame) -> pl.Expr:
        import polars as pl

        feature, maker = self._features[position], self._makers[position]
        source = pl.col(feature.column)
        if position in self._index:
            index = self._index[position]
            found = source.replace_strict(
                pl.Series(list(index), dtype=pl.String),
                pl.Series(list(index.values()), dtype=pl.Float64),
                default=UNSEEN_CATEGORY,
                return_dtype=pl.Float64,
            )
            return pl.when(source.is_null()).then(MISSING_CATEGORY).otherwise(found)
        if maker is not None:
            number = steps.expression(*maker)
        elif frame.schema[feature.column] == pl.Datetime:
            number = seconds_expression(source)
        else:
            number = source.cast(pl.Float64)
        return number.fill_null(float("nan"))


def category_series(series: pl.Series) -> pl.Series:
    """A column as categories: ``category_of_value`` for every value."""
    import polars as pl

    if series.dtype.is_float():
        # Python and Polars write floats differently; this is rare, so the slow way is good enough
        return pl.Series(series.name, map(category_of_value, series.to_list()), dtype=pl.String)
    text = series.cast(pl.String)
    return text.set(text.str.contains(BLANK), None)


def wrong_type(column: str, value: Value, expected: str) -> Refused:
    """The refusal of one value, naming column, value and what was expected."""
    return Refused(
        f"“{column}” is {str(value)[:80]!r}, but {expected} is expected. Correct it, or leave it "
        "empty if it is not known.",
        code="wrong_type",
        details={"column": column, "expected": expected},
    )


def _number_cell(name: str) -> Callable[[Mapping[str, Value]], float]:
    nan = float("nan")

    def cell(row: Mapping[str, Value]) -> float:
        value = row.get(name)
        try:
            number = number_of_value(value)
        except (ValueError, TypeError, OverflowError):
            raise wrong_type(name, value, "a number") from None
        return nan if number is None else number

    return cell


def _category_cell(name: str, index: Mapping[str, float]) -> Callable[[Mapping[str, Value]], float]:
    def cell(row: Mapping[str, Value]) -> float:
        category = category_of_value(row.get(name))
        if category is None:
            return MISSING_CATEGORY
        return index.get(category, UNSEEN_CATEGORY)

    return cell


def _text_cell(name: str, number: Callable[[str], float]) -> Callable[[Mapping[str, Value]], float]:
    nan = float("nan")

    def cell(row: Mapping[str, Value]) -> float:
        value = category_of_value(row.get(name))
        return nan if value is None else number(value)

    return cell


def _date_cell(
    column: Column, number: Callable[[datetime], float]
) -> Callable[[Mapping[str, Value]], float]:
    nan = float("nan")

    def cell(row: Mapping[str, Value]) -> float:
        value = row.get(column.name)
        if value is None:
            return nan
        try:
            if not isinstance(value, str):
                raise ValueError(value)
            moment = date_of_text(value, column.date_format)
        except ValueError:
            raise wrong_type(column.name, value, "a date") from None
        return nan if moment is None else number(moment)

    return cell
