"""Applying the closed list of data transformations of ``model/bundle.py``.

A step turns raw columns into derived columns of numbers. Derived columns are named by the raw
column they come from and their own name, so they can never hide a raw column of the same name. A
new step adds one case to ``outputs``, ``expression`` and ``number``.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ..model.bundle import DatePart, Step, Transforms
from .dates import seconds

if TYPE_CHECKING:
    import polars as pl

_DAY = 86_400.0


def outputs(step: Step) -> tuple[str, ...]:
    """The names of the features a step makes."""
    return tuple(f"{step.column}_{part}" for part in step.parts)


def step_of(transforms: Transforms, column: str, feature: str) -> Step | None:
    """The step that makes this feature out of this raw column, ``None`` if it is the column."""
    for step in transforms.steps:
        if step.column == column and feature in outputs(step):
            return step
    return None


def expression(step: Step, feature: str) -> pl.Expr:
    """One derived feature as Float64, over a frame with the raw column as Datetime('us')."""
    import polars as pl

    dates = pl.col(step.column).dt
    by_part: dict[DatePart, pl.Expr] = {
        "year": dates.year(),
        "quarter": dates.quarter(),
        "month": dates.month(),
        "dayofyear": dates.ordinal_day(),
        "day": dates.day(),
        "weekday": dates.weekday(),
        "hour": dates.hour(),
        "minute": dates.minute(),
        "elapsed": (dates.timestamp("us").cast(pl.Float64) / 1e6 - (step.origin or 0.0)) / _DAY,
    }
    return by_part[_part(step, feature)].cast(pl.Float64)


def number(step: Step, feature: str, moment: datetime) -> float:
    """One derived feature of one date: what ``expression`` gives. Weekdays are 1, Monday, to 7."""
    part = _part(step, feature)
    if part == "elapsed":
        return (seconds(moment) - (step.origin or 0.0)) / _DAY
    if part == "quarter":
        return float((moment.month + 2) // 3)
    if part == "dayofyear":
        return float(moment.timetuple().tm_yday)
    return float(moment.isoweekday() if part == "weekday" else getattr(moment, part))


def _part(step: Step, feature: str) -> DatePart:
    return step.parts[outputs(step).index(feature)]
