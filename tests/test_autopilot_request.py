"""What a request says of columns: features, types and weights, and what is warned of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.creating import create_folder
from jupyterlab_canvas_share.autopilot.inputs import load
from jupyterlab_canvas_share.autopilot.prepare import prepare
from jupyterlab_canvas_share.autopilot.preview import preview

from .request_fixtures import ROWS, column, prepared, refused, request, root, table

__all__ = ["root"]


def test_only_the_features_that_are_chosen_are_learnt_from(root: Path) -> None:
    folder, work = prepared(root, features=["age", "when"])
    task = work.task()
    assert [c.name for c in task.columns] == ["age", "when"]
    assert task.dropped["city"] == "It was not chosen as a feature."
    assert '"use": "dropped"' in folder.data_profile.read_text()


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"features": ["age", "citty"]}, "no_such_column", "features: there is no column “citty”"),
        ({"features": ["citty"]}, "no_such_column", "Did you mean “city”?"),
        (
            {"feature_types": {"zip": "Text"}},
            "no_such_column",
            "feature_types: there is no column “zip”",
        ),
        ({"feature_types": {"bought": "Text"}}, "no_such_column", "feature_types: “bought” is the"),
        (
            {"feature_types": {"city": "Numerical"}},
            "feature_type_mismatch",
            "feature_types: no value of “city” is a number",
        ),
        (
            {"feature_types": {"age": "Datetime"}},
            "feature_type_mismatch",
            "feature_types: no value of “age” is a date",
        ),
        (
            {"sample_weight_column": "wieght"},
            "no_such_column",
            "sample_weight_column: there is no column",
        ),
        (
            {"sample_weight_column": "city"},
            "bad_sample_weight",
            "sample_weight_column: “city” holds no numbers",
        ),
    ],
)
def test_columns_that_do_not_fit_are_refused_by_the_name_of_their_field(
    root: Path, fields: dict[str, Any], code: str, words: str
) -> None:
    error = refused(root, **fields)
    assert error.code == code
    assert words in error.message


def test_a_type_that_is_asked_for_is_taken(root: Path) -> None:
    amounts = ["1.5", "about 3", "n/a", "2"] * (ROWS // 4)
    table(amount=amounts, number=range(ROWS)).write_csv(root / "table.csv")
    types = {"amount": "Numerical", "age": "Categorical", "number": "Numerical"}
    found = load(root, request(feature_types=types))
    assert column(found, "amount")[:4].to_list() == [1.5, None, None, 2.0]
    notice = f"“amount”: 150 of {ROWS} values are not a number, such as 'about 3'"
    assert any(text.startswith(notice) for text in found.notices)
    _, work = prepared(root, feature_types=types)
    kinds = {c.name: c.type for c in work.task().columns}
    assert kinds["age"] == "Categorical"
    assert kinds["number"] == "Numerical"  # it counts rows, but somebody wants it in
    assert load(root, request()).frame["amount"].dtype == pl.String


def test_dates_that_are_no_text_cannot_become_some(root: Path) -> None:
    dated = table().with_columns(pl.col("when").str.to_datetime("%Y-%m-%d", time_unit="us"))
    dated.write_parquet(root / "dated.parquet")
    for asked in ("Categorical", "Text", "Numerical"):
        error = refused(root, input_path="dated.parquet", feature_types={"when": asked})
        assert error.code == "feature_type_mismatch"
        assert "2024-01-01" in error.message
    assert column(load(root, request(input_path="dated.parquet")), "when").dtype == pl.Datetime
    # written as text they are whatever somebody says
    typed = load(root, request(feature_types={"when": "Categorical"}))
    assert column(typed, "when")[0] == "2024-01-01"
    own = dated.head(60).with_columns(city=pl.col("when"))
    own.write_parquet(root / "own.parquet")
    error = refused(root, validation_path="own.parquet")
    assert "“city” holds text in the training data, but '2024-01-01" in error.message


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([1.0] * (ROWS - 1) + [-0.5], "has a weight below 0"),
        ([1.0] * (ROWS - 1) + [None], "has rows without a weight"),
        ([0.0] * ROWS, "is 0 in every row"),
    ],
)
def test_weights_that_are_none(root: Path, weights: list[float | None], words: str) -> None:
    table(w=weights).write_csv(root / "table.csv")
    error = refused(root, sample_weight_column="w")
    assert error.code == "bad_sample_weight"
    assert words in error.message


def test_weights_weigh_rows_and_are_no_feature(root: Path) -> None:
    table(800, w=[i % 4 for i in range(800)]).write_csv(root / "table.csv")
    folder, work = prepared(root, sample_weight_column="w", validation_fraction=0.2)
    task = work.task()
    assert "w" not in {c.name for c in task.columns}
    notices = load(root, request(sample_weight_column="w")).notices
    assert "200 rows have the weight 0 and will be left out." in notices
    held = work.held_back()
    assert held.weight is not None
    assert (held.weight > 0).all()
    assert np.allclose(held.weight / held.weight.max(), (held.rows - 1) % 4 / 3)
    weight = work.training_data(task).weight
    assert weight is not None
    assert weight.mean() == pytest.approx(1)
    assert '"use": "weight"' in folder.data_profile.read_text()


def test_a_number_that_is_zero_where_it_does_not_apply_is_warned_of(root: Path) -> None:
    """Most of its values are the same one, beside which the smallest others are not to be lost."""
    data = table(2_000)
    draw = np.random.default_rng(3).integers(5, 55, 2_000)
    refund = np.where(data["bought"] == "yes", draw, 0)
    data.with_columns(refund=pl.Series(refund)).write_csv(root / "table.csv")
    seen = {c.name: c for c in preview(root, "table.csv", "bought").columns}
    assert "alone predicts “bought” nearly perfectly" in seen["refund"].warnings[0]
    assert not seen["amount"].warnings


def test_a_column_that_tells_the_target_is_warned_of_and_kept(root: Path) -> None:
    data = table()
    leak = np.where(data["bought"] == "yes", data["amount"] + 20, data["amount"])
    data.with_columns(refund=pl.Series(leak), bought_by=pl.Series(["x", "y"] * 300)).write_csv(
        root / "table.csv"
    )
    seen = {c.name: c for c in preview(root, "table.csv", "bought").columns}
    assert "alone predicts “bought” nearly perfectly" in seen["refund"].warnings[0]
    assert "called like the target" in seen["bought_by"].warnings[0]
    assert seen["refund"].use == "feature"
    assert not any(seen[name].warnings for name in ("age", "city", "amount", "when", "bought"))
    found = load(root, request())
    assert any("“refund” alone predicts" in notice for notice in found.notices)
    assert not any("refund" in n for n in load(root, request(features=["age", "city"])).notices)


def test_a_number_spoilt_by_a_few_values_is_warned_of(root: Path) -> None:
    amounts = ["about 3" if i % 100 == 0 else f"{i / 7:.2f}" for i in range(ROWS)]
    codes = [f"0{i % 50}" for i in range(ROWS)]
    table(amount=amounts, code=codes).write_csv(root / "table.csv")
    seen = {c.name: c for c in preview(root, "table.csv", "bought").columns}
    assert "'about 3' are no numbers; 99.0% of them are" in seen["amount"].warnings[0]
    assert seen["code"].warnings == seen["city"].warnings == ()
    assert any("“amount” is read as text" in notice for notice in load(root, request()).notices)
    fields: dict[str, Any]
    for fields in ({"feature_types": {"amount": "Numerical"}}, {"features": ["city"]}):
        found = load(root, request(**fields))
        assert not any("is read as text" in notice for notice in found.notices)


@pytest.mark.parametrize("slope", [1.2, -3.0])
def test_a_number_that_is_another_in_other_units_is_warned_of(root: Path, slope: float) -> None:
    price = np.random.default_rng(2).lognormal(3, 1, ROWS)
    table(price=price, net=price * slope + 1).write_csv(root / "table.csv")
    seen = {c.name: c for c in preview(root, "table.csv", "price").columns}
    assert seen["net"].warnings
    assert not seen["amount"].warnings


def test_unbalanced_classes_are_said(root: Path) -> None:
    table(bought=["yes"] * 30 + ["no"] * (ROWS - 30)).write_csv(root / "table.csv")
    (notice,) = (n for n in load(root, request()).notices if "unbalanced" in n)
    assert "95.0% of the rows are “no”" in notice
    assert not any("unbalanced" in n for n in load(root, request(target="city")).notices)


def test_what_was_checked_is_what_is_trained_on(root: Path) -> None:
    own = table(60).with_columns(city=pl.lit("Graz"))
    own.write_csv(root / "own.csv")
    asked = request(validation_path="own.csv", sample_weight_column="age")
    (root / "jobs").mkdir()
    folder = create_folder(root / "jobs", root, asked)
    assert folder.path.stat().st_mode & 0o077 == 0
    (root / "table.csv").unlink()
    (root / "own.csv").write_text("something else")
    handed_over = prepare(folder, folder.record())
    arrays = {path.name: np.load(path) for path in folder.work.glob("*.npy")}
    assert not (folder.work / "input.arrow").exists()
    # the same comes of reading the files again
    table().write_csv(root / "table.csv")
    own.write_csv(root / "own.csv")
    assert prepare(folder, folder.record()) == handed_over
    for name, array in arrays.items():
        assert np.array_equal(np.load(folder.work / name), array, equal_nan=True), name
    assert {"train_weight.npy", "validation_row.npy", "fold.npy"} <= arrays.keys()
