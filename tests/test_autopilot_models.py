"""What training makes, on real data: candidates, bundles, metrics, explanations, parity."""

from __future__ import annotations

import hashlib
import json
import stat

import numpy as np
import polars as pl
import pytest
from sklearn import metrics as sklearn_metrics

from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.jobs import Candidate
from jupyterlab_canvas_share.model.metrics import OBJECTIVES, Metric

from .autopilot_fixtures import Finished, churn, cut, every_cut, every_price, price, train
from .table_fixtures import read_table
from .trainers_fixtures import ALGORITHMS as SINGLE

__all__ = ["churn", "cut", "every_cut", "every_price", "price"]

#: The larger tables take minutes.
LARGE = [pytest.param(name, marks=pytest.mark.long) for name in ("every_cut", "every_price")]

ALGORITHMS = {*SINGLE, "WeightedEnsemble"}


@pytest.fixture(params=["churn", "cut", "price", *LARGE])
def finished(request: pytest.FixtureRequest) -> Finished:
    job: Finished = request.getfixturevalue(request.param)
    return job


def value(metrics: tuple[Metric, ...], name: str, split: str = "Validation") -> float:
    (found,) = (m.value for m in metrics if m.name == name and m.set == split)
    assert found is not None
    return found


def by_name(job: Finished, name: str) -> Candidate:
    return next(c for c in job.candidates if c.name == name)


def test_every_algorithm_gives_a_shareable_candidate(finished: Finished) -> None:
    assert finished.job.status == "Completed"
    assert finished.job.secondary_status == "MaxCandidatesReached"
    assert finished.job.progress.fraction == 1.0
    assert {c.algorithm for c in finished.candidates} == ALGORITHMS
    assert len(finished.candidates) == 8
    assert [(c.name, c.not_shareable_reason) for c in finished.candidates if not c.shareable] == []


def test_candidates_are_ranked_by_the_objective(finished: Finished) -> None:
    objective = finished.job.objective
    assert finished.job.problem_type is not None
    assert objective == OBJECTIVES[finished.job.problem_type][0]
    values = [c.objective.value for c in finished.candidates]
    assert values == sorted(values, reverse=objective != "MSE")
    assert [c.best for c in finished.candidates] == [True] + [False] * 7
    assert finished.job.best_candidate == finished.candidates[0].name
    for candidate in finished.candidates:
        assert candidate.objective.name == objective
        assert value(candidate.metrics, str(objective)) == candidate.objective.value


def test_every_bundle_opens_without_a_trainer_and_replays(finished: Finished) -> None:
    for candidate in finished.candidates:
        path = finished.bundle(candidate)
        predictor = open_bundle(path)
        parity = predictor.contents.parity
        assert parity.labels_differing == 0
        assert parity.max_difference <= 1e-5
        # of more, that many are drawn
        held_back = predictor.contents.manifest.provenance.validation_rows
        assert parity.rows == min(held_back, 10_000)
        assert len(parity.made_up.rows) == 100
        assert candidate.bundle_size == path.stat().st_size


def test_a_single_boosted_model_is_small(churn: Finished) -> None:
    assert by_name(churn, "lightgbm-1").bundle_size < 2_000_000  # type: ignore[operator]


def test_churn_is_learnt_as_well_as_it_can_be(churn: Finished) -> None:
    for name in ("linear-learner-1", "lightgbm-1", "WeightedEnsemble-1"):
        assert 0.83 < value(by_name(churn, name).metrics, "AUC") < 0.87, name
    assert churn.job.classes == ("No", "Yes")
    assert churn.job.positive_class == "Yes"  # the rarer


def test_diamonds_are_learnt(cut: Finished, price: Finished) -> None:
    assert cut.job.classes == ("Fair", "Good", "Ideal", "Premium", "Very Good")
    assert value(by_name(cut, "lightgbm-1").metrics, "Accuracy") > 0.68
    assert value(by_name(price, "lightgbm-1").metrics, "R2") > 0.94
    assert value(by_name(price, "linear-learner-1").metrics, "R2") > 0.85


def test_the_ensemble_is_no_worse_than_its_best_member(finished: Finished) -> None:
    """In what members are chosen by: the log loss where the objective jumps from row to row."""
    objective = str(finished.job.objective)
    judge = "LogLoss" if objective == "F1" else objective
    values = {c.name: value(c.metrics, judge) for c in finished.candidates}
    best = (max if judge == "Accuracy" else min)(values.values())
    assert values["WeightedEnsemble-1"] == best
    contents = open_bundle(finished.bundle(by_name(finished, "WeightedEnsemble-1"))).contents
    weights = [float(w or 0) for w in contents.manifest.hyperparameters.values()]
    assert sum(weights) == pytest.approx(1.0)


def test_metrics_agree_with_scikit_learn_on_the_whole_table(churn: Finished) -> None:
    """The candidate has learnt from all rows: the metrics of the training set are those of its
    bundle's predictions. Held back was every row, by the model of its fold."""
    candidate = by_name(churn, "linear-learner-1")
    predictor = open_bundle(churn.bundle(candidate))
    frame = read_table(churn.root / "data" / "churn.csv")
    predicted, probabilities = predictor.predict_frame(frame)
    actual = frame["Churn"].to_list()
    provenance = predictor.contents.manifest.provenance
    assert provenance.rows == provenance.validation_rows == frame.height
    assert provenance.folds == 5
    accuracy = sklearn_metrics.accuracy_score(actual, predicted)
    assert value(candidate.metrics, "Accuracy", "Train") == pytest.approx(accuracy)
    auc = sklearn_metrics.roc_auc_score(np.array(actual) == "Yes", probabilities[:, 1])
    assert value(candidate.metrics, "AUC", "Train") == pytest.approx(auc)
    assert auc - 0.03 < value(candidate.metrics, "AUC") < auc


def test_confusion_matrix_and_curves_are_of_the_positive_class(churn: Finished) -> None:
    candidate = by_name(churn, "lightgbm-1")
    contents = open_bundle(churn.bundle(candidate)).contents
    matrix = contents.insights.confusion_matrix
    assert matrix is not None
    assert matrix.labels == ("No", "Yes")
    (_, false_positive), (false_negative, true_positive) = matrix.counts
    assert sum(map(sum, matrix.counts)) == contents.manifest.provenance.validation_rows
    precision = true_positive / (true_positive + false_positive)
    recall = true_positive / (true_positive + false_negative)
    assert value(candidate.metrics, "Precision") == pytest.approx(precision)
    assert value(candidate.metrics, "Recall") == pytest.approx(recall)
    roc = contents.insights.roc
    assert roc is not None
    assert roc.area == value(candidate.metrics, "AUC")
    points = [(p.x, p.y) for p in roc.points]
    assert len(points) <= 101
    assert points[0] == (0, 0)
    assert points[-1] == (1, 1)
    x, y = zip(*points, strict=True)
    assert np.trapezoid(y, x) == pytest.approx(roc.area, abs=0.01)


def test_nothing_but_metrics_that_belong_to_the_problem_type(finished: Finished) -> None:
    names = {m.name for m in finished.candidates[0].metrics if m.set == "Validation"}
    expected = {
        "BinaryClassification": {"Accuracy", "AUC", "BalancedAccuracy", "F1", "LogLoss"}
        | {"Precision", "Recall", "InferenceLatency"},
        "MulticlassClassification": {"Accuracy", "BalancedAccuracy", "F1macro", "LogLoss"}
        | {"PrecisionMacro", "RecallMacro", "InferenceLatency"},
        "Regression": {"MAE", "MAPE", "MSE", "R2", "RMSE", "InferenceLatency"},
    }
    assert names == expected[str(finished.job.problem_type)]
    contents = open_bundle(finished.bundle(finished.candidates[0])).contents
    assert "InferenceLatency" not in {m.name for m in contents.insights.metrics}


def test_regression_insights_are_bins_over_all_validation_rows(price: Finished) -> None:
    contents = open_bundle(price.bundle(price.candidates[0])).contents
    rows = contents.manifest.provenance.validation_rows
    insights = contents.insights
    assert sum(b.count for b in insights.residuals) == rows
    assert sum(b.count for b in insights.predicted_actual) == rows
    assert sum(b.count for b in insights.residuals_by_prediction) == rows
    prices = pl.read_csv(price.root / "diamonds.csv")["price"]
    assert max(b.y_high for b in insights.predicted_actual) < float(prices.max())  # type: ignore[arg-type]


def test_explanations_name_raw_columns_and_their_unit(finished: Finished) -> None:
    regression = finished.job.problem_type == "Regression"
    for candidate in finished.candidates:
        contents = open_bundle(finished.bundle(candidate)).contents
        explained, columns = contents.explanations, contents.manifest.columns
        exact = candidate.algorithm in ("lightgbm", "xgboost", "linear-learner")
        assert (explained.method == "permutation-sampling") != exact
        assert explained.unit == (
            "target" if regression else "log-odds" if exact else "probability"
        )
        assert {a.column for a in explained.attributions} == {c.name for c in columns}
        values = [a.value for a in explained.attributions]
        assert values == sorted(values, reverse=True)
        assert values[0] > 0
        assert all(a.standard_error is not None for a in explained.attributions)
        assert len(explained.background) == 50
        classes = len(contents.manifest.classes)
        assert len(explained.expected_value) == (classes if classes > 2 else 1)


def test_what_drives_a_diamonds_price_is_found(price: Finished) -> None:
    """Carat and its dimensions are one thing; every method must see it."""
    size = {"carat", "x", "y", "z"}
    for candidate in price.candidates:
        contents = open_bundle(price.bundle(candidate)).contents
        assert contents.explanations.attributions[0].column in size, candidate.name


def test_columns_are_profiled_and_identifiers_left_out(churn: Finished) -> None:
    manifest = open_bundle(churn.bundle(churn.candidates[0])).contents.manifest
    assert set(manifest.dropped) == {"customerID"}
    columns = {c.name: c for c in manifest.columns}
    assert "Churn" not in columns
    assert columns["TotalCharges"].type == "Numerical"
    assert columns["TotalCharges"].missing_fraction > 0
    assert columns["tenure"].integer
    charges = pl.read_csv(churn.root / "data" / "churn.csv")["MonthlyCharges"]
    column = columns["MonthlyCharges"]
    assert float(charges.min()) < column.minimum < column.maximum < float(charges.max())  # type: ignore[arg-type, operator]
    # in the order of how many leave
    assert columns["Contract"].categories == ("Two year", "One year", "Month-to-month")
    assert columns["Contract"].default == "Month-to-month"


def test_no_real_row_travels(churn: Finished) -> None:
    raw = churn.bundle(churn.candidates[0]).read_bytes()
    frame = pl.read_csv(churn.root / "data" / "churn.csv")
    assert not any(identifier.encode() in raw for identifier in frame["customerID"].to_list())
    names = [
        c.name for c in open_bundle(churn.bundle(churn.candidates[0])).contents.manifest.columns
    ]
    real = set(read_table(churn.root / "data" / "churn.csv").select(names).iter_rows())
    contents = open_bundle(churn.bundle(churn.candidates[0])).contents
    assert not real.intersection(contents.parity.made_up.rows)
    assert not real.intersection(contents.explanations.background)


def test_unusual_values_are_predicted_alike_by_all_algorithms(churn: Finished) -> None:
    """Absurd numbers, unseen categories and missing values give an answer, not a failure."""
    for candidate in churn.candidates:
        predictor = open_bundle(churn.bundle(candidate))
        rows = [
            {},
            {"tenure": 1e30, "Contract": "never seen"},
            {"MonthlyCharges": -1e30, "Contract": None},
        ]
        for prediction in predictor.predict(rows):
            total = sum(p.probability for p in prediction.probabilities)
            assert total == pytest.approx(1.0, abs=1e-4)


@pytest.mark.long
async def test_the_same_data_and_seed_give_the_same_model(price: Finished) -> None:
    again = await train(
        price.root, price.root / "again" / "jobs", name="price", input_path="diamonds.csv",
        target="price",
    )  # fmt: skip
    for name in ("linear-learner-1", "lightgbm-1", "lightgbm-2", "extra-trees-1"):
        first, second = (
            _members(job.bundle(by_name(job, name)).read_bytes()) for job in (price, again)
        )
        assert first == second, name


def _members(bundle: bytes) -> dict[str, str]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in ("model.onnx", "transforms.json", "insights.json")
        }


def test_the_data_is_named_by_a_keyed_hash(churn: Finished) -> None:
    key = churn.folder.parent.parent / "data-hmac.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    provenance = open_bundle(churn.bundle(churn.candidates[0])).contents.manifest.provenance
    plain = hashlib.sha256((churn.root / "data" / "churn.csv").read_bytes()).hexdigest()
    assert provenance.data_hmac != plain
    assert provenance.job == "churn"
    assert "scikit-learn" in provenance.versions


def test_encoded_rows_are_deleted_at_the_end(finished: Finished) -> None:
    assert not (finished.folder / "work").exists()
    split = json.loads((finished.folder / "split.json").read_text())
    assert split["rows_read"] == split["train_rows"] + split["validation_rows"]
