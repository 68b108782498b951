"""Which columns the model uses: aggregated SHAP values, and Canvas' column impact."""

from __future__ import annotations

from typing import Any

from ..model.bundle import ColumnAttribution, Explanations, Manifest
from ..model.details import Chart
from .figures import listed, number, percent
from .style import BLUE, TEXT, chart

#: More bars than this are not read any more; the rest becomes one bar.
SHOWN = 20
_BAR_HEIGHT = 22
#: A model may be looked into before its explanation is computed.
_NOT_COMPUTED = "Which columns the prediction depends on is not computed yet."
_NOTHING = "No column changes the prediction: the model always answers the same."


def shap_bar(explanations: Explanations, manifest: Manifest) -> Chart:
    """Mean absolute SHAP value of each raw column, the largest first, with standard errors."""
    ranked = _ranked(explanations)
    bars: list[dict[str, Any]] = []
    for attribution in ranked[:SHOWN]:
        bar: dict[str, Any] = {"column": attribution.column, "value": attribution.value}
        if attribution.standard_error is not None:
            bar["standard_error"] = attribution.standard_error
            bar["low"] = max(0.0, attribution.value - attribution.standard_error)
            bar["high"] = attribution.value + attribution.standard_error
        bars.append(bar)
    bars += _others(ranked, [(each.column, each.value) for each in ranked])
    errors = any("standard_error" in bar for bar in bars)
    title = f"Mean absolute SHAP value ({unit(explanations, manifest)})"
    layers: list[dict[str, Any]] = [_bars(title)]
    if errors:
        layers[0]["encoding"]["tooltip"].append(
            {"field": "standard_error", "title": "Standard error", "format": ".3g"}
        )
        layers.append(
            {
                "transform": [{"filter": {"field": "standard_error", "valid": True}}],
                "mark": {"type": "rule", "color": TEXT, "strokeWidth": 2},
                "encoding": {
                    "y": {"field": "column", "type": "nominal", "sort": None},
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                },
            }
        )
    return chart(
        "shap",
        "Feature importance: aggregated SHAP values",
        _shap_sentence(ranked, explanations, manifest, errors),
        _height(bars),
        data={"values": bars},
        layer=layers,
    )


def column_impact(explanations: Explanations) -> Chart:
    """The weight of each column relative to all others; the bars sum to 100%."""
    shares = impacts(explanations)
    bars = [{"column": column, "value": impact} for column, impact in shares[:SHOWN]]
    bars += _others(_ranked(explanations), shares)
    leading = [f"{column} ({percent(impact)})" for column, impact in shares[:3] if impact]
    if not shares:
        sentence = _NOT_COMPUTED
    elif leading:
        sentence = (
            f"Of everything the model takes from the columns, most comes from {listed(leading)}."
        )
    else:
        sentence = _NOTHING
    return chart(
        "column-impact",
        "Column impact",
        sentence,
        _height(bars),
        data={"values": bars},
        layer=[_bars("Column impact", ".0%")],
    )


def impacts(explanations: Explanations) -> list[tuple[str, float]]:
    """Each column's attribution divided by the sum of all, the largest first."""
    ranked = _ranked(explanations)
    total = sum(attribution.value for attribution in ranked)
    return [(each.column, each.value / total if total else 0.0) for each in ranked]


def unit(explanations: Explanations, manifest: Manifest) -> str:
    """What the SHAP values are measured in, and of which class."""
    if explanations.unit == "target":
        return f"in the unit of {manifest.target}"
    of = manifest.positive_class
    return f"{explanations.unit} of {of}" if of else f"{explanations.unit}, over all classes"


def _ranked(explanations: Explanations) -> list[ColumnAttribution]:
    return sorted(explanations.attributions, key=lambda each: (-each.value, each.column))


def _others(
    ranked: list[ColumnAttribution], values: list[tuple[str, float]]
) -> list[dict[str, Any]]:
    """One bar for the sum of what is not shown. Its standard error is unknown: the columns'
    errors are not independent."""
    rest = values[SHOWN:]
    if not rest:
        return []
    label = "1 other column" if len(rest) == 1 else f"{len(rest)} other columns"
    while any(label == attribution.column for attribution in ranked):
        label += " "
    return [{"column": label, "value": sum(value for _, value in rest)}]


def _bars(title: str, format: str | None = None) -> dict[str, Any]:
    axis: dict[str, Any] = {"tickCount": 5}
    if format:
        axis["format"] = format
    return {
        "mark": {"type": "bar", "color": BLUE, "cornerRadiusEnd": 2},
        "encoding": {
            "y": {"field": "column", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "value", "type": "quantitative", "title": title, "axis": axis},
            "tooltip": [
                {"field": "column", "type": "nominal", "title": "Column"},
                {"field": "value", "title": title, "format": format or ".3g"},
            ],
        },
    }


def _height(bars: list[dict[str, Any]]) -> int:
    # a number, since Vega-Lite warns of a step beside a width that follows the container
    return max(1, _BAR_HEIGHT * len(bars))


def _shap_sentence(
    ranked: list[ColumnAttribution], explanations: Explanations, manifest: Manifest, errors: bool
) -> str:
    if not ranked:
        return _NOT_COMPUTED
    if ranked[0].value == 0:
        return _NOTHING
    first = ranked[0]
    amount = {
        "log-odds": f"{number(first.value)} in log-odds",
        "probability": f"{number(100 * first.value)} percentage points",
        "target": f"{number(first.value)} in the unit of {manifest.target}",
    }[explanations.unit]
    of = f" of {manifest.positive_class}" if manifest.positive_class else ""
    sentence = f"{first.column} moves the prediction{of} most: by {amount} on average, up or down."
    following = [each.column for each in ranked[1:3] if each.value]
    if following:
        sentence += f" {listed(following)} {'follows' if len(following) == 1 else 'follow'}."
    if errors:
        sentence += " The thin lines show the standard error of the estimate."
    return sentence
