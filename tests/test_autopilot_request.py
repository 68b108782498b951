"""What a request says of rows and columns: parts, validation set, features, types, weights."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.creating import create_folder
from jupyterlab_canvas_share.autopilot.folder import JobFolder, JobRecord
from jupyterlab_canvas_share.autopilot.inputs import Input, load
from jupyterlab_canvas_share.autopilot.prepare import prepare
from jupyterlab_canvas_share.autopilot.preview import preview
from jupyterlab_canvas_share.autopilot.task import Work
from jupyterlab_canvas_share.model.errors import CanvasShareError
from jupyterlab_canvas_share.model.jobs import CreateAutoMLJob

ROWS = 600


def table(rows: int = ROWS, **changes: Any) -> pl.DataFrame:
    draw = np.random.default_rng(5)
    age = draw.integers(18, 80, rows)
    columns: dict[str, Any] = {
        "age": age,
        "city": draw.choice(["Bonn", "Lyon", "Graz"], rows),
        "amount": draw.uniform(0, 10, rows).round(2),
        "when": [f"2024-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(rows)],
        "bought": np.where(age + draw.normal(0, 15, rows) > 50, "yes", "no"),
    }
    return pl.DataFrame({**columns, **changes})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    table().write_csv(tmp_path / "table.csv")
    return tmp_path


def request(**fields: Any) -> CreateAutoMLJob:
    return CreateAutoMLJob.model_validate(
        {"name": "job", "input_path": "table.csv", "target": "bought", **fields}
    )


def refused(root: Path, **fields: Any) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as caught:
        load(root, request(**fields))
    return caught.value


def prepared(root: Path, **fields: Any) -> tuple[JobFolder, Work]:
    asked = request(**fields)
    found = load(root, asked)
    folder = JobFolder(root / "jobs" / "job")
    folder.path.mkdir(parents=True)
    record = JobRecord(
        request=asked,
        root=str(root),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        problem_type=found.target.problem_type,
        objective=found.target.objective,
        classes=found.target.classes,
        positive_class=found.target.positive_class,
        notices=found.notices,
    )
    prepare(folder, record)
    return folder, Work(folder.work)


def column(found: Input, name: str) -> pl.Series:
    return found.frame[name]


def test_a_folder_of_parts_is_one_table(root: Path) -> None:
    whole = table()
    (root / "parts").mkdir()
    whole[:250].write_csv(root / "parts" / "b.csv")
    (root / "parts" / "a.csv.gz").write_bytes(gzip.compress(whole[250:].write_csv().encode()))
    (root / "parts" / "_SUCCESS").touch()
    (root / "parts" / "notes.txt").write_text("not a part")
    found = load(root, request(input_path="parts"))
    assert found.frame.equals(load(root, request()).frame[[*range(250, ROWS), *range(250)]])
    assert [file.name for file in found.files] == ["a.csv.gz", "b.csv"]
    seen = preview(root, "parts", None)
    assert (seen.parts, seen.rows) == (2, ROWS)
    assert seen.size == found.size == sum(file.stat().st_size for file in found.files)


def test_types_are_decided_over_all_parts(root: Path) -> None:
    (root / "parts").mkdir()
    whole = table(amount=[None] * 200 + [str(i) for i in range(200)] + ["1.5"] * 200)
    for i in range(3):
        whole[i * 200 : i * 200 + 200].write_csv(root / "parts" / f"{i}.csv")
    assert column(load(root, request(input_path="parts")), "amount").dtype == pl.Float64
    typed = whole.with_columns(pl.col("amount").cast(pl.Float64))
    typed[:200].write_parquet(root / "parts" / "0.parquet")
    for i in range(3):
        (root / "parts" / f"{i}.csv").unlink()
    typed[200:].with_columns(pl.col("amount").cast(pl.Int64)).write_parquet(
        root / "parts" / "1.parquet"
    )
    found = load(root, request(input_path="parts"))
    assert column(found, "amount").dtype == pl.Int64
    assert column(found, "amount").null_count() == 200


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (lambda part: part.rename({"city": "town"}).write_csv(), "“city”"),
        (lambda part: part.select(reversed(part.columns)).write_csv(), "“age”"),
        (lambda part: part.drop("bought").write_csv(), "“bought”"),
        (lambda part: part.write_csv(separator=";"), "CSV separated by ';'"),
    ],
)
def test_parts_that_are_not_one_table(root: Path, second: Any, words: str) -> None:
    (root / "parts").mkdir()
    table()[:300].write_csv(root / "parts" / "1.csv")
    (root / "parts" / "2.csv").write_text(second(table()[300:]))
    error = refused(root, input_path="parts")
    assert error.code == "parts_differ"
    assert error.details == {"file": "2.csv"}
    assert words in error.message


def test_parts_with_other_decimal_marks(root: Path) -> None:
    (root / "parts").mkdir()
    for name, mark in (("1", ","), ("2", ".")):
        lines = ["x;bought", *(f"{i % 97}{mark}5;{'yes' if i % 3 else 'no'}" for i in range(300))]
        (root / "parts" / f"{name}.csv").write_text("\n".join(lines))
    assert refused(root, input_path="parts").code == "parts_differ"


def test_a_folder_without_tables_and_a_part_from_outside(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (root / "parts").mkdir()
    assert refused(root, input_path="parts").code == "no_such_file"
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    table().write_csv(outside)
    (root / "parts" / "1.csv").symlink_to(outside)
    assert refused(root, input_path="parts").code == "path_outside_root"


def test_more_parts_than_anybody_meant(root: Path) -> None:
    (root / "parts").mkdir()
    for i in range(1_001):
        (root / "parts" / f"{i}.csv").touch()
    assert refused(root, input_path="parts").code == "too_many_parts"


def test_an_own_validation_set_is_held_back_as_it_is(root: Path) -> None:
    own = table(90).select("bought", "when", "amount", "city", "age")
    own = own.with_columns(bought=pl.when(pl.int_range(90) == 3).then(None).otherwise("bought"))
    own.write_csv(root / "own.csv")
    found = load(root, request(validation_path="own.csv"))
    assert found.own == 89
    assert found.frame[-89:]["age"].to_list() == own["age"].to_list()[:3] + own["age"].to_list()[4:]
    _, work = prepared(root, validation_path="own.csv")
    held = work.held_back()
    assert held.rows.tolist() == [1, 2, 3, *range(5, 91)]
    assert held.matrix.shape[0] == len(held.target) == 89
    assert held.folds is None
    assert len(work.target("train")) == ROWS
    provenance = work.task().provenance
    assert (provenance.rows, provenance.validation_rows, provenance.folds) == (ROWS + 89, 89, 1)
    # what is fitted is fitted on the training data alone
    amount = next(c for c in work.task().columns if c.name == "amount")
    assert amount.default == pytest.approx(table()["amount"].median())


def test_the_types_of_the_training_data_hold_for_the_validation_set(root: Path) -> None:
    codes = ["007", "01", "3"] * (ROWS // 3)
    table(code=codes).write_csv(root / "table.csv")
    own = table(60, code=["3"] * 60, amount=[str(i) for i in range(60)])
    own.write_csv(root / "own.csv")
    found = load(root, request(validation_path="own.csv"))
    assert column(found, "code")[-1] == "3"
    assert column(found, "amount").dtype == pl.Float64


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (table(60).drop("city"), "it lacks “city”"),
        (table(60, extra=1), "it has “extra” besides"),
        (table(60, age=["old"] * 60), "“age” holds numbers in the training data, but 'old'"),
        (table(60, when=["soon"] * 60), "“when” holds dates in the training data, but 'soon'"),
        (table(60, bought=["maybe"] * 60), "the validation set has “maybe” as “bought”"),
        (table(60, bought=[None] * 60), "no row of the validation set has a value for “bought”"),
    ],
)
def test_a_validation_set_of_another_kind(root: Path, own: pl.DataFrame, words: str) -> None:
    own.write_csv(root / "own.csv")
    error = refused(root, validation_path="own.csv")
    assert error.code == "validation_differs"
    assert error.message.startswith("validation_path: ")
    assert words in error.message


def test_the_share_that_is_asked_for_is_held_back(root: Path) -> None:
    _, work = prepared(root, validation_fraction=0.3)
    assert len(work.held_back().target) == pytest.approx(0.3 * ROWS, abs=2)
    rows = [*np.load(work.path / "train_row.npy"), *work.held_back().rows]
    assert sorted(rows) == list(range(1, ROWS + 1))


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
    table(w=[i % 4 for i in range(ROWS)]).write_csv(root / "table.csv")
    folder, work = prepared(root, sample_weight_column="w", validation_fraction=0.2)
    task = work.task()
    assert "w" not in {c.name for c in task.columns}
    held = work.held_back()
    assert held.weight is not None
    assert np.allclose(held.weight / held.weight.max(), (held.rows - 1) % 4 / 3)
    weight = work.training_data(task).weight
    assert weight is not None
    assert weight.mean() == pytest.approx(1)
    assert '"use": "weight"' in folder.data_profile.read_text()


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
