"""The input of an experiment as it was read."""

from __future__ import annotations

from typing import Literal

from .base import Frozen
from .bundle import ColumnType
from .metrics import ProblemType


class InputColumn(Frozen):
    """One column of the input as it was read."""

    name: str
    type: ColumnType
    missing: int
    unique: int
    use: Literal["feature", "target", "weight", "dropped"]
    reason: str | None = None
    warnings: tuple[str, ...] = ()


class ClassCount(Frozen):
    name: str
    rows: int


class InputPreview(Frozen):
    """How a file was understood, before anything is trained: format, columns, the first rows.

    ``notices`` says in sentences what was recognised (separator, decimal comma, date format,
    encoding). ``classes`` are those of the target, most frequent first, when a target is given.
    """

    path: str
    format: Literal["csv", "parquet"]
    separator: str | None
    decimal: str | None
    encoding: str | None
    rows: int
    parts: int = 1
    size: int = 0
    columns: tuple[InputColumn, ...]
    head: tuple[tuple[str | None, ...], ...]
    notices: tuple[str, ...]
    target: str | None = None
    problem_type: ProblemType | None = None
    classes: tuple[ClassCount, ...] = ()
