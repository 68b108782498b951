"""Which classes the model confuses with which."""

from __future__ import annotations

from typing import Any

from ..model.details import Chart
from ..model.insights import ConfusionMatrix
from .figures import percent
from .style import BLUE, ORANGE, chart

#: SageMaker's performance report draws at most as many classes.
SHOWN_CLASSES = 15
#: Up to so many, a cell has room for the share below the count.
_ROOMY = 8


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
            "mark": {"type": "text", "dy": -7 if len(shown) <= _ROOMY else 0, "fontSize": 13},
            "encoding": {**position, "text": {"field": "rows", "format": ",d"}},
        },
    ]
    if len(shown) <= _ROOMY:
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
        len(shown) * (64 if len(shown) <= _ROOMY else 30),
        data={"values": cells},
        layer=layers,
    )


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
