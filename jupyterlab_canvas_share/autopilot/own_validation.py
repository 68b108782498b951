"""A validation set of one's own: the same columns and types as the training data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.bundle import ColumnType
from ..model.errors import Refused
from ..model.job_requests import CreateAutoMLJob
from ..transforms.column_types import as_type
from ..transforms.parts import RawTable
from .requested import Table, check_weights
from .target import Target, is_there, labels

if TYPE_CHECKING:
    import polars as pl


def conform(raw: RawTable, training: Table, request: CreateAutoMLJob) -> pl.DataFrame:
    """The validation set with the columns of ``training``, in its order and types; other columns
    are refused. Raises Refused ``validation_differs``, and ``bad_sample_weight``."""
    import polars as pl

    wanted = training.frame.columns
    lacking = [name for name in wanted if name not in raw.frame.columns]
    strange = [name for name in raw.frame.columns if name not in wanted]
    if lacking or strange:
        parts = [f"it lacks {_listed(lacking)}"] if lacking else []
        parts += [f"it has {_listed(strange)} besides"] if strange else []
        raise _differs(
            f"the validation set has other columns than the training data: {' and '.join(parts)}",
            lacking=lacking,
            strange=strange,
        )
    columns = []
    for series in training.frame:
        name = series.name
        # the formats the training data was read by
        table_format = raw.table_format.model_copy(
            update={"date_formats": training.table_format.date_formats}
        )
        found = as_type(raw.frame[name], _kind(series, request), table_format)
        if found.unreadable and name not in request.feature_types:
            raise _differs(
                f"“{name}” holds {_spoken(series)} in the training data, but {found.example!r} in "
                "the validation set",
                column=name,
            )
        columns.append(found.series)
    frame = pl.DataFrame(columns)
    if request.sample_weight_column is not None:
        check_weights(frame[request.sample_weight_column], "validation_path")
    return frame


def with_target(frame: pl.DataFrame, target: Target, weight: str | None) -> pl.Series:
    """A mask of the rows that can be validated on: those with a target and, where the column of
    that name has weights, one above 0. Raises Refused ``validation_differs`` if there is none, or
    one of a class that is not in the training data."""
    there = is_there(frame[target.name])
    if weight is not None:
        there = there & (frame[weight] > 0)
    if not there.any():
        raise _differs(f"no row of the validation set has a value for “{target.name}”")
    if target.classes:
        found = labels(frame[target.name]).filter(there)
        unknown = found.filter(~found.is_in(target.classes)).unique().sort().to_list()
        if unknown:
            raise _differs(
                f"the validation set has {_listed(unknown)} as “{target.name}”, which no row of "
                "the training data has",
                classes=unknown,
            )
    return there


def stacked(training: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The rows of both, the validation set last; whole numbers and others are numbers."""
    import polars as pl

    return pl.concat([training, own], how="vertical_relaxed")


def _kind(series: pl.Series, request: CreateAutoMLJob) -> ColumnType:
    if series.name in request.feature_types:
        return request.feature_types[series.name]
    if series.dtype.is_numeric():
        return "Numerical"
    return "Datetime" if series.dtype.is_temporal() else "Text"


def _spoken(series: pl.Series) -> str:
    if series.dtype.is_numeric():
        return "numbers"
    return "dates" if series.dtype.is_temporal() else "text"


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name[:80]}”" for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def _differs(how: str, **details: object) -> Refused:
    return Refused(
        f"validation_path: {how}. Choose a validation set of the same kind, or let the data be "
        "split.",
        code="validation_differs",
        details=details,
    )
