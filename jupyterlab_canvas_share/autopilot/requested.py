"""What a request says of columns, checked against the table and applied to it: types, weights."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model.errors import Refused
from ..model.job_requests import CreateAutoMLJob
from ..transforms.column_types import as_type, nearly_numbers
from ..transforms.parts import RawTable
from ..transforms.table_format import TableFormat
from .findings import LARGEST_NUMBER

if TYPE_CHECKING:
    import polars as pl

_SPOKEN = {"Numerical": "a number", "Datetime": "a date", "Categorical": "text", "Text": "text"}


@dataclass(frozen=True)
class Table:
    """A typed table; ``date_formats`` of ``table_format`` are those its dates were read by.
    ``warnings`` are of columns that nobody gave a type and that may have another."""

    frame: pl.DataFrame
    table_format: TableFormat
    notices: tuple[str, ...] = ()
    warnings: dict[str, str] = field(default_factory=dict)


def check_columns(frame: pl.DataFrame, request: CreateAutoMLJob) -> None:
    """Raises Refused ``no_such_target`` or ``no_such_column``, naming the field."""
    check_target(frame, request.target)
    named = [("features", name) for name in request.features or ()]
    named += [("feature_types", name) for name in request.feature_types]
    if request.sample_weight_column is not None:
        named.append(("sample_weight_column", request.sample_weight_column))
    for where, name in named:
        if name not in frame.columns:
            near = _near(name, frame.columns)
            raise Refused(
                f"{where}: there is no column “{name[:80]}” in the data."
                f"{_hint(near) or ' Choose one of its columns.'}",
                code="no_such_column",
                details={"field": where, "column": name, "near": near},
            )
    for taken in (request.target, request.sample_weight_column):
        if taken in request.feature_types:
            raise Refused(
                f"feature_types: “{taken}” is the target or the weight, not a feature. Leave its "
                "type out.",
                code="no_such_column",
                details={"field": "feature_types", "column": taken},
            )


def check_target(frame: pl.DataFrame, target: str) -> None:
    """Raises Refused ``no_such_target``."""
    if target in frame.columns:
        return
    near = _near(target, frame.columns)
    raise Refused(
        f"There is no column “{target}” in the data.{_hint(near) or ' Choose one of its columns.'}",
        code="no_such_target",
        details={"target": target, "near": near},
    )


def typed_table(raw: RawTable, request: CreateAutoMLJob | None) -> Table:
    """The columns in the types that are asked for, else that their values show. What does not fit
    a type that was asked for is missing, and said. Raises Refused ``feature_type_mismatch`` where
    nothing of a column fits."""
    import polars as pl

    asked = request.feature_types if request else {}
    found = [as_type(series, asked.get(series.name), raw.table_format) for series in raw.frame]
    notices = []
    for column, source in zip(found, raw.frame, strict=True):
        name = column.series.name
        if not column.unreadable:
            continue
        spoken = _SPOKEN[asked[name]]
        if column.series.null_count() == len(column.series):
            raise Refused(
                f"feature_types: no value of “{name}” is {spoken}, such as {column.example!r}. "
                "Choose another type, or Auto.",
                code="feature_type_mismatch",
                details={"column": name, "type": asked[name]},
            )
        values = "value is" if column.unreadable == 1 else "values are"
        notices.append(
            f"“{name}”: {column.unreadable:,} of {len(source):,} {values} not {spoken}, such as "
            f"{column.example!r}; they count as missing."
        )
    dates = {
        column.series.name: column.date_format
        for column in found
        if column.date_format and column.series.dtype.is_temporal()
    }
    return Table(
        pl.DataFrame([column.series for column in found]),
        raw.table_format.model_copy(update={"date_formats": dates}),
        tuple(notices),
        {
            column.series.name: warning
            for column in found
            if column.series.name not in asked
            and (warning := _type_warning(column.series, raw.table_format.decimal))
        },
    )


def check_weights(weight: pl.Series, where: str = "sample_weight_column") -> None:
    """Raises Refused ``bad_sample_weight`` unless all are finite numbers from 0 up, one above."""
    name, problem = weight.name, None
    if not weight.dtype.is_numeric():
        problem = "holds no numbers"
    elif weight.null_count() or not weight.is_finite().all():
        problem = "has rows without a weight"
    elif (weight < 0).any():
        problem = "has a weight below 0"
    elif (weight > LARGEST_NUMBER).any():
        problem = f"has a weight above {LARGEST_NUMBER:g}"
    elif not (weight > 0).any():
        problem = "is 0 in every row"
    if problem:
        raise Refused(
            f"{where}: “{name}” {problem}. Weights are numbers from 0 up, one for each row.",
            code="bad_sample_weight",
            details={"column": name},
        )


def _type_warning(series: pl.Series, decimal: str) -> str | None:
    import polars as pl

    found = nearly_numbers(series, decimal) if series.dtype == pl.String else None
    if found is None:
        return None
    return (
        f"“{series.name}” is read as text, because values such as {found[1]!r} are no numbers; "
        f"{found[0]:.1%} of them are. If it holds numbers, choose Numerical as its type: the "
        "others then count as missing."
    )


def _near(name: str, columns: list[str]) -> list[str]:
    folded = {column.strip().casefold(): column for column in columns}
    # of a very long name the search would be one, too
    wanted = name.strip().casefold()[:100]
    near = difflib.get_close_matches(wanted, folded, n=3, cutoff=0.6)
    return [folded[column] for column in near]


def _hint(near: list[str]) -> str:
    return f" Did you mean {', '.join(f'“{name}”' for name in near)}?" if near else ""
