"""Two candidates of one job side by side."""

from __future__ import annotations

from .base import Frozen
from .jobs import Candidate
from .metrics import Direction, MetricName


class ComparedMetric(Frozen):
    """On the rows held back."""

    name: MetricName
    direction: Direction
    left: float | None
    right: float | None


class ComparedSetting(Frozen):
    name: str
    left: str | None
    right: str | None


class ComparedColumn(Frozen):
    """Column impacts, 0 to 1: the units of SHAP values may differ between two models."""

    column: str
    left: float | None
    right: float | None


class ChangedRow(Frozen):
    """A row held back on which the two differ. ``row`` counts from 1 in the input; ``values`` are
    its raw values, empty where the input file has changed since."""

    row: int
    actual: str | float
    left: str | float
    right: str | float
    values: dict[str, str | None]


class Comparison(Frozen):
    """``examples`` are those that differ most, at most 100 of ``rows_changed``; without the values
    of their rows, ``values_missing_reason`` says why. ``rows_compared`` is 0 where the answers of
    one were not kept."""

    left: Candidate
    right: Candidate
    metrics: tuple[ComparedMetric, ...]
    settings: tuple[ComparedSetting, ...]
    columns: tuple[ComparedColumn, ...]
    rows_compared: int
    rows_changed: int
    examples: tuple[ChangedRow, ...]
    values_missing_reason: str | None = None
    sentence: str
