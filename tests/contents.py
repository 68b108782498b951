"""Hand-made contents of bundles, one for each problem type, with figures that can be checked."""

from __future__ import annotations

from typing import Any

from jupyterlab_canvas_share.model.bundle import (
    BundleContents,
    Column,
    ColumnAttribution,
    Explanations,
    Feature,
    GraphInput,
    MadeUpAnswers,
    Manifest,
    Parity,
    Provenance,
    Transforms,
)
from jupyterlab_canvas_share.model.insights import (
    Bin,
    Bin2D,
    CalibrationBin,
    ClassScores,
    ConfusionMatrix,
    Curve,
    CurvePoint,
    Insights,
)
from jupyterlab_canvas_share.model.metrics import Metric, MetricName, MetricSet, direction

COLUMNS = (
    Column(name="tenure", type="Numerical", integer=True, minimum=0, maximum=72, default=29),
    Column(
        name="Contract",
        type="Categorical",
        categories=("Month-to-month", "Two year", "One year"),
        default="Month-to-month",
    ),
    Column(name="MonthlyCharges", type="Numerical", minimum=18.8, maximum=114.7, default=70.35),
)


def metric(name: MetricName, value: float | None, set: MetricSet = "Validation") -> Metric:
    return Metric(name=name, set=set, value=value, direction=direction(name))


def against_constants(metrics: tuple[Metric, ...], **constants: float) -> tuple[Metric, ...]:
    """Metrics of a cross-validation, beside the best constant answer."""
    return tuple(
        found.model_copy(
            update={"standard_deviation": 0.01, "best_constant": constants.get(found.name)}
        )
        for found in metrics
    )


def curve(*points: tuple[float, float], area: float | None) -> Curve:
    return Curve(points=tuple(CurvePoint(x=x, y=y) for x, y in points), area=area)


def contents(manifest: dict[str, Any], insights: Insights, **explanations: Any) -> BundleContents:
    names = tuple(column.name for column in COLUMNS)
    return BundleContents(
        manifest=Manifest(
            name="job~lightgbm-1",
            algorithm="lightgbm",
            columns=COLUMNS,
            features=tuple(Feature(name=name, column=name) for name in names),
            inputs=(GraphInput(name="input", features=names),),
            output="probabilities",
            dropped={"customerID": "an identifier: every value is different"},
            hyperparameters={"learning_rate": 0.05, "num_leaves": 31, "max_depth": None},
            provenance=Provenance(
                job="job",
                candidate="lightgbm-1",
                data_hmac="0" * 64,
                rows=1000,
                validation_rows=200,
                seed=0,
                versions={"lightgbm": "4.7.0"},
            ),
            **manifest,
        ),
        transforms=Transforms(),
        insights=insights,
        explanations=Explanations(
            **{
                "method": "lightgbm-tree-shap",
                "unit": "log-odds",
                "definition": "Against the average over the training rows.",
                "sample_size": 200,
                "expected_value": (-1.2,),
                "attributions": (
                    ColumnAttribution(column="MonthlyCharges", value=0.25),
                    ColumnAttribution(column="tenure", value=0.6),
                    ColumnAttribution(column="Contract", value=0.15),
                ),
                "background": (),
                **explanations,
            }
        ),
        parity=Parity(
            rows=200,
            labels_differing=0,
            max_difference=1e-7,
            tolerance=1e-5,
            made_up=MadeUpAnswers(rows=(), answers=()),
        ),
    )


def binary() -> BundleContents:
    """200 validation rows, 53 of them Yes; 50 predicted Yes, 32 of them right."""
    return contents(
        {
            "problem_type": "BinaryClassification",
            "target": "Churn",
            "classes": ("No", "Yes"),
            "positive_class": "Yes",
            "objective": "F1",
        },
        Insights(
            metrics=(
                metric("Accuracy", 0.805),
                metric("AUC", 0.84),
                metric("BalancedAccuracy", 0.74),
                metric("F1", 0.6214),
                metric("LogLoss", 0.42),
                metric("Precision", 0.64),
                metric("Recall", 0.6038),
                metric("F1", 0.7, "Train"),
            ),
            confusion_matrix=ConfusionMatrix(labels=("No", "Yes"), counts=((129, 18), (21, 32))),
            roc=curve((0, 0), (0.1, 0.5), (0.3, 0.8), (1, 1), area=0.84),
            precision_recall=curve((0, 1), (0.5, 0.7), (0.81, 0.52), (1, 0.265), area=0.66),
            gain=curve((0, 0), (0.1, 0.31), (0.5, 0.83), (1, 1), area=0.72),
            lift=(CurvePoint(x=0.1, y=3.1), CurvePoint(x=0.5, y=1.66), CurvePoint(x=1, y=1)),
            calibration=(
                CalibrationBin(predicted=0.1, observed=0.08, count=100),
                CalibrationBin(predicted=0.45, observed=0.5, count=60),
                CalibrationBin(predicted=0.8, observed=0.7, count=40),
            ),
        ),
    )


def multiclass() -> BundleContents:
    return contents(
        {
            "problem_type": "MulticlassClassification",
            "target": "plan",
            "classes": ("basic", "family", "business"),
            "objective": "Accuracy",
        },
        Insights(
            metrics=(
                metric("Accuracy", 0.8),
                metric("BalancedAccuracy", 0.75),
                metric("F1macro", 0.74),
                metric("LogLoss", 0.5),
                metric("PrecisionMacro", 0.73),
                metric("RecallMacro", 0.75),
            ),
            confusion_matrix=ConfusionMatrix(
                labels=("basic", "family", "business"),
                counts=((90, 8, 2), (9, 50, 1), (5, 15, 20)),
            ),
            per_class=(
                ClassScores(
                    name="basic",
                    rows=100,
                    accuracy=0.88,
                    precision=0.865,
                    recall=0.9,
                    f1=0.882,
                    auc=0.95,
                ),
                ClassScores(
                    name="family",
                    rows=60,
                    accuracy=0.835,
                    precision=0.685,
                    recall=0.833,
                    f1=0.752,
                    auc=0.9,
                ),
                ClassScores(
                    name="business",
                    rows=40,
                    accuracy=0.885,
                    precision=None,
                    recall=0.0,
                    f1=0.0,
                    auc=0.8,
                ),
            ),
        ),
        method="permutation-sampling",
        unit="probability",
        expected_value=(0.5, 0.3, 0.2),
        attributions=(
            ColumnAttribution(column="tenure", value=0.12, standard_error=0.01),
            ColumnAttribution(column="Contract", value=0.08, standard_error=0.02),
            ColumnAttribution(column="MonthlyCharges", value=0.0, standard_error=0.0),
        ),
    )


def regression() -> BundleContents:
    return contents(
        {"problem_type": "Regression", "target": "price", "objective": "RMSE"},
        Insights(
            metrics=(
                metric("MAE", 0.331),
                metric("MSE", 0.25),
                metric("R2", 0.62),
                metric("RMSE", 0.5),
                metric("RMSE", 0.4, "Train"),
            ),
            residuals=(
                Bin(low=-1.5, high=-0.5, count=30),
                Bin(low=-0.5, high=0.5, count=140),
                Bin(low=0.5, high=1.5, count=30),
            ),
            residuals_by_prediction=(
                Bin2D(x_low=0, x_high=2, y_low=-0.5, y_high=0.1, count=100),
                Bin2D(x_low=2, x_high=4, y_low=0.1, y_high=0.7, count=60),
                Bin2D(x_low=2, x_high=4, y_low=-1.1, y_high=-0.5, count=40),
            ),
            standardized_residuals=(
                Bin2D(x_low=0, x_high=2, y_low=-0.5, y_high=0.5, count=197),
                Bin2D(x_low=2, x_high=4, y_low=3, y_high=3.5, count=3),
            ),
            outliers=3,
            predicted_actual=(
                Bin2D(x_low=0, x_high=2, y_low=0, y_high=2, count=150),
                Bin2D(x_low=2, x_high=4, y_low=2, y_high=4, count=30),
                Bin2D(x_low=0, x_high=2, y_low=4, y_high=6, count=20),
            ),
            average_prediction=2.1,
        ),
        unit="target",
        expected_value=(2.1,),
    )
