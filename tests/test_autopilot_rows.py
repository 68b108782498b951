"""What a request says of rows: a folder of parts, a validation set, the share held back."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.inputs import load
from jupyterlab_canvas_share.autopilot.preview import preview

from .request_fixtures import ROWS, column, prepared, refused, request, root, table

__all__ = ["root"]


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


def test_rows_to_validate_on_may_be_few_and_alike(root: Path) -> None:
    table(40, city="Bonn").write_csv(root / "own.csv")
    seen = preview(root, "own.csv", None)
    assert "40 rows. Autopilot needs at least 500" in seen.notices[-1]
    assert {c.name: c.use for c in seen.columns}["city"] == "dropped"
    own = preview(root, "own.csv", None, validation=True)
    assert own.notices == seen.notices[:-1]
    assert {c.use for c in own.columns} == {"feature"}


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
