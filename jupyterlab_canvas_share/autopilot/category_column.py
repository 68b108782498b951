"""A column of categories, in the order of what the target is for them.

A tree splits categories by their number, so in this order one split tells low from high, where it
would take one for each category (Fisher, "On grouping for maximum homogeneity", 1958).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.bundle import Column
from .findings import categories_of

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

#: Categories differ by chance, too: about as much as rows of one category, then the quotient of the
#: two (F of the analysis of variance) is 1. In an order that is mostly chance, models learn the
#: rows they were ordered by, also those that are held back in turn; at 10 it is a tenth chance.
LEAST_F = 10.0


def category_column(
    series: pl.Series, missing: float, most: int, answers: NDArray[np.float64]
) -> Column:
    """The ``most`` frequent categories; the default is the first of them. They are put in order by
    their means of ``answers`` ``[rows]``, unless those may be chance: then by frequency."""
    from ..transforms.encode import category_series

    values = category_series(series).rename("value")
    found = categories_of(values.drop_nulls()).head(most)
    default = found["value"][0]
    groups = _groups(found, values, answers)
    if _f_of(groups) >= LEAST_F:
        found = groups.sort(["mean", "value"])
    return Column(
        name=series.name,
        type="Categorical",
        categories=tuple(found["value"].to_list()),
        default=default,
        missing_fraction=missing,
    )


def _groups(found: pl.DataFrame, values: pl.Series, answers: NDArray[np.float64]) -> pl.DataFrame:
    """Each category's ``count``, the ``mean`` of its answers and their ``squares`` about it."""
    import polars as pl

    # sorted, so that the sums are the same whatever thread adds them up
    answer = pl.col("answer").sort()
    return (
        pl.DataFrame([values, pl.Series("answer", answers)])
        .join(found.select("value"), on="value", how="semi")
        .group_by("value")
        .agg(
            pl.len().cast(pl.Float64).alias("count"),
            answer.mean().alias("mean"),
            ((answer - answer.mean()) ** 2).sum().alias("squares"),
        )
        .sort("value")
    )


def _f_of(groups: pl.DataFrame) -> float:
    """Mean squares between the groups over those within; infinite when nothing varies within."""
    count, mean = groups["count"].to_numpy(), groups["mean"].to_numpy()
    rows, kinds = float(count.sum()), len(count)
    if kinds < 2 or rows <= kinds:
        return 0.0
    overall = float((count * mean).sum()) / rows
    between = float((count * (mean - overall) ** 2).sum()) / (kinds - 1)
    within = float(groups["squares"].sum()) / (rows - kinds)
    return between / within if within else float("inf")
