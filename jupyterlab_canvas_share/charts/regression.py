"""How good a regression is: residuals (actual minus predicted) and predicted against actual."""

from __future__ import annotations

from typing import Any

from ..model.details import Chart
from ..model.insights import Bin, Bin2D
from .figures import number, percent
from .style import BLUE, DASHED, chart, line

_HEIGHT = 300


def residual_histogram(bins: tuple[Bin, ...], target: str) -> Chart:
    """How many rows have which residual."""
    total = sum(each.count for each in bins)
    below = sum(each.count * _share_below_zero(each) for each in bins)
    sentence = "There were no rows to compare with."
    if total:
        sentence = (
            f"The prediction is too low for about {percent(1 - below / total)} of the rows and "
            f"too high for about {percent(below / total)}; the closer to 0, the better."
        )
    return chart(
        "residual-histogram",
        "Residuals",
        sentence,
        240,
        layer=[
            {
                "data": {
                    "values": [
                        {"low": each.low, "high": each.high, "rows": each.count} for each in bins
                    ]
                },
                "mark": {"type": "bar", "color": BLUE, "binSpacing": 1},
                "encoding": {
                    "x": {
                        "field": "low",
                        "type": "quantitative",
                        "bin": {"binned": True},
                        "title": f"Residual: actual minus predicted {target}",
                        "axis": {"tickCount": 7},
                    },
                    "x2": {"field": "high"},
                    "y": {"field": "rows", "type": "quantitative", "title": "Rows"},
                    "tooltip": [
                        {"field": "low", "title": "From", "format": ".3g"},
                        {"field": "high", "title": "To", "format": ".3g"},
                        {"field": "rows", "title": "Rows", "format": ",d"},
                    ],
                },
            },
            _level("x", 0),
        ],
    )


def residuals_by_prediction(bins: tuple[Bin2D, ...], target: str) -> Chart:
    """The residual (y) at each prediction (x), as a heat map."""
    sentence = "The closer the squares are to the line at 0, the better."
    spread = _spread(bins)
    if spread:
        sentence = (
            f"For low predictions the error is about {number(spread[0])} on average, for high "
            f"ones about {number(spread[1])}. {sentence}"
        )
    return chart(
        "residuals-by-prediction",
        "Residuals by prediction",
        sentence,
        _HEIGHT,
        layer=[
            _heat_map(bins, f"Predicted {target}", "Residual: actual minus predicted"),
            _level("y", 0),
        ],
    )


def standardized_residuals(bins: tuple[Bin2D, ...], outliers: int, target: str) -> Chart:
    """The residual in standard deviations (y) at each prediction (x); dashed lines at 0 and 3."""
    total = sum(each.count for each in bins)
    sentence = "There were no rows to compare with."
    if total:
        verb, noun = ("is", "an outlier") if outliers == 1 else ("are", "outliers")
        sentence = (
            f"Of {total:,} rows, {outliers:,} ({percent(outliers / total)}) {verb} {noun}: more "
            "than 3 standard deviations off. Errors that spread like a bell curve have about 0.3%."
        )
    return chart(
        "standardized-residuals",
        "Standardized residuals",
        sentence,
        _HEIGHT,
        layer=[
            _heat_map(bins, f"Predicted {target}", "Residual in standard deviations"),
            _level("y", -3, 0, 3),
        ],
    )


def predicted_actual(bins: tuple[Bin2D, ...], target: str) -> Chart:
    """Actual (y) against predicted (x), as a heat map with the line of perfect predictions."""
    layers = [_heat_map(bins, f"Predicted {target}", f"Actual {target}")]
    sentence = "There were no rows to compare with."
    total = sum(each.count for each in bins)
    if total:
        near = sum(e.count for e in bins if e.x_low <= e.y_high and e.y_low <= e.x_high)
        sentence = (
            "On the dashed line the prediction equals the actual value; "
            f"{percent(near / total)} of the rows are in squares that touch it."
        )
        low = max(min(e.x_low for e in bins), min(e.y_low for e in bins))
        high = min(max(e.x_high for e in bins), max(e.y_high for e in bins))
        if low < high:
            layers.append(line((low, low), (high, high)))
    return chart("predicted-actual", "Predicted against actual", sentence, _HEIGHT, layer=layers)


def _share_below_zero(each: Bin) -> float:
    """Rows count as spread evenly over their bin."""
    if each.low >= 0:
        return 0.0
    return 1.0 if each.high <= 0 else -each.low / (each.high - each.low)


def _spread(bins: tuple[Bin2D, ...]) -> tuple[float, float] | None:
    """Mean absolute residual of the lower and of the upper half of the rows by prediction, taking
    each row at the middle of its square."""
    filled = [each for each in bins if each.count]
    total = sum(each.count for each in filled)
    sums, counts, passed = [0.0, 0.0], [0, 0], 0
    for low in sorted({each.x_low for each in filled}):
        half = int(passed >= total / 2)
        for each in (each for each in filled if each.x_low == low):
            sums[half] += each.count * abs(each.y_low + each.y_high) / 2
            counts[half] += each.count
            passed += each.count
    if not all(counts):
        return None
    return sums[0] / counts[0], sums[1] / counts[1]


def _level(axis: str, *levels: float) -> dict[str, Any]:
    """Dashed lines right across."""
    return {
        "data": {"values": [{"level": level} for level in levels]},
        "mark": {**DASHED, "type": "rule"},
        "encoding": {axis: {"field": "level", "type": "quantitative"}},
    }


def _heat_map(bins: tuple[Bin2D, ...], x: str, y: str) -> dict[str, Any]:
    return {
        "data": {
            "values": [
                {
                    "x": each.x_low,
                    "x2": each.x_high,
                    "y": each.y_low,
                    "y2": each.y_high,
                    "rows": each.count,
                }
                for each in bins
                if each.count
            ]
        },
        "mark": {"type": "rect", "color": BLUE},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": x,
                "scale": {"zero": False},
                "axis": {"tickCount": 6},
            },
            "x2": {"field": "x2"},
            "y": {"field": "y", "type": "quantitative", "title": y, "scale": {"zero": False}},
            "y2": {"field": "y2"},
            "opacity": {
                "field": "rows",
                "type": "quantitative",
                "title": "Rows",
                "scale": {"type": "sqrt", "range": [0.15, 1]},
                "legend": {"symbolFillColor": BLUE, "symbolType": "square", "tickCount": 4},
            },
            "tooltip": [
                {"field": "x", "title": f"{x}, from", "format": ".4g"},
                {"field": "x2", "title": "to", "format": ".4g"},
                {"field": "y", "title": f"{y}, from", "format": ".4g"},
                {"field": "y2", "title": "to", "format": ".4g"},
                {"field": "rows", "title": "Rows", "format": ",d"},
            ],
        },
    }
