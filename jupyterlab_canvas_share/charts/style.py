"""How every chart looks: one skeleton for light and dark backgrounds."""

from __future__ import annotations

from typing import Any

from ..model.details import Chart

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

#: Both have a contrast of at least 4.4 with white and with black, so that they stand out on either
#: and text in the page's own colour can be read on them.
BLUE = "#4c78a8"
ORANGE = "#b55f19"
#: Text and lines take the colour of the text around the chart, so no theme needs its own spec.
TEXT = "currentColor"

DASHED = {"type": "line", "color": TEXT, "opacity": 0.5, "strokeDash": [4, 4]}

_AXIS = {
    "labelColor": TEXT,
    "titleColor": TEXT,
    "titleFontWeight": "normal",
    "domainColor": TEXT,
    "domainOpacity": 0.3,
    "tickColor": TEXT,
    "tickOpacity": 0.3,
    "gridColor": TEXT,
    "gridOpacity": 0.12,
    "labelLimit": 180,
    "labelSeparation": 8,
    "titleLimit": 420,
}
_LEGEND = {"labelColor": TEXT, "titleColor": TEXT, "titleFontWeight": "normal"}


def _in_title(text: str) -> str:
    """Other people's words as part of an axis', legend's or tooltip's title.

    Vega-Lite 5 pastes titles into expressions (tooltips, ARIA descriptions) and escapes quotes
    only: a backslash would let a name of a column or class end the text there and go on as code,
    and a line break would break the chart.
    """
    plain = text.replace("\\", "\N{SET MINUS}")
    return "".join(character if character.isprintable() else " " for character in plain)


def chart(id: str, title: str, sentence: str, height: int, **view: Any) -> Chart:
    """One chart as wide as its container, with a plot of ``height`` pixels. ``view`` is the spec's
    own part: ``data`` and either ``layer`` or ``mark`` and ``encoding``."""
    spec = {
        "$schema": SCHEMA,
        "description": sentence,
        "background": "transparent",
        "width": "container",
        "height": height,
        **_with_safe_titles(view),
        "config": {
            "font": "system-ui, sans-serif",
            "view": {"stroke": None},
            "axis": _AXIS,
            "legend": _LEGEND,
            "text": {"color": TEXT},
        },
        # SVG inherits the text colour and stays sharp; a page may still choose otherwise.
        "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
    }
    return Chart(id=id, title=title, sentence=sentence, spec=spec)


def _with_safe_titles(part: Any) -> Any:
    """The same part of a spec, every title in it through ``_in_title``; data is left as it is."""
    if isinstance(part, list):
        return [_with_safe_titles(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _in_title(value)
        if key == "title" and isinstance(value, str)
        else value
        if key == "data"
        else _with_safe_titles(value)
        for key, value in part.items()
    }


def line(*points: tuple[float, float]) -> dict[str, Any]:
    """A dashed reference line through ``points`` in the fields ``x`` and ``y``."""
    return {
        "data": {"values": [{"x": x, "y": y} for x, y in points]},
        "mark": DASHED,
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
        },
    }
