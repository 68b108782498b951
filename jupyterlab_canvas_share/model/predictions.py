"""Predictions with a shared model: a few rows at once, or a file as a job."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Frozen, Time
from .bundle import Value
from .events import SharedModelId

#: Rows in one request for predictions.
ROW_LIMIT = 1_000


class Predict(Frozen):
    """Rows as objects, raw column name to raw value; a column left out counts as missing."""

    rows: Annotated[tuple[dict[str, Value], ...], Field(min_length=1, max_length=ROW_LIMIT)]
    contributions: bool = False


class ClassProbability(Frozen):
    name: str
    probability: float


class Contribution(Frozen):
    column: str
    value: float


class Prediction(Frozen):
    """One answer. ``value`` is the class, or the number for regression. ``probabilities`` are in
    the order of the classes. ``contributions`` plus ``expected_value`` equal the explained output:
    the probability of the predicted class, or the number."""

    value: str | float
    probabilities: tuple[ClassProbability, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    expected_value: float | None = None
    notices: tuple[str, ...] = ()


class Predictions(Frozen):
    items: tuple[Prediction, ...]


class BatchPrediction(Frozen):
    """A file in, a file out. ``preview`` holds the header and the first rows of the result."""

    id: str
    shared_model: SharedModelId
    filename: str
    status: Literal["InProgress", "Ready", "Failed"]
    created_at: Time
    rows_done: int = 0
    rows_total: int | None = None
    rows_failed: int = 0
    notices: tuple[str, ...] = ()
    failure_reason: str | None = None
    preview: tuple[tuple[str, ...], ...] = ()
