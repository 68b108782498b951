"""On which rows held back two candidates differ. Kept are figures only, no value of a row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from .task import Held
    from .trainers.base import Scores

#: Two numbers count as different from this share of the target's standard deviation on.
DIFFERENT = 0.1
MAX_EXAMPLES = 100
_FILE = "held_back.parquet"


@dataclass(frozen=True)
class Difference:
    """One row, by its place in the input, from 1. Classes are class indices."""

    row: int
    actual: float
    left: float
    right: float


@dataclass(frozen=True)
class Differences:
    """``examples`` differ most. Of the ``changed`` rows ``left_better`` and ``right_better`` are
    those on which the one was nearer to what is actual, for classes: was right and the other not.
    ``threshold`` is from where on two numbers differ, None for classes."""

    compared: int
    changed: int
    left_better: int
    right_better: int
    threshold: float | None
    examples: tuple[Difference, ...]


def save(folder: Path, held: Held, scores: Scores, decision: tuple[float, ...] = ()) -> None:
    """Write ``held_back.parquet`` into a candidate's ``folder``: ``row`` (its place in the input,
    from 1), ``actual`` and ``predicted`` (class indices, or values), and for classes the
    ``probability`` of the one predicted. ``scores`` are ``[rows, outputs]`` of ``held``."""
    import numpy as np
    import polars as pl

    from ..bundle.decision import predicted_classes

    columns = {"row": held.rows, "actual": held.target}
    if scores.shape[1] == 1:
        columns["predicted"] = scores[:, 0]
    else:
        predicted = predicted_classes(scores, decision)
        columns["predicted"] = predicted.astype(np.float64)
        columns["probability"] = scores[np.arange(len(predicted)), predicted]
    pl.DataFrame(columns).write_parquet(folder / _FILE)


def differences(left: Path, right: Path) -> Differences | None:
    """Of two candidates, by their folders; on the rows that both answered. None where the answers
    of one cannot be read."""
    import polars as pl

    try:
        answers = [pl.read_parquet(folder / _FILE, glob=False) for folder in (left, right)]
        return _differences(answers[0].join(answers[1], on="row"))
    except (OSError, pl.exceptions.PolarsError):
        return None


def _differences(both: pl.DataFrame) -> Differences:
    import polars as pl

    one, other, actual = pl.col("predicted"), pl.col("predicted_right"), pl.col("actual")
    if "probability" in both.columns:
        threshold = None
        is_changed = one != other
        # where both are sure, they differ most
        amount = pl.col("probability") + pl.col("probability_right")
    else:
        threshold = DIFFERENT * float(both.select(actual.std(ddof=0)).item() or 0.0)
        amount = (one - other).abs()
        is_changed = amount > threshold
    changed = both.filter(is_changed).sort([-amount, "row"])
    if threshold is None:
        left_better, right_better = one == actual, other == actual
    else:
        left_better = (one - actual).abs() < (other - actual).abs()
        right_better = (other - actual).abs() < (one - actual).abs()
    counts = changed.select(left=left_better.sum(), right=right_better.sum()).row(0)
    head = changed.head(MAX_EXAMPLES).select("row", "actual", "predicted", "predicted_right")
    return Differences(
        compared=both.height,
        changed=changed.height,
        left_better=counts[0],
        right_better=counts[1],
        threshold=threshold,
        examples=tuple(Difference(*values) for values in head.iter_rows()),
    )
