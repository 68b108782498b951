"""``featurize_datetime``: numbers out of a date, over a whole column and of a single one alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ..model.bundle import FeaturizeDatetime
from .dates import seconds, seconds_expression

if TYPE_CHECKING:
    import polars as pl

#: A factor, as Polars divides one value otherwise than many.
_DAYS_PER_SECOND = 1 / 86_400


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
        "elapsed": (seconds_expression(pl.col(step.column)) - (step.origin or 0.0))
        * _DAYS_PER_SECOND,
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
        "elapsed": lambda moment: (seconds(moment) - origin) * _DAYS_PER_SECOND,
    }
    return by_part[part]
