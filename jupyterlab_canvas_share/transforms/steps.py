"""Applying the closed list of data transformations of ``model/bundle.py``.

A step turns a raw column into derived columns of numbers. Derived columns are named by the raw
column they come from and their own name, so they can never hide a raw column of the same name. A
new step is a file with ``expression`` and ``number``, and a case in each function here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.bundle import ColumnType, FeaturizeDatetime, Step, Transforms
from . import date_parts, text

if TYPE_CHECKING:
    import polars as pl


def source_type(step: Step) -> ColumnType:
    """The type of the raw column that a step reads."""
    return "Datetime" if isinstance(step, FeaturizeDatetime) else "Text"


def outputs(step: Step) -> tuple[str, ...]:
    """What a step makes, each the end of a feature's name."""
    return step.parts if isinstance(step, FeaturizeDatetime) else text.outputs(step)


def feature_name(step: Step, output: str) -> str:
    """The name of the feature that holds an output."""
    return f"{step.column}_{output}"


def makers(transforms: Transforms) -> dict[tuple[str, str], tuple[Step, str]]:
    """By raw column and feature, the step and the output that the feature is."""
    return {
        (step.column, feature_name(step, output)): (step, output)
        for step in transforms.steps
        for output in outputs(step)
    }


def expression(step: Step, output: str) -> pl.Expr:
    """One output as Float64, over a frame with the raw column as Datetime('us') or as text, blank
    as null."""
    if isinstance(step, FeaturizeDatetime):
        return date_parts.expression(step, output)
    return text.expression(step, output)
