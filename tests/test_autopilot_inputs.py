"""Bad input: refused before anything is created, with a sentence and a stable code."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.model.errors import CanvasShareError
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob

from . import datasets

ROWS = 600


def table(**changes: Any) -> pl.DataFrame:
    columns: dict[str, Any] = {
        "customer": [f"customer {i}" for i in range(ROWS)],
        "age": [20 + i % 50 for i in range(ROWS)],
        "city": [("Bonn", "Lyon", "Graz")[i % 3] for i in range(ROWS)],
        "amount": [i % 97 / 7 for i in range(ROWS)],
        "bought": [("no", "no", "yes")[i % 3] for i in range(ROWS)],
    }
    return pl.DataFrame({**columns, **changes})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    table().write_csv(tmp_path / "table.csv")
    return tmp_path


@pytest.fixture
def jobs(root: Path) -> Jobs:
    return Jobs(root / "state" / "jobs", root)


async def refusal(jobs: Jobs, **request: Any) -> CanvasShareError:
    fields = {"name": "job", "input_path": "table.csv", "target": "bought", **request}
    with pytest.raises(CanvasShareError) as caught:
        await jobs.create(CreateAutoMLJob.model_validate(fields))
    assert (await jobs.list()).items == ()  # nothing was created
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
        ("book.xlsx", b"PK\x03\x04" + bytes(20) + b"xl/workbook.xml" + bytes(50), "excel_file"),
        ("empty.csv", b"", "empty_file"),
        ("header.csv", b"a,bought\n", "no_rows"),
        ("one.csv", b"bought\n" + b"yes\nno\n" * 300, "one_column"),
        ("twice.csv", b"a,a,bought\n" + b"1,2,yes\n" * 600, "duplicate_columns"),
        ("blank.csv", b"a,,bought\n" + b"1,2,yes\n" * 600, "blank_column_name"),
        ("ragged.csv", b"a,bought\n" + b"1,yes\n" * 600 + b"1,2,3\n", "ragged_row"),
        ("mixed.csv", "a,bought\né,yes\n".encode() + b"\x81\x8d,no\n" * 600, "wrong_encoding"),
        ("short.csv", b"a,bought\n" + b"1,yes\n2,no\n" * 249, "too_few_rows"),
        (
            "packed.csv",
            gzip.compress(b"a,bought\n" + b"1,yes\n" * 600, mtime=0)[:-12],
            "broken_gzip",
        ),
    ],
)
async def test_a_file_that_is_no_table_to_train_on(
    jobs: Jobs, root: Path, name: str, content: bytes, code: str
) -> None:
    (root / name).write_bytes(content)
    assert (await refusal(jobs, input_path=name)).code == code


async def test_too_few_rows_says_how_many_and_why(jobs: Jobs, root: Path) -> None:
    table().head(499).write_csv(root / "short.csv")
    error = await refusal(jobs, input_path="short.csv")
    assert "499 rows" in error.message
    assert "at least 500" in error.message
    assert error.details == {"rows": 499, "minimum": 500}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nothing.csv", "no_such_file"),
        ("state", "no_such_file"),
        ("../outside.csv", "path_outside_root"),
        ("link.csv", "path_outside_root"),
        ("nul\0byte.csv", "no_such_file"),
    ],
)
async def test_only_files_below_the_root(
    tmp_path_factory: pytest.TempPathFactory, path: str, code: str
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    root = outer / "root"
    (root / "state").mkdir(parents=True)
    table().write_csv(outer / "outside.csv")
    (root / "link.csv").symlink_to(outer / "outside.csv")
    jobs = Jobs(root / "state" / "jobs", root)
    assert (await refusal(jobs, input_path=path)).code == code
    with pytest.raises(CanvasShareError) as caught:
        await jobs.preview(path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("request_", "code", "words"),
    [
        ({"target": "Bougth"}, "no_such_target", "Did you mean “bought”?"),
        ({"target": "zzz"}, "no_such_target", "There is no column “zzz”"),
        ({"problem_type": "Regression"}, "problem_type_mismatch", "holds text"),
        ({"problem_type": "MulticlassClassification"}, "problem_type_mismatch", "two classes only"),
        (
            {"target": "city", "problem_type": "BinaryClassification"},
            "problem_type_mismatch",
            "“city” has 3",
        ),
        ({"objective": "RMSE"}, "objective_mismatch", "F1, Accuracy, AUC"),
        ({"target": "age", "objective": "F1"}, "objective_mismatch", "MSE, MAE"),
        ({"positive_class": "Yes"}, "no_such_class", "'no' and 'yes'"),
        ({"target": "city", "positive_class": "Bonn"}, "problem_type_mismatch", "positive class"),
        ({"target": "customer"}, "too_many_classes", "600 different values"),
    ],
)
async def test_a_target_that_does_not_fit(
    jobs: Jobs, request_: dict[str, str], code: str, words: str
) -> None:
    error = await refusal(jobs, **request_)
    assert error.code == code
    assert words in error.message


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["same"] * ROWS, "constant_target"),
        ([None] * ROWS, "target_missing"),
        (["a", "b"] * (ROWS // 2 - 1) + ["a", "rare"], "class_too_small"),
        (["yes", "no"] * 200 + [None] * (ROWS - 400), "too_few_rows"),
        ([f"2024-01-{1 + i % 28:02}" for i in range(ROWS)], "target_is_date"),
        ([1e12 + i for i in range(ROWS)], "target_not_telling"),
        ([f"{i}e-50" for i in range(ROWS)], "target_not_telling"),
        ([f"{1 + i}e40" for i in range(ROWS)], "target_missing"),
    ],
)
async def test_a_target_nothing_can_be_learnt_from(
    jobs: Jobs, root: Path, values: list[str | float | None], code: str
) -> None:
    table(bought=values).write_csv(root / "table.csv")
    error = await refusal(jobs)
    assert error.code == code
    if code == "class_too_small":
        assert "'rare'" in error.message


async def test_nothing_but_identifiers_to_learn_from(jobs: Jobs, root: Path) -> None:
    table().select("customer", "bought").write_csv(root / "table.csv")
    error = await refusal(jobs)
    assert error.code == "no_usable_columns"
    assert "“customer”" in error.message


@pytest.mark.parametrize("name", ["", "with space", "-dash", "a/b", "..", "x" * 64, "ümlaut"])
def test_a_malformed_name_does_not_parse(name: str) -> None:
    with pytest.raises(ValidationError):
        CreateAutoMLJob(name=name, input_path="table.csv", target="bought")


async def test_the_preview_says_how_the_file_was_understood(jobs: Jobs, root: Path) -> None:
    lines = ["name;when;amount;bought"]
    lines += [
        f"n{i};{1 + i % 28:02}.03.2024;{i % 9},5;{'ja' if i % 4 else 'nein'}" for i in range(600)
    ]
    (root / "german.csv").write_text("\n".join(lines), encoding="cp1252")
    preview = await jobs.preview("german.csv", "bought")
    assert (preview.separator, preview.decimal) == (";", ",")
    assert preview.rows == 600
    assert len(preview.head) == 20
    assert {c.name: c.type for c in preview.columns} == {
        "name": "Text",
        "when": "Datetime",
        "amount": "Numerical",
        "bought": "Categorical",
    }
    uses = {c.name: c.use for c in preview.columns}
    assert uses == {"name": "dropped", "when": "feature", "amount": "feature", "bought": "target"}
    assert preview.problem_type == "BinaryClassification"
    assert [(c.name, c.rows) for c in preview.classes] == [("ja", 450), ("nein", 150)]
    assert any("semicolons" in notice for notice in preview.notices)
    assert any("“when” holds dates" in notice for notice in preview.notices)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("cut", "MulticlassClassification"),
        ("price", "Regression"),
        ("carat", "Regression"),
    ],
)
async def test_auto_proposes_the_problem_type(root: Path, column: str, expected: str) -> None:
    datasets.sample(datasets.diamonds(), 600, root / "diamonds.csv")
    preview = await Jobs(root / "state" / "jobs", root).preview("diamonds.csv", column)
    assert preview.problem_type == expected


@pytest.mark.parametrize(
    ("values", "expected", "classes"),
    [
        ([0, 1], "BinaryClassification", ("0", "1")),
        ([True, False], "BinaryClassification", ("false", "true")),
        ([1.0, 2.0], "BinaryClassification", ("1", "2")),
        ([1, 2, 10], "MulticlassClassification", ("1", "2", "10")),
        (["b", "a", "c"], "MulticlassClassification", ("a", "b", "c")),
        ([0.5, 1.5, 2.5], "Regression", ()),
        (list(range(25)), "Regression", ()),
    ],
)
async def test_labels_become_text_and_classes_are_ordered(
    root: Path, values: list[Any], expected: str, classes: tuple[str, ...]
) -> None:
    table(bought=(values * ROWS)[:ROWS]).write_parquet(root / "table.parquet")
    preview = await Jobs(root / "state" / "jobs", root).preview("table.parquet", "bought")
    assert preview.format == "parquet"
    assert preview.problem_type == expected
    assert {c.name for c in preview.classes} == set(classes)
