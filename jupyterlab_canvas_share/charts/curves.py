"""How good a classifier's probabilities are: ROC, precision and recall, calibration."""

from __future__ import annotations

from ..model.details import Chart
from ..model.insights import CalibrationBin, Curve
from .figures import number, percent
from .share_curve import CURVE_HEIGHT, share, share_curve
from .style import BLUE, TEXT, chart, line

_FORMATS = (".1%", ".1%")
#: At which share of found positives the precision-recall curve is read aloud.
_RECALL_TOLD = 0.8


def roc(curve: Curve, positive: str) -> Chart:
    """Receiver operating characteristic: false positive rate across, true positive rate up."""
    sentence = f"Further to the upper left is better; the dashed line is guessing {positive}."
    if curve.area is not None:
        sentence = (
            f"Of two rows, one {positive} and one not, the model gives {positive} the higher "
            f"probability {percent(curve.area)} of the time (area under the curve "
            f"{number(curve.area)}); guessing, the dashed line, reaches 50%."
        )
    return chart(
        "roc",
        "Receiver operating characteristic (ROC)",
        sentence,
        CURVE_HEIGHT,
        layer=[
            line((0, 0), (1, 1)),
            share_curve(
                curve.points,
                f"False positive rate: not {positive}, but predicted {positive}",
                share("y", f"True positive rate: {positive} found"),
                _FORMATS,
            ),
        ],
    )


def precision_recall(curve: Curve, positive: str, positive_share: float | None) -> Chart:
    """Recall across, precision up. ``positive_share`` is the precision of guessing."""
    sentence = "Further to the upper right is better."
    at = min((p for p in curve.points if p.x >= _RECALL_TOLD), key=lambda p: p.x, default=None)
    if at is not None:
        sentence = (
            f"When the model is set to find {percent(at.x)} of the {positive} rows, "
            f"{percent(at.y)} of what it then predicts as {positive} is right."
        )
    layers = [
        share_curve(
            curve.points,
            f"Recall: share of {positive} found",
            share("y", f"Precision: right when {positive} is predicted"),
            _FORMATS,
        )
    ]
    if positive_share is not None:
        sentence += f" Guessing, the dashed line, is right {percent(positive_share)} of the time."
        layers.insert(0, line((0, positive_share), (1, positive_share)))
    return chart("precision-recall", "Precision and recall", sentence, CURVE_HEIGHT, layer=layers)


def calibration(bins: tuple[CalibrationBin, ...], positive: str) -> Chart:
    """Predicted probability against how often it came true, and the expected calibration error:
    the mean distance of the two, weighted by rows (Naeini, Cooper, Hauskrecht 2015)."""
    total = sum(each.count for each in bins)
    sentence = "On the dashed line, probabilities can be taken at their word."
    if total:
        gap = sum(each.count * abs(each.predicted - each.observed) for each in bins) / total
        sentence = (
            f"The predicted probability of {positive} and how often {positive} came true are "
            f"{number(100 * gap)} percentage points apart on average. {sentence}"
        )
    points = {
        "data": {
            "values": [
                {"predicted": each.predicted, "observed": each.observed, "rows": each.count}
                for each in bins
            ]
        },
        "encoding": {
            "x": share("predicted", f"Predicted probability of {positive}"),
            "y": share("observed", f"Share that was {positive}"),
        },
        "layer": [
            {"mark": {"type": "line", "color": BLUE}},
            {
                "mark": {"type": "circle", "color": BLUE, "opacity": 1},
                "encoding": {
                    "size": {
                        "field": "rows",
                        "type": "quantitative",
                        "title": "Rows",
                        "scale": {"range": [20, 300]},
                        "legend": {"symbolFillColor": TEXT, "symbolStrokeWidth": 0, "tickCount": 3},
                    },
                    "tooltip": [
                        {"field": "predicted", "title": "Predicted", "format": ".1%"},
                        {"field": "observed", "title": "Observed", "format": ".1%"},
                        {"field": "rows", "title": "Rows", "format": ",d"},
                    ],
                },
            },
        ],
    }
    return chart(
        "calibration", "Calibration", sentence, CURVE_HEIGHT, layer=[line((0, 0), (1, 1)), points]
    )
