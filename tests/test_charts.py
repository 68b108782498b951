"""The charts: valid Vega-Lite v5 that runs without eval, on any background, and holds no rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share import charts
from jupyterlab_canvas_share.charts.style import BLUE, ORANGE, TEXT
from jupyterlab_canvas_share.model.bundle import ColumnAttribution
from jupyterlab_canvas_share.model.details import Chart
from jupyterlab_canvas_share.model.insights import Bin, Bin2D, ConfusionMatrix

from . import contents

BINARY, MULTICLASS, REGRESSION = contents.binary(), contents.multiclass(), contents.regression()
SCHEMA = Path(__file__).parent.parent / "node_modules/vega-lite/build/vega-lite-schema.json"


def every_chart() -> list[Chart]:
    binary, regression = BINARY.insights, REGRESSION.insights
    assert binary.confusion_matrix is not None
    assert binary.roc is not None
    assert binary.precision_recall is not None
    assert binary.gain is not None
    return [
        charts.shap_bar(BINARY.explanations, BINARY.manifest),
        charts.shap_bar(MULTICLASS.explanations, MULTICLASS.manifest),
        charts.column_impact(BINARY.explanations),
        charts.confusion_matrix(binary.confusion_matrix, "Churn"),
        charts.roc(binary.roc, "Yes"),
        charts.precision_recall(binary.precision_recall, "Yes", 0.265),
        charts.gain(binary.gain, "Yes"),
        charts.lift(binary.lift, "Yes"),
        charts.calibration(binary.calibration, "Yes"),
        charts.residual_histogram(regression.residuals, "price"),
        charts.residuals_by_prediction(regression.residuals_by_prediction, "price"),
        charts.standardized_residuals(
            regression.standardized_residuals, regression.outliers, "price"
        ),
        charts.predicted_actual(regression.predicted_actual, "price"),
    ]


each_chart = pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.id)


def walk(part: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value in a spec, at any depth."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield key, value
            yield from walk(value)
    elif isinstance(part, list):
        for value in part:
            yield from walk(value)


def values(chart: Chart, layer: int | None = None) -> list[dict[str, Any]]:
    part = chart.spec if layer is None else chart.spec["layer"][layer]
    found: list[dict[str, Any]] = part["data"]["values"]
    return found


@cache
def vega_lite_validator() -> Any:
    from jsonschema import Draft7Validator

    return Draft7Validator(json.loads(SCHEMA.read_text()))


@each_chart
@pytest.mark.skipif(not SCHEMA.exists(), reason="needs the node packages")
def test_a_spec_is_valid_vega_lite(chart: Chart) -> None:

    assert list(vega_lite_validator().iter_errors(chart.spec)) == []


@each_chart
def test_a_spec_fits_every_page_and_theme(chart: Chart) -> None:
    spec = chart.spec
    assert spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    assert spec["width"] == "container"
    assert spec["background"] == "transparent"
    assert spec["description"] == chart.sentence
    colours = {v for k, v in walk(spec) if k.lower().endswith("color") and isinstance(v, str)}
    assert colours <= {BLUE, ORANGE, TEXT}
    assert TEXT in colours


@each_chart
def test_a_spec_is_data_without_code(chart: Chart) -> None:
    keys = {key for key, _ in walk(chart.spec)}
    assert not keys & {"expr", "signal", "calculate", "url", "href", "params", "labelExpr", "test"}
    json.dumps(chart.spec, allow_nan=False)


@each_chart
def test_a_chart_has_a_title_and_a_sentence(chart: Chart) -> None:
    assert chart.title
    assert chart.sentence.endswith(".")


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [BLUE, ORANGE])
def test_text_on_a_colour_can_be_read_in_either_theme(colour: str) -> None:
    on_white, on_black = 1.05 / (luminance(colour) + 0.05), (luminance(colour) + 0.05) / 0.05
    assert min(on_white, on_black) >= 4.4


def test_no_row_is_in_a_chart() -> None:
    marked = MULTICLASS.explanations.model_copy(
        update={"background": ((1.0, "a made-up row", None),)}
    )
    chart = charts.shap_bar(marked, MULTICLASS.manifest)
    assert "a made-up row" not in json.dumps(chart.spec)
    assert len(values(chart)) == 3


def test_shap_bars_are_ranked_and_name_the_unit() -> None:
    chart = charts.shap_bar(BINARY.explanations, BINARY.manifest)
    assert [bar["column"] for bar in values(chart)] == ["tenure", "MonthlyCharges", "Contract"]
    x = chart.spec["layer"][0]["encoding"]["x"]
    assert x["title"] == "Mean absolute SHAP value (log-odds of Yes)"
    assert len(chart.spec["layer"]) == 1, "there is no standard error to draw"
    assert chart.sentence == (
        "tenure moves the prediction of Yes most: by 0.6 in log-odds on average, up or down. "
        "MonthlyCharges and Contract follow."
    )


def test_shap_bars_show_standard_errors_where_there_are_any() -> None:
    chart = charts.shap_bar(MULTICLASS.explanations, MULTICLASS.manifest)
    first = values(chart)[0]
    assert (first["low"], first["high"]) == (pytest.approx(0.11), pytest.approx(0.13))
    assert chart.spec["layer"][1]["mark"]["type"] == "rule"
    assert chart.sentence == (
        "tenure moves the prediction most: by 12 percentage points on average, up or down. "
        "Contract follows. The thin lines show the standard error of the estimate."
    )


def test_a_regression_s_shap_values_are_in_the_target_s_unit() -> None:
    chart = charts.shap_bar(REGRESSION.explanations, REGRESSION.manifest)
    title = chart.spec["layer"][0]["encoding"]["x"]["title"]
    assert title == "Mean absolute SHAP value (in the unit of price)"


def many_columns(names: list[str]) -> Any:
    attributions = tuple(
        ColumnAttribution(column=name, value=float(len(names) - position))
        for position, name in enumerate(names)
    )
    return BINARY.explanations.model_copy(update={"attributions": attributions})


def test_more_than_twenty_columns_end_in_one_bar() -> None:
    explanations = many_columns([f"c{i}" for i in range(25)])
    bars = values(charts.shap_bar(explanations, BINARY.manifest))
    assert len(bars) == 21
    assert bars[-1] == {"column": "5 other columns", "value": 15.0}
    impact = values(charts.column_impact(explanations))
    assert impact[-1]["column"] == "5 other columns"
    assert sum(bar["value"] for bar in impact) == pytest.approx(1)


def test_a_column_may_be_called_like_the_last_bar() -> None:
    explanations = many_columns(["5 other columns", *(f"c{i}" for i in range(24))])
    columns = [bar["column"] for bar in values(charts.column_impact(explanations))]
    assert len(set(columns)) == 21


def test_column_impact_sums_to_one() -> None:
    assert charts.impacts(BINARY.explanations) == [
        ("tenure", pytest.approx(0.6)),
        ("MonthlyCharges", pytest.approx(0.25)),
        ("Contract", pytest.approx(0.15)),
    ]
    assert charts.column_impact(BINARY.explanations).sentence == (
        "Of everything the model takes from the columns, most comes from tenure (60%), "
        "MonthlyCharges (25%) and Contract (15%)."
    )


def test_a_constant_model_has_no_impact() -> None:
    flat = BINARY.explanations.model_copy(
        update={"attributions": (ColumnAttribution(column="tenure", value=0),)}
    )
    assert charts.impacts(flat) == [("tenure", 0)]
    nothing = "No column changes the prediction: the model always answers the same."
    assert charts.column_impact(flat).sentence == nothing
    assert charts.shap_bar(flat, BINARY.manifest).sentence == nothing


def test_confusion_matrix_counts_actual_down_and_predicted_across() -> None:
    matrix = BINARY.insights.confusion_matrix
    assert matrix is not None
    chart = charts.confusion_matrix(matrix, "Churn")
    cells = {(cell["actual"], cell["predicted"]): cell for cell in values(chart)}
    missed = cells["Yes", "No"]
    assert (missed["rows"], missed["of"], missed["correct"]) == (21, "40%", "wrong")
    assert cells["No", "No"]["correct"] == "correct"
    assert chart.sentence == (
        "Of 200 rows, the model predicted 161 correctly (80%) and 39 wrongly. The most frequent "
        "mistake: 21 were Yes, predicted as No."
    )


def test_a_class_without_rows_and_a_matrix_without_any() -> None:
    matrix = ConfusionMatrix(labels=("a", "b"), counts=((3, 0), (0, 0)))
    chart = charts.confusion_matrix(matrix, "t")
    assert [cell["of"] for cell in values(chart)] == ["100%", "0%", "no row", "no row"]
    empty = ConfusionMatrix(labels=("a", "b"), counts=((0, 0), (0, 0)))
    assert charts.confusion_matrix(empty, "t").sentence == "There were no rows to compare with."


def test_many_classes_show_the_fifteen_most_frequent() -> None:
    labels = tuple(f"class {i}" for i in range(18))
    counts = tuple(tuple(i + 1 if i == j else 0 for j in range(18)) for i in range(18))
    chart = charts.confusion_matrix(ConfusionMatrix(labels=labels, counts=counts), "t")
    assert len(values(chart)) == 15 * 15
    assert {cell["actual"] for cell in values(chart)} == set(labels[3:])
    assert chart.sentence.endswith("The picture has the 15 most frequent of 18 classes.")


def test_curves_say_what_they_show() -> None:
    roc, curve = BINARY.insights.roc, BINARY.insights.precision_recall
    assert roc is not None
    assert curve is not None
    assert charts.roc(roc, "Yes").sentence == (
        "Of two rows, one Yes and one not, the model gives Yes the higher probability 84% of the "
        "time (area under the curve 0.84); guessing, the dashed line, reaches 50%."
    )
    assert charts.precision_recall(curve, "Yes", 0.265).sentence == (
        "When the model is set to find 81% of the Yes rows, 52% of what it then predicts as Yes "
        "is right. Guessing, the dashed line, is right 26% of the time."
    )
    assert "Guessing" not in charts.precision_recall(curve, "Yes", None).sentence


def test_gain_and_lift_are_read_at_the_first_tenth() -> None:
    curve = BINARY.insights.gain
    assert curve is not None
    assert charts.gain(curve, "Yes").sentence == (
        "Among the 10% of the rows with the highest probability of Yes are 31% of all that are "
        "Yes; among as many rows at random, the dashed line, are 10%."
    )
    chart = charts.lift(BINARY.insights.lift, "Yes")
    assert chart.sentence == (
        "Among the 10% of the rows with the highest probability of Yes, Yes is 3.1 times as "
        "frequent as among all rows; 1, the dashed line, is guessing."
    )
    assert [(point["x"], point["y"]) for point in values(chart, 1)] == [
        (0.1, 3.1),
        (0.5, 1.66),
        (1, 1),
    ]


def test_standardized_residuals_count_the_outliers() -> None:
    bins = REGRESSION.insights.standardized_residuals
    chart = charts.standardized_residuals(bins, 3, "price")
    assert chart.sentence.startswith("Of 200 rows, 3 (2%) are outliers: more than 3 standard")
    assert "1 (0.5%) is an outlier:" in charts.standardized_residuals(bins, 1, "price").sentence
    assert values(chart, 1) == [{"level": -3}, {"level": 0}, {"level": 3}]
    assert "no rows" in charts.standardized_residuals((), 0, "price").sentence


def test_a_model_without_its_explanation_says_so() -> None:
    """``explain.unexplained``: what a bundle holds before its explanation is computed."""
    pending = BINARY.explanations.model_copy(update={"attributions": (), "sample_size": 0})
    assert charts.impacts(pending) == []
    for chart in (charts.shap_bar(pending, BINARY.manifest), charts.column_impact(pending)):
        assert chart.sentence == "Which columns the prediction depends on is not computed yet."
        assert values(chart) == []


def test_calibration_tells_the_expected_calibration_error() -> None:
    # 100 x 2 points, 60 x 5 and 40 x 10, over 200 rows
    assert charts.calibration(BINARY.insights.calibration, "Yes").sentence == (
        "The predicted probability of Yes and how often Yes came true are 4.5 percentage points "
        "apart on average. On the dashed line, probabilities can be taken at their word."
    )


def test_residuals_say_on_which_side_they_are() -> None:
    bins = (
        Bin(low=-2, high=-1, count=10),
        Bin(low=-1, high=3, count=40),
        Bin(low=3, high=4, count=50),
    )
    assert charts.residual_histogram(bins, "price").sentence == (
        "The prediction is too low for about 80% of the rows and too high for about 20%; the "
        "closer to 0, the better."
    )


def test_residuals_by_prediction_compare_low_and_high() -> None:
    # lower half: |-0.2| on 100 rows; upper half: 0.4 on 60 and |-0.8| on 40
    chart = charts.residuals_by_prediction(REGRESSION.insights.residuals_by_prediction, "price")
    assert chart.sentence.startswith(
        "For low predictions the error is about 0.2 on average, for high ones about 0.56."
    )


def test_predicted_actual_has_the_line_of_perfect_predictions() -> None:
    chart = charts.predicted_actual(REGRESSION.insights.predicted_actual, "price")
    assert values(chart, 1) == [{"x": 0, "y": 0}, {"x": 4, "y": 4}]
    assert chart.sentence == (
        "On the dashed line the prediction equals the actual value; 90% of the rows are in "
        "squares that touch it."
    )


def test_odd_bins_break_nothing() -> None:
    point = Bin(low=-1, high=-1, count=3)
    assert "too high for about 100%" in charts.residual_histogram((point,), "price").sentence
    assert charts.residual_histogram((), "price").sentence == "There were no rows to compare with."
    assert charts.predicted_actual((), "price").sentence == "There were no rows to compare with."
    one = (Bin2D(x_low=0, x_high=1, y_low=5, y_high=6, count=0),)
    assert charts.residuals_by_prediction(one, "price").sentence == (
        "The closer the squares are to the line at 0, the better."
    )
