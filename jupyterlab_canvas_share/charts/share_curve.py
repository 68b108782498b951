"""A curve over a share, which ROC, precision and recall, gain and lift all are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model.insights import CurvePoint
from .style import BLUE

CURVE_HEIGHT = 300


def share(field: str, title: str) -> dict[str, Any]:
    """A channel from 0 to 100%."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
    }


def share_curve(
    points: Sequence[CurvePoint], x: str, y: dict[str, Any], formats: tuple[str, str]
) -> dict[str, Any]:
    """A layer that joins the points in their order. ``x`` is the title of the share across, ``y``
    the channel up; ``formats`` are those of both in a tooltip."""
    return {
        "data": {
            "values": [
                {"order": order, "x": point.x, "y": point.y} for order, point in enumerate(points)
            ]
        },
        "mark": {"type": "line", "color": BLUE, "strokeWidth": 2, "tooltip": True},
        "encoding": {
            "x": share("x", x),
            "y": y,
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": [
                {"field": "x", "title": x, "format": formats[0]},
                {"field": "y", "title": y["title"], "format": formats[1]},
            ],
        },
    }
