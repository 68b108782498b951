"""Small real bundles: trained with scikit-learn or LightGBM on made-up tables, converted to ONNX.

Independent of the engine, so that a fault there cannot hide one here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from jupyterlab_canvas_share.bundle.made_up import made_up_rows
from jupyterlab_canvas_share.model.bundle import (
    BundleContents,
    Column,
    ColumnAttribution,
    Explanations,
    Feature,
    FeaturizeDatetime,
    GraphInput,
    MadeUpAnswers,
    Manifest,
    Parity,
    Provenance,
    Transforms,
)
from jupyterlab_canvas_share.model.insights import Insights
from jupyterlab_canvas_share.model.metrics import Metric
from jupyterlab_canvas_share.transforms.encode import Encoder

CONTRACTS = ("Month-to-month", "One year", "Two year")
PAYMENTS = ("Electronic check", "Mailed check", "Card")
DAY = 86400.0

COLUMNS = (
    Column(name="tenure", type="Numerical", integer=True, minimum=1, maximum=72, default=29.0),
    Column(name="Monthly Charges", type="Numerical", minimum=18.5, maximum=118.25, default=70.0),
    Column(name="Contract", type="Categorical", categories=CONTRACTS, default=CONTRACTS[0]),
    Column(name="Payment", type="Categorical", categories=PAYMENTS, default=PAYMENTS[0]),
    Column(
        name="Since",
        type="Datetime",
        minimum=17_000 * DAY,
        maximum=19_000 * DAY,
        date_format="%Y-%m-%d",
    ),
)
TRANSFORMS = Transforms(
    steps=(
        FeaturizeDatetime(
            column="Since", date_format="%Y-%m-%d", parts=("year", "month", "weekday")
        ),
    )
)
FEATURES = (
    Feature(name="tenure", column="tenure"),
    Feature(name="Monthly Charges", column="Monthly Charges"),
    Feature(name="Contract", column="Contract", categories=CONTRACTS),
    Feature(name="Payment", column="Payment", categories=PAYMENTS),
    Feature(name="Since_year", column="Since"),
    Feature(name="Since_month", column="Since"),
    Feature(name="Since_weekday", column="Since"),
)


@dataclass(frozen=True)
class Made:
    """A bundle and the trainer it came from: ``answer(matrix)`` is the trainer's own."""

    contents: BundleContents
    graph: bytes
    answer: Callable[[np.ndarray], np.ndarray]


def typed_frame(rows: int, seed: int = 1) -> pl.DataFrame:
    """Made-up customers, typed as a job reads them."""
    generator = np.random.default_rng(seed)
    start = np.datetime64("2016-07-18")
    return pl.DataFrame(
        {
            "tenure": generator.integers(1, 73, rows),
            "Monthly Charges": generator.uniform(18, 119, rows).round(2),
            "Contract": generator.choice(CONTRACTS, rows),
            "Payment": generator.choice(PAYMENTS, rows),
            "Since": (start + generator.integers(0, 2000, rows)).astype("datetime64[us]"),
        }
    )


@cache
def make_bundle(kind: str = "linear", classes: int = 2, rows: int = 400) -> Made:
    """``kind`` is ``linear``, ``forest``, ``lightgbm`` or ``mlp``; ``classes`` 0 is regression."""
    matrix = Encoder(COLUMNS, FEATURES, TRANSFORMS).frame(typed_frame(rows))
    signal = matrix[:, 1] / 50 - matrix[:, 0] / 30 - matrix[:, 2]
    signal = signal + np.random.default_rng(3).normal(0, 0.4, rows)
    names = ("No", "Yes", "Maybe", "Never")[:classes]
    if classes:
        cuts = np.quantile(signal, np.linspace(0, 1, classes + 1)[1:-1])
        target: Any = np.array(names)[np.searchsorted(cuts, signal)]
        order = tuple(sorted(names))
    else:
        target, order = signal * 100, ()
    model = _pipeline(kind, classes).fit(matrix, target)
    graph = _graph(model, classes)
    answer = (
        model.predict_proba if classes else (lambda m: np.asarray(model.predict(m)).reshape(-1, 1))
    )
    return Made(_contents(kind, order, answer), graph, answer)


def _pipeline(kind: str, classes: int) -> Any:
    from lightgbm import LGBMClassifier, LGBMRegressor
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    if kind == "lightgbm":
        size = {"n_estimators": 30, "num_leaves": 15, "verbose": -1, "n_jobs": 1, "seed": 1}
        return make_pipeline((LGBMClassifier if classes else LGBMRegressor)(**size))
    scaler = [] if kind == "forest" else [StandardScaler()]
    categories = [np.array([-1, *range(len(f.categories))], np.float32) for f in FEATURES[2:4]]
    prepare = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), *scaler), [0, 1, 4, 5, 6]),
            (
                "categories",
                OneHotEncoder(categories=categories, handle_unknown="ignore", sparse_output=False),
                [2, 3],
            ),
        ]
    )
    if kind == "linear":
        model = LogisticRegression() if classes else Ridge()
    elif kind == "forest":
        forest = ExtraTreesClassifier if classes else ExtraTreesRegressor
        model = forest(20, max_depth=6, random_state=1)
    else:
        mlp = MLPClassifier if classes else MLPRegressor
        model = mlp(hidden_layer_sizes=(16,), max_iter=400, random_state=1)
    return make_pipeline(prepare, model)


def _graph(model: Any, classes: int) -> bytes:
    """The model as ONNX with one input ``features`` and one output ``answer``."""
    from lightgbm import LGBMClassifier, LGBMRegressor
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from skl2onnx import convert_sklearn, update_registered_converter
    from skl2onnx.common import shape_calculator
    from skl2onnx.common.data_types import FloatTensorType

    update_registered_converter(
        LGBMClassifier,
        "LightGbmLGBMClassifier",
        shape_calculator.calculate_linear_classifier_output_shapes,
        convert_lightgbm,
        options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
    )
    update_registered_converter(
        LGBMRegressor,
        "LightGbmLGBMRegressor",
        shape_calculator.calculate_linear_regressor_output_shapes,
        convert_lightgbm,
        options={"split": None},
    )
    onnx_model = convert_sklearn(
        model,
        initial_types=[("features", FloatTensorType([None, len(FEATURES)]))],
        target_opset={"": 18, "ai.onnx.ml": 3},
        options={id(model): {"zipmap": False}} if classes else {},
    )
    outputs = onnx_model.graph.output
    keep = outputs[1 if classes else 0]
    old = keep.name
    for node in onnx_model.graph.node:
        node.output[:] = ["answer" if name == old else name for name in node.output]
        node.input[:] = ["answer" if name == old else name for name in node.input]
    keep.name = "answer"
    for extra in [output for output in outputs if output.name != "answer"]:
        outputs.remove(extra)
    return bytes(onnx_model.SerializeToString())


def _contents(
    kind: str, classes: tuple[str, ...], answer: Callable[[np.ndarray], np.ndarray]
) -> BundleContents:
    encoder = Encoder(COLUMNS, FEATURES, TRANSFORMS)
    names = [column.name for column in COLUMNS]

    def answers(rows: Any) -> tuple[tuple[float, ...], ...]:
        scored = answer(encoder.rows([dict(zip(names, row, strict=True)) for row in rows]))
        return tuple(tuple(float(v) for v in line) for line in scored)

    made_up = made_up_rows(COLUMNS, 100, 7)
    background = made_up_rows(COLUMNS, 30, 8, unusual=False)
    expected = tuple(float(v) for v in np.mean(answers(background), axis=0))
    binary, some = len(classes) == 2, bool(classes)
    return BundleContents(
        manifest=Manifest(
            name=f"churn-{kind}",
            algorithm=kind,
            problem_type=(
                "BinaryClassification"
                if binary
                else "MulticlassClassification"
                if some
                else "Regression"
            ),
            target="Churn" if some else "Spend",
            classes=classes,
            positive_class="Yes" if binary else None,
            objective="F1" if binary else "Accuracy" if some else "MSE",
            columns=COLUMNS,
            features=FEATURES,
            inputs=(GraphInput(name="features", features=tuple(f.name for f in FEATURES)),),
            output="answer",
            provenance=Provenance(
                job="churn",
                candidate=kind,
                data_hmac="0" * 64,
                rows=400,
                validation_rows=80,
                seed=1,
                versions={},
            ),
        ),
        transforms=TRANSFORMS,
        insights=Insights(
            metrics=(Metric(name="Accuracy", set="Validation", value=0.9, direction="Maximize"),)
        ),
        explanations=Explanations(
            method="permutation-sampling",
            unit="probability" if some else "target",
            definition="Mean absolute contribution of a column against made-up rows.",
            sample_size=30,
            expected_value=expected,
            attributions=tuple(ColumnAttribution(column=name, value=0.1) for name in names),
            background=background,
        ),
        parity=Parity(
            rows=80,
            labels_differing=0,
            max_difference=1e-7,
            tolerance=1e-5,
            made_up=MadeUpAnswers(rows=made_up, answers=answers(made_up)),
        ),
    )
