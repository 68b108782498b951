"""What a classifier is worth to who works down a list, most probable first: gain and lift."""

from __future__ import annotations

from typing import Any

from ..model.details import Chart
from ..model.insights import Curve, CurvePoint
from .figures import number, percent
from .style import BLUE, chart, line

_HEIGHT = 300
#: The share of the rows at which both curves are read aloud.
_TOLD = 0.1


def gain(curve: Curve, positive: str) -> Chart:
    """Share of the rows across, share of the positives among them up."""
    sentence = "Further to the upper left is better; the dashed line is guessing."
    at = min((p for p in curve.points if p.x >= _TOLD), key=lambda p: p.x, default=None)
    if at is not None:
        sentence = (
            f"Among the {percent(at.x)} of the rows with the highest probability of {positive} are "
            f"{percent(at.y)} of all that are {positive}; among as many rows at random, the dashed "
            f"line, are {percent(at.x)}."
        )
    return chart(
        "gain",
        "Gain curve",
        sentence,
        _HEIGHT,
        layer=[
            line((0, 0), (1, 1)),
            {
                **_points(curve.points),
                "mark": {"type": "line", "color": BLUE, "strokeWidth": 2, "tooltip": True},
                "encoding": _encoding(
                    positive,
                    {
                        "title": f"Share of all {positive} found",
                        "scale": {"domain": [0, 1]},
                        "axis": {"format": ".0%", "tickCount": 5},
                    },
                    ".1%",
                ),
            },
        ],
    )


def lift(points: tuple[CurvePoint, ...], positive: str) -> Chart:
    """At each tenth of the rows, how many times as many positives as at random."""
    sentence = "Higher is better; the dashed line at 1 is guessing."
    if points:
        first = min(points, key=lambda point: point.x)
        sentence = (
            f"Among the {percent(first.x)} of the rows with the highest probability of {positive}, "
            f"{positive} is {number(first.y)} times as frequent as among all rows; 1, the dashed "
            "line, is guessing."
        )
    return chart(
        "lift",
        "Lift curve",
        sentence,
        _HEIGHT,
        layer=[
            line((0, 1), (1, 1)),
            {
                **_points(points),
                "mark": {
                    "type": "line",
                    "color": BLUE,
                    "strokeWidth": 2,
                    "point": {"color": BLUE, "size": 40},
                    "tooltip": True,
                },
                "encoding": _encoding(
                    positive,
                    {"title": "Lift", "scale": {"zero": True}, "axis": {"tickCount": 5}},
                    ".3g",
                ),
            },
        ],
    )


def _points(points: tuple[CurvePoint, ...]) -> dict[str, Any]:
    return {
        "data": {
            "values": [
                {"order": order, "x": point.x, "y": point.y} for order, point in enumerate(points)
            ]
        }
    }


def _encoding(positive: str, up: dict[str, Any], format: str) -> dict[str, Any]:
    across = f"Share of the rows, highest probability of {positive} first"
    return {
        "x": {
            "field": "x",
            "type": "quantitative",
            "title": across,
            "scale": {"domain": [0, 1]},
            "axis": {"format": ".0%", "tickCount": 5},
        },
        "y": {"field": "y", "type": "quantitative", **up},
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [
            {"field": "x", "title": across, "format": ".0%"},
            {"field": "y", "title": up["title"], "format": format},
        ],
    }
