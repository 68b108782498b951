"""Predictions from a bundle against the scikit-learn pipeline a person would write instead.

``python bench/predict.py`` trains the engine's candidates on 10,000 made-up customers, fits a
``Pipeline(ColumnTransformer, estimator)`` with the same hyperparameters on the same table, and
prints, in one run: one raw row, 100,000 rows, and the size of the bundle. Both sides take what a
person has: a row as a mapping (scikit-learn: a one-row data frame), the 100,000 as a data frame.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.bundle.workers import Workers
from jupyterlab_canvas_share.model.bundle import Manifest
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob

TRAIN_ROWS, ROWS, NUMBERS, TEXTS = 10_000, 100_000, 6, 14
SINGLE_TARGET, BATCH_TARGET, SIZE_TARGET = 20.0, 1.0, 2_000_000
#: Those that ``pipeline`` knows the counterpart of.
COMPARED = ("linear-learner", "lightgbm", "extra-trees", "mlp")
#: The issue sets the 100,000-row target for these; of the others the figure is printed.
BATCH_ALGORITHMS = {"lightgbm", "linear-learner", "mlp"}


def table(rows: int, seed: int) -> pl.DataFrame:
    """As wide as the churn data: 6 numbers, 14 texts, and a target that depends on both."""
    draw = np.random.default_rng(seed)
    numbers = draw.normal(50, 20, size=(rows, NUMBERS)).round(2)
    texts = draw.integers(0, 4, size=(rows, TEXTS))
    signal = numbers[:, 0] / 20 - numbers[:, 1] / 30 + (texts[:, 0] > 1) - (texts[:, 1] == 2)
    target = np.where(signal + draw.logistic(0, 0.3, size=rows) > 1, "yes", "no")
    return pl.DataFrame(
        {
            **{f"number_{i}": numbers[:, i] for i in range(NUMBERS)},
            **{f"text_{i}": [f"value {v}" for v in texts[:, i]] for i in range(TEXTS)},
            "target": target,
        }
    )


def pipeline(algorithm: str, manifest: Manifest) -> Any:
    """The same preparation and estimator, as scikit-learn is usually written. A bundle of boosters
    of some folds has as many times the trees."""
    from lightgbm import LGBMClassifier
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    parameters: dict[str, Any] = dict(manifest.hyperparameters)
    folds = manifest.provenance.folds or 1
    numbers = [f"number_{i}" for i in range(NUMBERS)]
    texts = [f"text_{i}" for i in range(TEXTS)]
    scaler = [StandardScaler()] if algorithm in ("linear-learner", "mlp") else []
    encoder = (
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-2)
        if algorithm == "lightgbm"
        else OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    )
    estimators: dict[str, Callable[[], Any]] = {
        "linear-learner": lambda: LogisticRegression(max_iter=200),
        "extra-trees": lambda: ExtraTreesClassifier(
            parameters["trees"],
            max_leaf_nodes=parameters["max_leaves"],
            min_samples_leaf=parameters["min_leaf_rows"],
            max_features=parameters["feature_share"],
        ),
        "lightgbm": lambda: LGBMClassifier(
            n_estimators=parameters["rounds"] * folds,
            num_leaves=parameters["num_leaves"],
            learning_rate=parameters["learning_rate"],
            n_jobs=1,
            verbose=-1,
        ),
        "mlp": lambda: MLPClassifier(
            tuple(int(n) for n in parameters["layers"].split(",")),
            max_iter=parameters["epochs"],
            random_state=0,
        ),
    }
    prepare = ColumnTransformer(
        [("numbers", make_pipeline(SimpleImputer(), *scaler), numbers), ("texts", encoder, texts)]
    )
    return make_pipeline(prepare, estimators[algorithm]())


def fastest(
    theirs: Callable[[], object], ours: Callable[[], object], runs: int, in_a_row: int = 1
) -> list[float]:
    """The least seconds of each over ``runs``, taken in turn: other load meets both alike."""
    best = [float("inf")] * 2
    for _ in range(runs):
        for side, call in enumerate((theirs, ours)):
            for _ in range(in_a_row):
                started = time.perf_counter()
                call()
                best[side] = min(best[side], time.perf_counter() - started)
    return best


async def train(folder: Path, frame: pl.DataFrame) -> dict[str, Path]:
    """The first candidate of each algorithm, by name."""
    frame.write_csv(folder / "table.csv")
    jobs = Jobs(folder / "state" / "jobs", folder)
    job = await jobs.create(CreateAutoMLJob(name="b", input_path="table.csv", target="target"))
    while job.status == "InProgress":
        await asyncio.sleep(0.1)
        job = await jobs.get("b")
    candidates = sorted((folder / "state" / "jobs" / "b" / "candidates").glob("*-1"))
    return {path.name.removesuffix("-1"): path / "bundle.canvasmodel" for path in candidates}


def compare(algorithm: str, predictor: Predictor, training: pl.DataFrame) -> tuple[float, float]:
    """How many times faster than scikit-learn: one row, and 100,000 rows."""
    model = pipeline(algorithm, predictor.contents.manifest)
    model.fit(training.drop("target"), training["target"].to_numpy())
    many = table(ROWS, 2).drop("target")
    one, row = many.head(1), many.row(0, named=True)
    single, our_single = fastest(
        lambda: model.predict_proba(one), lambda: predictor.predict([row]), 5, 20
    )
    batch, our_batch = fastest(
        lambda: model.predict_proba(many), lambda: predictor.predict_frame(many), 5
    )
    # both must be the same kind of model, or the comparison means nothing
    agree = np.mean(model.predict(many) == np.array(predictor.predict_frame(many)[0]))
    assert agree > 0.9, agree
    print(
        f"{algorithm:15} 1 row {single * 1e3:7.2f} -> {our_single * 1e3:6.3f} ms "
        f"{single / our_single:6.0f}x   100,000 rows {batch:6.3f} -> {our_batch:6.3f} s "
        f"{batch / our_batch:5.2f}x   same label {agree:.1%}"
    )
    return single / our_single, batch / our_batch


async def round_trip(bundle: Path, row: dict[str, Any]) -> float:
    """Seconds for one row through a worker process, there and back."""
    workers = Workers()
    try:
        await workers.predict(bundle, [row])
        started = time.perf_counter()
        for _ in range(200):
            await workers.predict(bundle, [row])
        return (time.perf_counter() - started) / 200
    finally:
        await workers.close()


def main() -> int:
    warnings.simplefilter("ignore")
    missed = []
    training = table(TRAIN_ROWS, 1)
    with tempfile.TemporaryDirectory() as name:
        bundles = asyncio.run(train(Path(name), training))
        print(f"table {TRAIN_ROWS:,} x {NUMBERS + TEXTS}; scikit-learn -> bundle")
        for algorithm, path in bundles.items():
            if algorithm not in COMPARED:
                continue
            single, batch = compare(algorithm, open_bundle(path), training)
            if single < SINGLE_TARGET:
                missed.append(f"{algorithm}: one row {single:.0f}x, not {SINGLE_TARGET:.0f}x")
            if algorithm in BATCH_ALGORITHMS and batch < BATCH_TARGET:
                missed.append(f"{algorithm}: 100,000 rows {batch:.2f}x, not {BATCH_TARGET:.0f}x")
        for algorithm, path in bundles.items():
            print(f"{algorithm:17} {path.stat().st_size / 1e6:6.3f} MB")
        size = bundles["lightgbm"].stat().st_size
        if size > SIZE_TARGET:
            missed.append(f"lightgbm: the bundle has {size / 1e6:.1f} MB, not 2 MB")
        row = training.drop("target").row(0, named=True)
        print(f"worker, one row there and back: {asyncio.run(round_trip(path, row)) * 1e3:.2f} ms")
    for text in missed:
        print(f"missed: {text}")
    return len(missed)


if __name__ == "__main__":
    raise SystemExit(main())
