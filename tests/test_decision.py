"""A bundle whose classes are weighed: every way to predict agrees, and says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.bundle.batch import predict_file
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.model.bundle import BundleContents
from tests.bundle_fixtures import make_bundle, typed_frame

#: Yes from 30 % on.
WEIGHTS = (0.3, 0.7)


def weighed(classes: int, weights: tuple[float, ...]) -> tuple[BundleContents, bytes]:
    made = make_bundle("lightgbm", classes)
    manifest = made.contents.manifest.model_copy(update={"decision_weights": weights})
    return made.contents.model_copy(update={"manifest": manifest}), made.graph


def opened(tmp_path: Path, classes: int, weights: tuple[float, ...]) -> Predictor:
    path = tmp_path / "model.canvasmodel"
    write_bundle(path, *weighed(classes, weights))
    return open_bundle(path)


def test_a_threshold_decides_and_probabilities_stay(tmp_path: Path) -> None:
    predictor, plain = opened(tmp_path, 2, WEIGHTS), Predictor(*weighed(2, ()))
    frame = typed_frame(300, seed=4)
    labels, probabilities = predictor.predict_frame(frame)
    np.testing.assert_array_equal(probabilities, plain.predict_frame(frame)[1])
    above = probabilities[:, 1] > 0.3
    assert labels == ["Yes" if yes else "No" for yes in above]
    between = np.flatnonzero(above & (probabilities[:, 1] < 0.5))
    assert len(between) > 0, "the table has no row that the threshold is about"

    rows = [
        {name: v.isoformat() if name == "Since" else v for name, v in row.items()}
        for row in frame.iter_rows(named=True)
    ]
    predictions = predictor.predict(rows)
    assert [prediction.value for prediction in predictions] == labels
    notices = [any("is more probable" in n for n in each.notices) for each in predictions]
    assert np.flatnonzero(notices).tolist() == between.tolist()
    first = int(between[0])
    assert (
        "No is more probable; Yes is predicted because the model weighs its classes so that F1 is "
        "best."
    ) in predictions[first].notices

    # what is explained is the class that is predicted
    (explained,) = predictor.predict([rows[first]], contributions=True)
    assert explained.expected_value is not None
    total = explained.expected_value + sum(c.value for c in explained.contributions)
    assert total == pytest.approx(float(probabilities[first, 1]), rel=1e-6)


def test_a_file_is_predicted_the_same_way(tmp_path: Path) -> None:
    predictor = opened(tmp_path, 2, WEIGHTS)
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    typed_frame(200, seed=4).write_csv(source)
    predict_file(predictor, source, target, lambda *_: None)
    result = pl.read_csv(target)
    yes = result["probability_Yes"] > 0.3
    assert result["prediction"].to_list() == ["Yes" if each else "No" for each in yes]
    assert (yes & (result["probability_Yes"] < 0.5)).sum() > 0


def test_classes_of_many_are_weighed(tmp_path: Path) -> None:
    weights = (1.0, 0.4, 0.4)
    labels, probabilities = opened(tmp_path, 3, weights).predict_frame(typed_frame(200))
    classes = make_bundle("lightgbm", 3).contents.manifest.classes
    chosen = (probabilities * np.array(weights)).argmax(axis=1)
    assert labels == [classes[i] for i in chosen]
    assert (chosen != probabilities.argmax(axis=1)).any()


@pytest.mark.parametrize(
    ("classes", "weights"),
    [
        (2, (0.3,)),
        (2, (0.3, 0.3, 0.4)),
        (2, (0.3, 0.0)),
        (2, (-0.3, 0.7)),
        (2, (0.3, 1e7)),
        (0, (1.0,)),
    ],
)
def test_weights_that_decide_nothing_are_refused(
    tmp_path: Path, classes: int, weights: tuple[float, ...]
) -> None:
    with pytest.raises(BundleInvalid, match="decision weights"):
        opened(tmp_path, classes, weights)
