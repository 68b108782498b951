"""How the values of one column are spread, as a chart in a cell's output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..charts.figures import percent
from ..charts.style import BLUE, chart
from ..model.details import Chart

if TYPE_CHECKING:
    import polars as pl

#: Values that get a bar of their own; bins of numbers and dates.
_BARS, _BINS = 20, 30
#: Pixels.
_WIDTH = 480
#: Characters of a value that are shown.
_LONGEST = 80


class Picture:
    """A chart that JupyterLab draws; its sentence where there is no JupyterLab."""

    def __init__(self, drawn: Chart) -> None:
        self.chart = drawn

    def __repr__(self) -> str:
        return f"{self.chart.title}: {self.chart.sentence}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        # an output has no width of its own: a chart as wide as its container would grow it for ever
        spec = {**self.chart.spec, "width": _WIDTH}
        return {"application/vnd.vegalite.v5+json": spec, "text/plain": repr(self)}


def distribution(values: pl.Series) -> Picture:
    """A histogram of numbers and dates, the most frequent values of everything else."""
    there = values.drop_nulls()
    missing = f"{percent(values.null_count() / max(1, len(values)))} is missing."
    few = there.n_unique() <= _BARS
    if there.dtype.is_temporal() or (there.dtype.is_numeric() and not few):
        return _histogram(values.name, there, missing)
    return _bars(values.name, there, missing)


def _histogram(name: str, there: pl.Series, missing: str) -> Picture:
    import numpy as np

    temporal = there.dtype.is_temporal()
    numbers = there.dt.epoch("ms") if temporal else there
    found = numbers.cast(float).to_numpy()
    counts, edges = np.histogram(found[np.isfinite(found)], bins=_BINS)
    bins = [
        {"low": float(low), "high": float(high), "rows": int(count)}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    kind = "temporal" if temporal else "quantitative"
    sentence = f"Half of the rows are below {there.median()!s}; {missing}"
    return Picture(
        chart(
            "distribution",
            name,
            sentence,
            180,
            data={"values": bins},
            mark={"type": "bar", "color": BLUE, "tooltip": True},
            encoding={
                "x": {"field": "low", "type": kind, "bin": {"binned": True}, "title": name}
                if not temporal
                else {"field": "low", "type": kind, "title": name},
                "x2": {"field": "high"},
                "y": {"field": "rows", "type": "quantitative", "title": "Rows"},
                # without it a bar between two dates is a line at its height
                "y2": {"datum": 0},
            },
        )
    )


def _bars(name: str, there: pl.Series, missing: str) -> Picture:
    import polars as pl

    counted = there.cast(pl.String).alias("value").value_counts(sort=True, name="rows")
    shown = counted.sort(["rows", "value"], descending=[True, False]).head(_BARS)
    bars = [{"value": str(value)[:_LONGEST], "rows": rows} for value, rows in shown.iter_rows()]
    of = f"{counted.height:,} different values"
    frequent = f"the most frequent is “{bars[0]['value']}”" if bars else "all are missing"
    return Picture(
        chart(
            "distribution",
            name,
            f"{of}; {frequent}; {missing}",
            22 * max(1, len(bars)),
            data={"values": bars},
            mark={"type": "bar", "color": BLUE, "tooltip": True},
            encoding={
                "y": {"field": "value", "type": "nominal", "sort": None, "title": name},
                "x": {"field": "rows", "type": "quantitative", "title": "Rows"},
            },
        )
    )
