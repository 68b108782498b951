"""Batch prediction: a file in, every row out in order, every bad input with its reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.bundle.batch import predict_file
from jupyterlab_canvas_share.bundle.messages import BatchSummary
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.model.bundle import BundleContents
from jupyterlab_canvas_share.model.errors import Refused
from tests.bundle_fixtures import make_bundle, typed_frame

HEADER = "tenure,Monthly Charges,Contract,Payment,Since"
GOOD = "3,99.5,One year,Card,2021-05-06"


def run(
    folder: Path, content: str | bytes, kind: str = "lightgbm", classes: int = 2
) -> tuple[BatchSummary, list[list[str]]]:
    made = make_bundle(kind, classes)
    return run_with(Predictor(made.contents, made.graph), folder, content)


def run_with(
    predictor: Predictor, folder: Path, content: str | bytes, separator: str = ","
) -> tuple[BatchSummary, list[list[str]]]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    summary = predict_file(predictor, source, target, lambda *_: None)
    assert sorted(path.name for path in folder.iterdir()) == ["in.csv", "out.csv"]
    with target.open(encoding="utf-8-sig", newline="") as file:
        return summary, list(csv.reader(file, delimiter=separator))


def refused(folder: Path, content: str) -> Refused:
    with pytest.raises(Refused) as caught:
        run(folder, content)
    assert sorted(path.name for path in folder.iterdir()) == ["in.csv"]
    return caught.value


def test_every_column_and_row_comes_back_then_the_answers(tmp_path: Path) -> None:
    text = (
        f"id,{HEADER},note\n"
        f'007,{GOOD},"a ""quoted"", text\nin two lines"\n'
        "008,  4 ,5e1,Two year,Card,2020-01-01T10:00:00, spaces \n"
        "009,,,,,,=1+1\n"
    )
    summary, rows = run(tmp_path, text)
    assert rows[0] == [
        "id",
        *HEADER.split(","),
        "note",
        "prediction",
        "probability_No",
        "probability_Yes",
    ]
    assert [row[:7] for row in rows[1:]] == list(csv.reader(text.splitlines(keepends=True)))[1:]
    made = make_bundle("lightgbm")
    opened = Predictor(made.contents, made.graph)
    (expected,) = opened.predict([{**dict(zip(HEADER.split(","), GOOD.split(","), strict=True))}])
    assert rows[1][7] == expected.value
    assert [np.float32(p) for p in rows[1][8:]] == [
        np.float32(p.probability) for p in expected.probabilities
    ]
    assert (summary.rows, summary.failed, summary.notices[1:]) == (3, 0, ())
    assert [list(line) for line in summary.preview] == rows


def test_regression_has_no_probabilities(tmp_path: Path) -> None:
    _, rows = run(tmp_path, f"{HEADER}\n{GOOD}\n", "linear", 0)
    assert rows[0][-1] == "prediction"
    assert len(rows[0]) == 6
    assert float(rows[1][-1])


def test_names_that_are_taken_get_a_suffix(tmp_path: Path) -> None:
    text = f"prediction,prediction_1,probability_Yes,{HEADER}\nx,y,z,{GOOD}\na,b,c,bad,,,,\n"
    _, rows = run(tmp_path, text)
    assert rows[0][8:] == [
        "prediction_2",
        "probability_No",
        "probability_Yes_1",
        "prediction_error",
    ]
    assert rows[1][:3] == ["x", "y", "z"]


def test_repeated_and_blank_extra_columns_are_kept(tmp_path: Path) -> None:
    _, rows = run(tmp_path, f"x,x,,{HEADER}\n1,2,3,{GOOD}\n")
    assert rows[0][:3] == ["x", "x", ""]
    assert rows[1][:3] == ["1", "2", "3"]


def test_a_bad_row_stays_empty_with_its_reason(tmp_path: Path) -> None:
    text = (
        f"{HEADER}\n{GOOD}\nmany,1,One year,Card,2021-05-06\n{GOOD}\n"
        f"1,2,One year,Card\n1,2,One year,Card,2021-05-06,extra\n{GOOD}\n"
    )
    summary, rows = run(tmp_path, text)
    assert rows[0][5:] == ["prediction", "probability_No", "probability_Yes", "prediction_error"]
    assert (summary.rows, summary.failed) == (6, 3)
    assert [bool(row[5]) for row in rows[1:]] == [True, False, True, False, False, True]
    assert [row[8] for row in rows[1:]] == [
        "",
        "“tenure” is 'many', a number is expected",
        "",
        "line 5 has 4 fields where the header has 5",
        "line 6 has 6 fields where the header has 5; left over: 'extra'",
        "",
    ]
    assert rows[2][:5] == ["many", "1", "One year", "Card", "2021-05-06"]
    assert rows[2][6:8] == ["", ""]


def test_our_own_words_are_no_formula(tmp_path: Path) -> None:
    made = make_bundle("linear")
    data = json.loads(made.contents.model_dump_json())
    data["manifest"]["classes"] = ["=1+1", "-1"]
    data["manifest"]["positive_class"] = None
    opened = Predictor(BundleContents.model_validate(data), made.graph)
    frame = typed_frame(50).with_columns(tenure=pl.lit("=cmd()"))
    _, rows = run_with(opened, tmp_path, frame.write_csv())
    assert all(row[0] == "=cmd()" and row[8][0] == "“" for row in rows[1:])
    _, rows = run_with(opened, tmp_path, typed_frame(50).write_csv())
    assert {row[5] for row in rows[1:]} == {"'=1+1", "-1"}


def test_unseen_categories_are_counted_and_said(tmp_path: Path) -> None:
    rows = "".join(f"1,2,{name},Card,\n" for name in ("new", "new", "other", "One year", ""))
    summary, _ = run(tmp_path, f"{HEADER}\n{rows}")
    assert summary.failed == 0
    assert summary.notices == (
        "“Contract”: 3 rows have values the model has not seen ('new', 'other'); counted as an "
        "unknown category.",
    )


def test_semicolons_and_decimal_commas_in_and_out(tmp_path: Path) -> None:
    made = make_bundle("linear", 0)
    opened = Predictor(made.contents, made.graph)
    text = HEADER.replace(",", ";") + ";Ort\n3;99,5;One year;Card;2021-05-06;München\n"
    summary, rows = run_with(opened, tmp_path, text.encode("cp1252"), ";")
    assert rows[1][:6] == ["3", "99,5", "One year", "Card", "2021-05-06", "München"]
    (expected,) = opened.predict([dict(zip(HEADER.split(","), GOOD.split(","), strict=True))])
    assert float(rows[1][6].replace(",", ".")) == pytest.approx(expected.value)
    assert "," in rows[1][6]
    assert sum("decimal comma" in notice for notice in summary.notices) == 1
    # Excel needs the mark to read UTF-8
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_parquet_in(tmp_path: Path) -> None:
    made = make_bundle("lightgbm", 3)
    opened = Predictor(made.contents, made.graph)
    frame = typed_frame(30)
    frame.write_parquet(tmp_path / "in.parquet")
    summary = predict_file(opened, tmp_path / "in.parquet", tmp_path / "out.csv", lambda *_: None)
    labels, _ = opened.predict_frame(frame)
    assert pl.read_csv(tmp_path / "out.csv")["prediction"].to_list() == labels
    assert (summary.rows, summary.failed) == (30, 0)


def test_missing_columns_and_other_case_are_named(tmp_path: Path) -> None:
    error = refused(tmp_path, "Tenure,Contract,Payment,Since\n1,One year,Card,\n")
    assert error.code == "schema_mismatch"
    assert error.details["problems"] == [
        "“Tenure” is there; “tenure” is expected: rename it.",
        "“Monthly Charges” is missing: add the column; its values may be empty.",
    ]


def test_no_rows_and_broken_files(tmp_path: Path) -> None:
    assert refused(tmp_path, f"{HEADER}\n").code == "no_rows"
    assert refused(tmp_path, "").code == "empty_file"
    assert refused(tmp_path, f'{HEADER}\n{GOOD}\n"open,1\n').code == "broken_quotes"


def test_long_files_are_streamed_in_order_with_progress(tmp_path: Path) -> None:
    made = make_bundle("linear")
    opened = Predictor(made.contents, made.graph)
    frame = typed_frame(50_000)
    frame.with_row_index("id").write_csv(tmp_path / "in.csv")
    said: list[tuple[int, int | None, int]] = []
    predict_file(opened, tmp_path / "in.csv", tmp_path / "out.csv", lambda *p: said.append(p))
    assert [done for done, _, _ in said] == [20_000, 40_000, 50_000, 50_000]
    assert {total for _, total, _ in said} == {50_000}
    out = pl.read_csv(tmp_path / "out.csv")
    assert out["id"].to_list() == list(range(50_000))
    assert out["prediction"].to_list() == opened.predict_frame(frame)[0]
