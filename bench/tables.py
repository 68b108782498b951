"""Made-up tables for training, and the large ones, for the bound on the size of a bundle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jupyterlab_canvas_share.model.metrics import ProblemType

WORDS = (
    "delivery", "broken", "late", "thanks", "refund", "colour", "phone", "battery", "never",
    "again", "five", "stars", "box",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """``request`` are further fields of the experiment. ``own`` is a validation set of one's own.
    ``refused`` is the code it must be refused with, where it cannot be trained on."""

    frame: pl.DataFrame
    target: str
    problem: ProblemType
    request: dict[str, Any] = field(default_factory=dict)
    own: pl.DataFrame | None = None
    refused: str | None = None


def numbers(rows: int, columns: int, seed: int = 0) -> dict[str, Floats]:
    draw = np.random.default_rng(seed)
    return {f"n{i}": draw.normal(size=rows).round(4) for i in range(columns)}


def two(signal: Floats, seed: int = 1) -> list[str]:
    """Two classes that the signal tells apart, most of the time."""
    noise = np.random.default_rng(seed).logistic(0, 0.5, len(signal))
    return ["yes" if each else "no" for each in signal + noise > np.median(signal)]


def binary(columns: dict[str, Any], signal: Floats, **more: Any) -> Table:
    frame = pl.DataFrame({**columns, "target": two(signal)}, strict=False)
    return Table(frame, "target", "BinaryClassification", **more)


def multiclass(columns: dict[str, Any], labels: list[str], **more: Any) -> Table:
    frame = pl.DataFrame({**columns, "target": labels}, strict=False)
    return Table(frame, "target", "MulticlassClassification", **more)


def regression(columns: dict[str, Any], target: Any, **more: Any) -> Table:
    frame = pl.DataFrame({**columns, "target": target}, strict=False)
    return Table(frame, "target", "Regression", **more)


def large_mixed() -> Table:
    rows = 200_000
    draw = np.random.default_rng(12)
    found: dict[str, Any] = numbers(rows, 20)
    kinds = draw.integers(0, 100, (rows, 8))
    signal = found["n0"] * found["n1"] + np.sin(3 * found["n2"]) + kinds[:, 0] % 7 - kinds[:, 1] % 5
    found |= {f"c{i}": [f"kind {k}" for k in kinds[:, i]] for i in range(8)}
    day = np.datetime64("2020-01-01") + draw.integers(0, 1500, rows)
    found |= {"day": day.astype(str), "note": draw.choice(WORDS, rows)}
    return binary(found, signal)


def large_classes() -> Table:
    rows = 20_000
    found = numbers(rows, 20)
    signal = found["n0"] + found["n1"] * found["n2"] + found["n3"] ** 2
    labels = np.argsort(np.argsort(signal)) // (rows // 100)
    return multiclass(found, [f"class {label}" for label in labels])


def large_numbers() -> Table:
    found = numbers(200_000, 30)
    signal = sum(np.sin((i + 1) * found[f"n{i}"]) for i in range(15))
    return regression(found, signal)


def by_name(*tables: Callable[[], Table]) -> dict[str, Callable[[], Table]]:
    """Each under the name of its function."""
    return {table.__name__.replace("_", "-"): table for table in tables}


LARGE = by_name(large_mixed, large_classes, large_numbers)
