"""What each raw column is good for, and the columns and features a model gets from the data.

Left out, each with its reason: columns without a value or with one only; identifiers (whole numbers
that all differ and count rows or are called so, text that nearly always differs); free text; text
of which no value is frequent enough to be told to others. Everything is fitted on the training
split only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from ..model.bundle import Column, DatePart, Feature, FeaturizeDatetime, Transforms

if TYPE_CHECKING:
    import polars as pl

#: A category needs this many rows to be told to anybody; so many categories are kept at most.
MIN_CATEGORY_ROWS, MAX_CATEGORIES = 10, 50
#: Text is an identifier when more than this share of its values differ, from so many values on.
IDENTIFIER_SHARE, IDENTIFIER_VALUES = 0.95, 50
#: Text of this many words on average, in more than ``MAX_CATEGORIES`` values, is free text.
FREE_TEXT_WORDS = 4.0
#: Larger numbers count as missing: three times the range must still be a float32.
LARGEST_NUMBER = 1e38
_IDENTIFIER_WORDS = {
    "id", "ids", "pid", "uid", "uuid", "guid", "key", "index", "identifier", "rowid", "rownumber",
}  # fmt: skip

ColumnKind = Literal["Numerical", "Categorical", "Datetime", "Text"]


@dataclass(frozen=True)
class Finding:
    """The type of a column and, where it is not used, the reason as a sentence."""

    kind: ColumnKind
    missing: int
    unique: int
    dropped: str | None = None


@dataclass(frozen=True)
class Profile:
    """What the model will see. ``dropped`` names every other column with its reason;
    ``findings`` has all columns, the target among them."""

    findings: dict[str, Finding]
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    transforms: Transforms
    dropped: dict[str, str]


def find(series: pl.Series) -> Finding:
    """Look at one raw column. Blank text counts as missing."""
    import polars as pl

    values = present(series)
    missing, unique = len(series) - len(values), values.n_unique()
    if series.dtype.is_numeric():
        kind: ColumnKind = "Numerical"
    elif series.dtype == pl.Datetime:
        kind = "Datetime"
    else:
        kind = "Categorical"
    reason = _useless(unique) or (
        _number_reason(series.name, values, unique)
        if kind == "Numerical"
        else _text_reason(values, unique)
        if kind == "Categorical"
        else None
    )
    if kind == "Categorical" and reason is not None and unique > 1:
        kind = "Text"
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


def _useless(unique: int) -> str | None:
    if unique == 0:
        return "Every value is missing."
    if unique == 1:
        return "Every value is the same."
    return None


def _number_reason(name: str, values: pl.Series, unique: int) -> str | None:
    if unique < len(values) or not values.dtype.is_integer():
        return None
    span = int(values.max()) - int(values.min())  # type: ignore[arg-type]
    if _words(name) & _IDENTIFIER_WORDS or span < 2 * len(values):
        return "Every value is different and counts rows: an identifier says nothing about others."
    return None


def _text_reason(values: pl.Series, unique: int) -> str | None:
    words = float(values.str.count_matches(r"\S+").mean() or 0)  # type: ignore[arg-type]
    if unique > MAX_CATEGORIES and words >= FREE_TEXT_WORDS:
        return "Free text; it is not used."
    if unique >= IDENTIFIER_VALUES and unique > IDENTIFIER_SHARE * len(values):
        return "Nearly every value is different: an identifier says nothing about other rows."
    counts = values.value_counts(sort=True)
    if int(counts["count"][0]) < MIN_CATEGORY_ROWS:
        return f"No value occurs in {MIN_CATEGORY_ROWS} rows."
    return None


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return {word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word}


def profile(frame: pl.DataFrame, target: str, date_formats: dict[str, str]) -> Profile:
    """Columns, features and transforms for a training split, the target left out."""
    columns: list[Column] = []
    features: list[Feature] = []
    steps: list[FeaturizeDatetime] = []
    dropped: dict[str, str] = {}
    findings = {name: find(frame[name]) for name in frame.columns}
    for name in (name for name in frame.columns if name != target):
        series, finding = frame[name], findings[name]
        if finding.dropped is not None:
            dropped[name] = finding.dropped
            continue
        share = finding.missing / len(series)
        if finding.kind == "Numerical":
            columns.append(_number_column(series, share))
            features.append(Feature(name=name, column=name))
        elif finding.kind == "Datetime":
            taken = {*frame.columns, *(feature.name for feature in features)}
            step = _date_step(series, date_formats.get(name), taken)
            if step is None:
                dropped[name] = "No part of the date varies."
                continue
            columns.append(_date_column(series, share, date_formats.get(name)))
            steps.append(step)
            features += [Feature(name=f"{name}_{part}", column=name) for part in step.parts]
        else:
            column = _category_column(series, share)
            columns.append(column)
            features.append(Feature(name=name, column=name, categories=column.categories))
    return Profile(
        findings, tuple(columns), tuple(features), Transforms(steps=tuple(steps)), dropped
    )


def _number_column(series: pl.Series, missing: float) -> Column:
    values, integer = present(series), series.dtype.is_integer()
    low, high, middle = _quantiles(values, integer)
    return Column(
        name=series.name,
        type="Numerical",
        integer=integer,
        minimum=low,
        maximum=high,
        default=middle,
        missing_fraction=missing,
    )


def _quantiles(values: pl.Series, whole: bool) -> tuple[float, float, float]:
    """1st and 99th percentile and the median; whole numbers where the column has only these."""
    found = [float(values.quantile(q, "linear") or 0.0) for q in (0.01, 0.99, 0.5)]
    low, high, middle = (float(round(value)) for value in found) if whole else found
    return low, high, middle


def _date_column(series: pl.Series, missing: float, date_format: str | None) -> Column:
    low, high, middle = _quantiles(_epoch_seconds(present(series)), whole=True)
    if bool((_epoch_seconds(present(series)) % 86400 == 0).all()):
        low, high, middle = (value // 86400 * 86400 for value in (low, high, middle))
    at = datetime.fromtimestamp(middle, UTC).replace(tzinfo=None)
    return Column(
        name=series.name,
        type="Datetime",
        minimum=low,
        maximum=high,
        date_format=date_format,
        default=at.date().isoformat() if middle % 86400 == 0 else at.isoformat(),
        missing_fraction=missing,
    )


def _epoch_seconds(series: pl.Series) -> pl.Series:
    import polars as pl

    return series.dt.timestamp("us").cast(pl.Float64) / 1e6


def _date_step(
    series: pl.Series, date_format: str | None, taken: set[str]
) -> FeaturizeDatetime | None:
    dates = present(series).dt
    varied: dict[DatePart, bool] = {
        "year": dates.year().n_unique() > 1,
        "month": dates.month().n_unique() > 1,
        "day": dates.day().n_unique() > 1,
        "weekday": dates.weekday().n_unique() > 1,
        "hour": dates.hour().n_unique() > 1,
    }
    parts: Sequence[DatePart] = [
        part for part in get_args(DatePart) if varied[part] and f"{series.name}_{part}" not in taken
    ]
    if not parts:
        return None
    return FeaturizeDatetime(column=series.name, date_format=date_format, parts=tuple(parts))


def _category_column(series: pl.Series, missing: float) -> Column:
    counts = present(series).rename("value").value_counts()
    counts = counts.sort(["count", "value"], descending=[True, False])
    counts = counts.filter(counts["count"] >= MIN_CATEGORY_ROWS).head(MAX_CATEGORIES)
    categories = tuple(counts["value"].to_list())
    return Column(
        name=series.name,
        type="Categorical",
        categories=categories,
        default=categories[0],
        missing_fraction=missing,
    )
