"""A column of categories, in the order of what the target is for them.

A tree splits categories by their number, so in this order one split tells low from high, where it
would take one for each category (Fisher, "On grouping for maximum homogeneity", 1958).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.bundle import Column
from .findings import categories_of, present

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

#: Of columns with fewer telling rows to a category, on average, the most frequent category comes
#: first: an order by the target would be chance, and tell of rows that are held back in turn.
ORDERED_ROWS = 100


def category_column(
    series: pl.Series, missing: float, most: int, answers: NDArray[np.float64]
) -> Column:
    """The ``most`` frequent categories; the default is the first of them. They are put in order by
    their means of ``answers`` ``[rows]``: 0 or 1, or ranks."""
    found = categories_of(present(series)).head(most)
    default = found["value"][0]
    if _telling(answers) * float(found["count"].mean() or 0) >= ORDERED_ROWS:  # type: ignore[arg-type]
        found = _ordered(found, series, answers)
    return Column(
        name=series.name,
        type="Categorical",
        categories=tuple(found["value"].to_list()),
        default=default,
        missing_fraction=missing,
    )


def _telling(answers: NDArray[np.float64]) -> float:
    """The share of the rows that tells categories apart: where one of two answers is rare, a mean
    is known only as well as that one has rows."""
    share = float(answers.mean())
    return 2 * min(share, 1 - share) if ((answers == 0) | (answers == 1)).all() else 1.0


def _ordered(found: pl.DataFrame, series: pl.Series, answers: NDArray[np.float64]) -> pl.DataFrame:
    import polars as pl

    from ..transforms.encode import category_series

    values = category_series(series).rename("value")
    means = (
        pl.DataFrame([values, pl.Series("answer", answers)])
        .group_by("value")
        .agg(pl.col("answer").sort().mean())
    )
    return found.join(means, on="value", how="left").sort(["answer", "value"])
