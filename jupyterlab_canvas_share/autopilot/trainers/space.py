"""What a trainer may be tuned over: a range for each hyperparameter, under its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ...model.base import Frozen


class FloatRange(Frozen):
    kind: Literal["float"] = "float"
    low: float
    high: float
    log: bool = False


class IntRange(Frozen):
    kind: Literal["int"] = "int"
    low: int
    high: int
    log: bool = False


class Choice(Frozen):
    kind: Literal["choice"] = "choice"
    values: tuple[str | int | float | bool, ...]


Range = FloatRange | IntRange | Choice
Space = Mapping[str, Range]
