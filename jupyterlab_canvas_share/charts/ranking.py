"""What a classifier is worth to who works down a list, most probable first: gain and lift."""

from __future__ import annotations

from ..model.details import Chart
from ..model.insights import Curve, CurvePoint
from .figures import number, percent
from .share_curve import CURVE_HEIGHT, share, share_curve
from .style import BLUE, chart, line

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
        CURVE_HEIGHT,
        layer=[
            line((0, 0), (1, 1)),
            share_curve(
                curve.points,
                _across(positive),
                share("y", f"Share of all {positive} found"),
                (".0%", ".1%"),
            ),
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
    up = {
        "field": "y",
        "type": "quantitative",
        "title": "Lift",
        "scale": {"zero": True},
        "axis": {"tickCount": 5},
    }
    joined = share_curve(points, _across(positive), up, (".0%", ".3g"))
    return chart(
        "lift",
        "Lift curve",
        sentence,
        CURVE_HEIGHT,
        layer=[
            line((0, 1), (1, 1)),
            {
                **joined,
                "mark": {**joined["mark"], "point": {"color": BLUE, "size": 40}},
            },
        ],
    )


def _across(positive: str) -> str:
    return f"Share of the rows, highest probability of {positive} first"
