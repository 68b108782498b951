"""What a bundle says, in words and arranged: for Model Details and for Analyze."""

from __future__ import annotations

import pytest

from jupyterlab_canvas_share.model.bundle import BundleContents
from jupyterlab_canvas_share.model.metrics import MetricName
from jupyterlab_canvas_share.services.analysis import (
    analysis,
    explainability,
    performance,
    what_travels,
)
from jupyterlab_canvas_share.services.words import metric_description, metric_sentence

from . import contents

BINARY, MULTICLASS, REGRESSION = contents.binary(), contents.multiclass(), contents.regression()


def told(bundle: BundleContents) -> dict[str, str]:
    return {metric.name: metric.sentence for metric in analysis(bundle).metrics}


def test_a_binary_model_in_words() -> None:
    assert told(BINARY) == {
        "F1": "Precision and recall of Yes taken together (F1) are 0.621, where 1 is perfect and "
        "0 is useless.",
        "Accuracy": "The model predicted Churn correctly 80% of the time. Always answering No "
        "would be correct 74% of the time.",
        "AUC": "Of two rows, one Yes and one not, the model gives Yes the higher probability 84% "
        "of the time; guessing reaches 50%.",
        "BalancedAccuracy": "Averaged over the classes of Churn, 74% of a class's rows were "
        "recognised; guessing reaches 50%.",
        "LogLoss": "The probabilities miss what came true by 0.42 (log loss), where 0 is perfect "
        "and 0.693 is giving every class the same probability.",
        "Precision": "Of all the times that Yes was predicted, the prediction was correct 64% of "
        "the time.",
        "Recall": "When Churn was actually Yes, the model predicted Yes 60% of the time.",
    }


def test_a_multiclass_model_in_words() -> None:
    assert told(MULTICLASS) == {
        "Accuracy": "The model predicted plan correctly 80% of the time. Always answering basic "
        "would be correct 50% of the time.",
        "BalancedAccuracy": "Averaged over the classes of plan, 75% of a class's rows were "
        "recognised; guessing reaches 33%.",
        "F1macro": "Precision and recall taken together (F1), averaged over the 3 classes of "
        "plan, are 0.74, where 1 is perfect and 0 is useless.",
        "LogLoss": "The probabilities miss what came true by 0.5 (log loss), where 0 is perfect "
        "and 1.1 is giving every class the same probability.",
        "PrecisionMacro": "Averaged over the classes of plan, a predicted class was correct 73% "
        "of the time.",
        "RecallMacro": "Averaged over the classes of plan, 75% of a class's rows were "
        "recognised; guessing reaches 33%.",
    }


def test_a_regression_in_words() -> None:
    assert told(REGRESSION) == {
        "RMSE": "The typical error of a prediction for price is ±0.5; large errors count more.",
        "MAE": "On average, the prediction for price is ±0.331 from the actual value.",
        "MSE": "The squared error is 0.25 on average; its root, ±0.5, is the typical error of a "
        "prediction for price.",
        "R2": "The model explains 62% of the differences in price.",
    }


def test_the_best_constant_answer_stands_beside_each_metric() -> None:
    """In a bundle that tells it; older ones do not."""
    beside = {
        "Accuracy": 0.73, "F1": 0.42, "Precision": 0.265, "LogLoss": 0.58,
        "RMSE": 0.81, "MAE": 0.6, "MSE": 0.66,
    }  # fmt: skip

    def compared(bundle: BundleContents) -> dict[str, str]:
        metrics = contents.against_constants(bundle.insights.metrics, **beside)
        insights = bundle.insights.model_copy(update={"metrics": metrics})
        return told(bundle.model_copy(update={"insights": insights}))

    said = compared(BINARY)
    assert said["Accuracy"].endswith("Always answering No would be correct 73% of the time.")
    assert said["F1"].endswith("Always answering Yes would reach 0.42.")
    assert said["Precision"].endswith("Always answering Yes would be correct 26% of the time.")
    assert said["LogLoss"].endswith("and 0.58 is always giving each class the share it has.")
    said = compared(REGRESSION)
    assert said["RMSE"].endswith("Always answering the average would have ±0.81.")
    assert said["MAE"].endswith("Always answering the median would be ±0.6 from it.")


def test_each_class_of_many_in_words() -> None:
    assert analysis(BINARY).per_class == ()
    assert [each.sentence for each in analysis(MULTICLASS).per_class] == [
        "Of all the times that basic was predicted, the prediction was correct 86% of the time. "
        "The model correctly predicted 90% to be basic when plan was actually basic.",
        "Of all the times that family was predicted, the prediction was correct 68% of the time. "
        "The model correctly predicted 83% to be family when plan was actually family.",
        "business was never predicted. "
        "The model correctly predicted 0% to be business when plan was actually business.",
    ]


def decided(bundle: BundleContents, *weights: float, **manifest: str) -> str | None:
    changed = bundle.manifest.model_copy(update={"decision_weights": weights, **manifest})
    bundle = bundle.model_copy(update={"manifest": changed})
    assert analysis(bundle).decision == performance(bundle).decision
    return analysis(bundle).decision


def test_from_which_probability_on_a_class_is_predicted() -> None:
    assert decided(BINARY) is None
    because = (
        "because that is best for F1 on the rows that were held back. The probabilities stay as "
        "they are."
    )
    yes = f"Yes is predicted from a probability of 31% on, {because}"
    assert decided(BINARY, 0.31, 0.69) == yes
    no = f"No is predicted from a probability of 69% on, {because}"
    assert decided(BINARY, 0.31, 0.69, positive_class="No") == no
    assert decided(MULTICLASS, 0.2, 0.5, 1.0) == (
        "The class predicted is the one of the largest probability times its weight, basic × 0.2, "
        "family × 0.5 and business × 1, because that is best for Accuracy on the rows that were "
        "held back. The probabilities stay as they are."
    )


def test_with_folds_every_row_was_held_back_and_learnt_from() -> None:
    folded = BINARY.manifest.provenance.model_copy(update={"folds": 5, "validation_rows": 1000})
    manifest = BINARY.manifest.model_copy(update={"provenance": folded})
    metrics = contents.against_constants(BINARY.insights.metrics, F1=0.42)
    insights = BINARY.insights.model_copy(update={"metrics": metrics})
    result = performance(BINARY.model_copy(update={"manifest": manifest, "insights": insights}))
    assert (result.train_rows, result.validation_rows, result.folds) == (1000, 1000, 5)
    first = result.metrics[0]
    assert (first.validation_deviation, first.best_constant) == (0.01, 0.42)


@pytest.mark.parametrize(
    ("name", "value", "bundle", "sentence"),
    [
        (
            "R2",
            -0.2,
            REGRESSION,
            "The model predicts price no better than always answering its average.",
        ),
        (
            "Precision",
            None,
            BINARY,
            "Precision could not be computed from the rows that were held back.",
        ),
        (
            "MAPE",
            1.256,
            REGRESSION,
            "On average, the prediction for price is 126% off the actual value.",
        ),
        ("InferenceLatency", 0.0021, BINARY, "One prediction takes 2.1 milliseconds."),
    ],
)
def test_special_values_in_words(
    name: MetricName, value: float | None, bundle: BundleContents, sentence: str
) -> None:
    assert metric_sentence(name, value, bundle) == sentence


@pytest.mark.parametrize("name", ["Precision", "Recall", "F1", "AUC"])
def test_descriptions_name_the_positive_class(name: MetricName) -> None:
    assert "Yes" in metric_description(name, BINARY.manifest)


def test_analyze_starts_with_the_objective_on_held_back_rows() -> None:
    result = analysis(REGRESSION)
    assert (result.score.name, result.score.set, result.score.value) == ("RMSE", "Validation", 0.5)
    assert result.score_sentence == result.metrics[0].sentence
    assert [metric.name for metric in result.metrics] == ["RMSE", "MAE", "MSE", "R2"]


def test_analyze_of_a_model_without_its_objective_says_so() -> None:
    insights = BINARY.insights.model_copy(update={"metrics": ()})
    result = analysis(BINARY.model_copy(update={"insights": insights}))
    assert result.score.value is None
    assert result.score_sentence == ("F1 could not be computed from the rows that were held back.")


def test_column_impact_is_relative_and_defined() -> None:
    result = analysis(BINARY)
    assert [(each.column, round(each.impact, 3)) for each in result.column_impact] == [
        ("tenure", 0.6),
        ("MonthlyCharges", 0.25),
        ("Contract", 0.15),
    ]
    assert result.column_impact_chart.id == "column-impact"
    assert result.column_impact_definition.endswith(BINARY.explanations.definition)


@pytest.mark.parametrize(
    ("bundle", "pictures"),
    [
        (
            BINARY,
            ["confusion-matrix", "roc", "precision-recall", "gain", "lift", "calibration"],
        ),
        (MULTICLASS, ["confusion-matrix"]),
        (
            REGRESSION,
            [
                "predicted-actual",
                "residual-histogram",
                "standardized-residuals",
                "residuals-by-prediction",
            ],
        ),
    ],
)
def test_both_ends_see_the_same_pictures(bundle: BundleContents, pictures: list[str]) -> None:
    assert [chart.id for chart in analysis(bundle).charts] == pictures
    assert analysis(bundle).charts == performance(bundle).charts


def test_guessing_precision_is_how_frequent_the_positive_class_is() -> None:
    chart = next(chart for chart in performance(BINARY).charts if chart.id == "precision-recall")
    guessing = chart.spec["layer"][0]["data"]["values"]
    assert guessing == [{"x": 0, "y": 0.265}, {"x": 1, "y": 0.265}]


def test_performance_puts_both_splits_side_by_side() -> None:
    result = performance(BINARY)
    first = result.metrics[0]
    assert (first.name, first.train, first.validation) == ("F1", 0.7, 0.6214)
    assert result.metrics[1].train is None
    assert [metric.name for metric in result.metrics] == [
        "F1",
        "Accuracy",
        "AUC",
        "BalancedAccuracy",
        "LogLoss",
        "Precision",
        "Recall",
    ]
    assert (result.train_rows, result.validation_rows) == (800, 200)
    assert result.confusion_matrix == BINARY.insights.confusion_matrix


def test_explainability_has_the_further_reading_of_the_original() -> None:
    result = explainability(BINARY)
    assert [attribution.column for attribution in result.attributions] == [
        "tenure",
        "MonthlyCharges",
        "Contract",
    ]
    assert [link.title for link in result.further_reading] == [
        "Understanding the model explainability",
        "Amazon SageMaker Clarify Model Explainability",
    ]
    assert {setting.name: setting.value for setting in result.hyperparameters} == {
        "learning_rate": "0.05",
        "num_leaves": "31",
        "max_depth": "not set",
    }


def test_what_travels_lists_columns_and_no_rows() -> None:
    result = what_travels(BINARY, 12_345)
    assert [column.name for column in result.columns] == ["tenure", "Contract", "MonthlyCharges"]
    assert result.dropped == {"customerID": "an identifier: every value is different"}
    assert result.bundle_size == 12_345
