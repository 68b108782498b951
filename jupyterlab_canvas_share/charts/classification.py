"""How good a classifier is: confusion matrix, curves and calibration."""

from __future__ import annotations

from typing import Any

from ..model.bundle import CalibrationBin, ConfusionMatrix, Curve
from ..model.details import Chart
from .figures import number, percent
from .style import BLUE, ORANGE, TEXT, chart, line

#: SageMaker's performance report draws at most as many classes.
SHOWN_CLASSES = 15
_HEIGHT = 300
#: At which share of found positives the precision-recall curve is read aloud.
_RECALL_TOLD = 0.8


def confusion_matrix(matrix: ConfusionMatrix, target: str) -> Chart:
    """Actual classes down, predicted across; a stronger cell holds more of its row."""
    totals = [sum(counts) for counts in matrix.counts]
    shown = sorted(range(len(totals)), key=lambda row: -totals[row])[:SHOWN_CLASSES]
    shown.sort()
    cells = [
        {
            "actual": matrix.labels[row],
            "predicted": matrix.labels[column],
            "rows": matrix.counts[row][column],
            "share": matrix.counts[row][column] / totals[row] if totals[row] else 0,
            "correct": "correct" if row == column else "wrong",
            "of": percent(matrix.counts[row][column] / totals[row]) if totals[row] else "no row",
        }
        for row in shown
        for column in shown
    ]
    position = {
        "x": {
            "field": "predicted",
            "type": "nominal",
            "sort": None,
            "title": f"Predicted {target}",
            "axis": {"labelAngle": 0 if len(shown) <= 6 else -45, "orient": "top"},
        },
        "y": {"field": "actual", "type": "nominal", "sort": None, "title": f"Actual {target}"},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rect", "cornerRadius": 2},
            "encoding": {
                **position,
                "color": {
                    "field": "correct",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": ["correct", "wrong"], "range": [BLUE, ORANGE]},
                    "legend": {"orient": "bottom"},
                },
                "opacity": {
                    "field": "share",
                    "type": "quantitative",
                    "scale": {"domain": [0, 1], "range": [0.08, 1]},
                    "legend": None,
                },
                "tooltip": [
                    {"field": "actual", "type": "nominal", "title": f"Actual {target}"},
                    {"field": "predicted", "type": "nominal", "title": f"Predicted {target}"},
                    {"field": "rows", "title": "Rows", "format": ",d"},
                    {"field": "of", "type": "nominal", "title": "Of the actual class"},
                ],
            },
        },
        {
            "mark": {"type": "text", "dy": -7 if len(shown) <= 8 else 0, "fontSize": 13},
            "encoding": {**position, "text": {"field": "rows", "format": ",d"}},
        },
    ]
    if len(shown) <= 8:
        layers.append(
            {
                "mark": {"type": "text", "dy": 9, "fontSize": 11},
                "encoding": {**position, "text": {"field": "of", "type": "nominal"}},
            }
        )
    return chart(
        "confusion-matrix",
        "Confusion matrix",
        _confusion_sentence(matrix, len(shown)),
        {"step": 64 if len(shown) <= 8 else 30},
        data={"values": cells},
        layer=layers,
    )


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
        _HEIGHT,
        layer=[
            line((0, 0), (1, 1)),
            _curve(
                curve,
                f"False positive rate: not {positive}, but predicted {positive}",
                f"True positive rate: {positive} found",
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
        _curve(
            curve,
            f"Recall: share of {positive} found",
            f"Precision: right when {positive} is predicted",
        )
    ]
    if positive_share is not None:
        sentence += f" Guessing, the dashed line, is right {percent(positive_share)} of the time."
        layers.insert(0, line((0, positive_share), (1, positive_share)))
    return chart("precision-recall", "Precision and recall", sentence, _HEIGHT, layer=layers)


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
            "x": _share("predicted", f"Predicted probability of {positive}"),
            "y": _share("observed", f"Share that was {positive}"),
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
        "calibration", "Calibration", sentence, _HEIGHT, layer=[line((0, 0), (1, 1)), points]
    )


def _share(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
    }


def _curve(curve: Curve, x: str, y: str) -> dict[str, Any]:
    return {
        "data": {
            "values": [
                {"order": order, "x": point.x, "y": point.y}
                for order, point in enumerate(curve.points)
            ]
        },
        "mark": {"type": "line", "color": BLUE, "strokeWidth": 2, "tooltip": True},
        "encoding": {
            "x": _share("x", x),
            "y": _share("y", y),
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": [
                {"field": "x", "title": x, "format": ".1%"},
                {"field": "y", "title": y, "format": ".1%"},
            ],
        },
    }


def _confusion_sentence(matrix: ConfusionMatrix, shown: int) -> str:
    total = sum(map(sum, matrix.counts))
    if not total:
        return "There were no rows to compare with."
    right = sum(matrix.counts[row][row] for row in range(len(matrix.labels)))
    sentence = (
        f"Of {total:,} rows, the model predicted {right:,} correctly ({percent(right / total)}) "
        f"and {total - right:,} wrongly."
    )
    confused = max(
        (
            (matrix.counts[row][column], matrix.labels[row], matrix.labels[column])
            for row in range(len(matrix.labels))
            for column in range(len(matrix.labels))
            if row != column
        ),
        default=(0, "", ""),
        key=lambda cell: cell[0],
    )
    if confused[0]:
        verb = "was" if confused[0] == 1 else "were"
        sentence += (
            f" The most frequent mistake: {confused[0]:,} {verb} {confused[1]}, "
            f"predicted as {confused[2]}."
        )
    if shown < len(matrix.labels):
        sentence += f" The picture has the {shown} most frequent of {len(matrix.labels)} classes."
    return sentence
