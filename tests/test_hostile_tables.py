"""Tables meant to eat the memory or the time of the server that looks at them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.preview import preview
from jupyterlab_canvas_share.model.errors import Refused, TooLarge
from jupyterlab_canvas_share.transforms.content import open_bytes
from jupyterlab_canvas_share.transforms.read import read_raw
from jupyterlab_canvas_share.transforms.table_format import sniff

from .table_fixtures import read_table


def table(path: Path, header: str, row: str, rows: int = 600) -> Path:
    path.write_text(header + "\n" + "\n".join(row.replace("#", str(i)) for i in range(rows)) + "\n")
    return path


def test_gzip_is_unpacked_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000))
    assert path.stat().st_size < 10_000
    with open_bytes(path, 4_000_004) as file:
        assert len(file.read()) == 4_000_004
    with pytest.raises(TooLarge) as refused, open_bytes(path, 4_000_003) as file:
        file.read()
    assert refused.value.code == "file_too_large"
    assert "bomb.csv.gz" in refused.value.message


def test_a_table_has_a_limit_of_values(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "a,b", "#,x")
    assert read_raw(path, sniff(path), cells=1_200).height == 600
    with pytest.raises(TooLarge) as refused:
        read_raw(path, sniff(path), cells=1_199)
    assert refused.value.code == "table_too_large"


def test_parquet_of_a_few_bytes_and_many_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    same = pl.repeat(True, 60_000_000, dtype=pl.Boolean, eager=True)
    pl.DataFrame({"a": same, "b": same}).write_parquet(path)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(TooLarge) as refused:
        preview(tmp_path, "bomb.parquet", None)
    assert refused.value.code == "table_too_large"


def test_a_column_name_has_a_limit(tmp_path: Path) -> None:
    assert read_table(table(tmp_path / "t.csv", "x" * 1000 + ",b", "1,#")).width == 2
    with pytest.raises(Refused) as refused:
        read_table(table(tmp_path / "t.csv", "x" * 1001 + ",b", "1,#"))
    assert refused.value.code == "long_column_name"
    assert len(refused.value.message) < 300


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("a,t", "1e400,#"),
        ("a,t", "9" * 400 + ",#"),
        ("a,t", "#e300,-1e-400"),
        ("a,t", "0000-01-01,#"),
        ("a,t", "99999-01-01,#"),
        ("a,t", "9999-12-31T23:59:59-14:00,#"),
        ("__proto__,constructor", "#,=cmd()|x"),
        ('a\x07,"<b>&\n\u202e"', "#,x"),
    ],
    ids=["1e400", "400 digits", "e300", "year 0", "year 99999", "beyond 9999", "names", "control"],
)
def test_odd_values_and_names_are_shown(tmp_path: Path, header: str, row: str) -> None:
    table(tmp_path / "t.csv", header, row)
    shown = preview(tmp_path, "t.csv", None)
    assert shown.rows == 600
    assert [column.name for column in shown.columns] == header.replace('"', "").split(",")
    assert "NaN" not in json.dumps(json.loads(shown.model_dump_json()))
