"""``featurize_datetime``: numbers out of a date, over a whole column and of a single one alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ..model.bundle import FeaturizeDatetime
from .dates import seconds

if TYPE_CHECKING:
    import polars as pl

_DAY = 86_400.0


def expression(step: FeaturizeDatetime, part: str) -> pl.Expr:
    """One part as Float64, over a frame with the raw column as Datetime('us')."""
    import polars as pl

    dates = pl.col(step.column).dt
    by_part: dict[str, pl.Expr] = {
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
    return by_part[part].cast(pl.Float64)


def number(step: FeaturizeDatetime, part: str) -> Callable[[datetime], float]:
    """What ``expression`` gives, of one date. Weekdays are 1, Monday, to 7."""
    origin = step.origin or 0.0
    by_part: dict[str, Callable[[datetime], float]] = {
        "year": lambda moment: float(moment.year),
        "quarter": lambda moment: float((moment.month + 2) // 3),
        "month": lambda moment: float(moment.month),
        "dayofyear": lambda moment: float(moment.timetuple().tm_yday),
        "day": lambda moment: float(moment.day),
        "weekday": lambda moment: float(moment.isoweekday()),
        "hour": lambda moment: float(moment.hour),
        "minute": lambda moment: float(moment.minute),
        "elapsed": lambda moment: (seconds(moment) - origin) / _DAY,
    }
    return by_part[part]
