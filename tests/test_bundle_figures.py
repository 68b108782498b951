"""Figures of a bundle that cannot be: it is refused, and says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.model.insights import ClassScores, CurvePoint

from .bundle_fixtures import make_bundle


def scores(name: str, accuracy: float) -> ClassScores:
    return ClassScores(name=name, rows=1, accuracy=accuracy, precision=1, recall=1, f1=1, auc=1)


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ({"lift": (CurvePoint(x=0.1, y=11),)}, "more than there is"),
        ({"lift": (CurvePoint(x=0, y=1),)}, "share of the rows"),
        ({"outliers": -1}, "negative"),
        ({"per_class": (scores("Perhaps", 1),)}, "a class that the model does not have"),
        ({"per_class": (scores("Yes", 7),)}, "range of 0 to 1"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    tmp_path: Path, update: dict[str, object], reason: str
) -> None:
    made = make_bundle()
    insights = made.contents.insights.model_copy(update=update)
    path = tmp_path / "model.canvasmodel"
    write_bundle(path, made.contents.model_copy(update={"insights": insights}), made.graph)
    with pytest.raises(BundleInvalid, match=reason):
        open_bundle(path)
