"""The columns and features that a model gets from the data, fitted on the training rows only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from ..bundle.consistency import CATEGORY_LIMIT
from ..model.bundle import Column, DatePart, Feature, FeaturizeDatetime, Step, Transforms
from ..model.job_requests import CreateAutoMLJob
from ..transforms.steps import expression, feature_name, outputs
from .category_column import category_column
from .findings import MAX_CATEGORIES, Finding, find, present
from .vocabulary import MAX_WORDS, WORD_LIMIT, text_column

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Profile:
    """What the model will see. ``dropped`` names every other column with its reason;
    ``findings`` has all columns, the target among them."""

    findings: dict[str, Finding]
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    transforms: Transforms
    dropped: dict[str, str]


def left_out(name: str, request: CreateAutoMLJob) -> str | None:
    """Why the request itself keeps a column from being a feature; the target is not asked for."""
    if name == request.sample_weight_column:
        return "It is the weight of each row."
    if request.features is not None and name not in request.features:
        return "It was not chosen as a feature."
    return None


def profile(
    frame: pl.DataFrame,
    request: CreateAutoMLJob,
    date_formats: dict[str, str],
    answers: NDArray[np.float64],
) -> Profile:
    """Columns, features and transforms for the training rows, the target left out. ``answers``
    ``[rows]``, 0 or 1 or ranks, are what categories are put in order by."""
    findings = {name: find(frame[name], request.feature_types.get(name)) for name in frame.columns}
    dropped = {
        name: reason
        for name, finding in findings.items()
        if name != request.target and (reason := left_out(name, request) or finding.dropped)
    }
    used = [name for name in frame.columns if name != request.target and name not in dropped]
    kinds = Counter(findings[name].kind for name in used)
    categories = min(MAX_CATEGORIES, CATEGORY_LIMIT // max(1, kinds["Categorical"]))
    words = min(MAX_WORDS, WORD_LIMIT // max(1, kinds["Text"]))
    columns: list[Column] = []
    features: list[Feature] = []
    steps: list[Step] = []
    taken = set(frame.columns)
    for name in used:
        series, finding = frame[name], findings[name]
        share = finding.missing / len(series)
        if finding.kind == "Numerical":
            column: Column = _number_column(series, share)
            step: Step | None = None
        elif finding.kind == "Categorical":
            column, step = category_column(series, share, categories, answers), None
        elif finding.kind == "Datetime":
            column = _date_column(series, share, date_formats.get(name))
            step = _date_step(column, present(series), taken)
            if step is None:
                dropped[name] = "No part of the date varies."
                continue
        else:
            column, step = text_column(series, share, words, taken)
        columns.append(column)
        if step is None:
            features.append(Feature(name=name, column=name, categories=column.categories))
            continue
        steps.append(step)
        made = [feature_name(step, output) for output in outputs(step)]
        features += [Feature(name=feature, column=name) for feature in made]
        taken.update(made)
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
    seconds = _epoch_seconds(present(series))
    low, high, middle = _quantiles(seconds, whole=True)
    if bool((seconds % 86400 == 0).all()):
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


def _date_step(column: Column, dates: pl.Series, taken: set[str]) -> FeaturizeDatetime | None:
    """The parts that vary. Days are counted from the column's minimum, which is no real row's."""
    import polars as pl

    whole = FeaturizeDatetime(
        column=column.name,
        date_format=column.date_format,
        parts=get_args(DatePart),
        origin=column.minimum,
    )
    frame = dates.alias(column.name).to_frame()
    varied: Sequence[DatePart] = [
        part
        for part in whole.parts
        if feature_name(whole, part) not in taken
        and frame.select(expression(whole, part).n_unique().cast(pl.Int64)).item() > 1
    ]
    return whole.model_copy(update={"parts": tuple(varied)}) if varied else None
