"""Bundles with every figure that a report may show, and with words that want to break one."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyterlab_canvas_share.autopilot.insights import (
    classification_insights,
    regression_insights,
)
from jupyterlab_canvas_share.model.bundle import BundleContents, ColumnAttribution
from jupyterlab_canvas_share.model.insights import Insights

from . import contents

ROWS = 600


def measured(kind: str, rows: int = ROWS) -> BundleContents:
    """``binary``, ``multiclass`` or ``regression`` contents, with the insights of the engine on
    ``rows`` made-up answers."""
    made: BundleContents = getattr(contents, kind)()
    draw = np.random.default_rng(5)
    insights = made.insights
    if kind == "regression":
        actual = draw.normal(50, 10, rows)
        predicted = actual + draw.normal(0, 4, rows)
        found = regression_insights(insights.metrics, actual, predicted)
    else:
        classes = made.manifest.classes
        codes = draw.integers(0, len(classes), rows)
        scores = draw.uniform(0, 1, (rows, len(classes))) + 0.5 * np.eye(len(classes))[codes]
        scores /= scores.sum(axis=1, keepdims=True)
        found = classification_insights(insights.metrics, codes, scores, classes)
    return with_insights(made, found, rows)


def with_insights(made: BundleContents, insights: Insights, rows: int) -> BundleContents:
    provenance = made.manifest.provenance.model_copy(update={"validation_rows": rows})
    manifest = made.manifest.model_copy(update={"provenance": provenance})
    return made.model_copy(update={"manifest": manifest, "insights": insights})


def explained(made: BundleContents, **update: Any) -> BundleContents:
    explanations = made.explanations.model_copy(update=update)
    return made.model_copy(update={"explanations": explanations})


def attribution(column: str, *per_class: float) -> ColumnAttribution:
    return ColumnAttribution(
        column=column, value=sum(per_class) / len(per_class), per_class=per_class
    )


#: Names that want to be code, markup of one kind or another, or too much.
HOSTILE = (
    "<script>document.title='pwned'</script>",
    '"><img src=x onerror="document.title=\'pwned\'">',
    "</svg></main><h1>Approved</h1>",
    '<para><img src="/etc/passwd"/></para>',
    "שלום עולם",
    "\u202eevil\u2066",
    "👨‍👩‍👧 é ½ 中文",
    "x" * 5000,
    "long " * 1000,
    "a\nb\tc\x00d\x1b\\",
    "${1+1} {{1}} %s \\u0041 &amp;",
    "a\ufffeb\uffffc\U0001ffffd\ufdd0e",
)


def hostile() -> BundleContents:
    """Classes, columns, settings and the target with such names."""
    made = contents.multiclass()
    draw = np.random.default_rng(7)
    codes = draw.integers(0, len(HOSTILE), ROWS)
    scores = draw.dirichlet(np.ones(len(HOSTILE)), ROWS)
    found = classification_insights(made.insights.metrics, codes, scores, HOSTILE)
    columns = tuple(
        made.manifest.columns[1].model_copy(update={"name": name, "categories": HOSTILE})
        for name in HOSTILE
    )
    manifest = made.manifest.model_copy(
        update={
            "target": HOSTILE[0],
            "classes": HOSTILE,
            "columns": columns,
            "dropped": {name: name for name in HOSTILE},
            "hyperparameters": {name: name for name in HOSTILE},
        }
    )
    return explained(
        with_insights(made.model_copy(update={"manifest": manifest}), found, ROWS),
        definition=HOSTILE[2],
        attributions=tuple(ColumnAttribution(column=name, value=0.1) for name in HOSTILE),
    )
