"""Files that somebody puts beside one's data, meant to fill the memory of the server that reads
them, to end it, or to be taken for something else."""

from __future__ import annotations

import gzip
import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.creating import create_folder
from jupyterlab_canvas_share.autopilot.handover import take_input
from jupyterlab_canvas_share.autopilot.inputs import load
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.preview import preview
from jupyterlab_canvas_share.bundle.consistency import check_consistency
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.model.errors import CanvasShareError, NotFound, Refused, TooLarge
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.transforms.csv_records import RECORD_LIMIT
from jupyterlab_canvas_share.transforms.parts import read_parts
from jupyterlab_canvas_share.transforms.read import read_header, read_text_frames
from jupyterlab_canvas_share.transforms.table_format import TableFormat, sniff
from tests.bundle_fixtures import make_bundle


def request(**fields: Any) -> CreateAutoMLJob:
    asked = {"name": "job", "input_path": "table.csv", "target": "y", **fields}
    return CreateAutoMLJob.model_validate(asked)


def table(**columns: Any) -> pl.DataFrame:
    return pl.DataFrame(
        {"x": list(range(600)), "y": ["yes", "no"] * 300, "z": [1, 2, 3] * 200, **columns}
    )


def refused(root: Path, path: str) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as caught:
        preview(root, path, None)
    assert len(caught.value.message) < 1_000
    return caught.value


@pytest.mark.parametrize(
    "endless",
    [b"x" + b"," * (2 * RECORD_LIMIT), b'"\n",' * RECORD_LIMIT],
    ids=["a line", "a record of many lines"],
)
def test_a_record_without_end_is_refused(tmp_path: Path, endless: bytes) -> None:
    """Packed it takes kilobytes; as fields in Python it would take gigabytes."""
    (tmp_path / "row.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n" + endless, 1))
    assert refused(tmp_path, "row.csv.gz").code == "record_too_long"
    (tmp_path / "header.csv.gz").write_bytes(gzip.compress(endless, 1))
    assert refused(tmp_path, "header.csv.gz").code == "one_column"
    with pytest.raises(TooLarge):
        read_header(tmp_path / "header.csv.gz", TableFormat(kind="csv", separator=","))


def test_long_rows_are_read_a_few_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + (b"x" * 1_000_000 + b",y\n") * 200, 1))
    batches = [batch.frame for batch in read_text_frames(path, sniff(path), 100_000)]
    assert sum(batch.height for batch in batches) == 200
    assert max(batch.estimated_size() for batch in batches) < 50_000_000


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet", "parts"])
def test_a_table_has_a_limit_of_bytes(tmp_path: Path, kind: str) -> None:
    frame = table(text=[f"{i} " + "x" * 1_000 for i in range(600)])
    path = tmp_path / f"t.{kind}"
    if kind == "parts":
        path.mkdir()
        for number in range(3):
            frame[number * 200 : number * 200 + 200].write_csv(path / f"{number}.csv")
    elif kind == "parquet":
        frame.write_parquet(path)
    else:
        text = frame.write_csv().encode()
        path.write_bytes(gzip.compress(text) if kind == "csv.gz" else text)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    assert read_parts(files, 1_000_000).frame.height == 600
    with pytest.raises(TooLarge) as caught:
        read_parts(files, 500_000)
    assert caught.value.code == "table_too_large"


@pytest.mark.parametrize("name", ["*", "^y$", "^.*$", "^$"])
def test_a_name_that_stands_for_other_columns_is_no_name(tmp_path: Path, name: str) -> None:
    """Polars takes it for a pattern: the model would learn from the target."""
    odd = table(**{name: list(range(600))})
    odd.write_csv(tmp_path / "t.csv")
    odd.write_parquet(tmp_path / "t.parquet")
    for path in ("t.csv", "t.parquet"):
        error = refused(tmp_path, path)
        assert error.code == "column_name_pattern"
        assert f"“{name}”" in error.message
    # a file to predict may have any columns beside those of the model
    path = tmp_path / "t.parquet"
    (batch,) = read_text_frames(path, sniff(path), 1_000)
    assert batch.frame.row(7) == ("7", "no", "2", "7")


def test_a_bundle_with_such_a_name_is_refused() -> None:
    contents = make_bundle("linear", 2).contents
    first, *others = contents.manifest.columns
    columns = (first.model_copy(update={"name": "^.*$"}), *others)
    manifest = contents.manifest.model_copy(update={"columns": columns})
    with pytest.raises(BundleInvalid, match="stands for others"):
        check_consistency(contents.model_copy(update={"manifest": manifest}))


def test_dates_beyond_the_calendar_are_missing(tmp_path: Path) -> None:
    """Polars ends in a panic over the first, Python knows no years 0 and 10000."""
    days = pl.Series("day", [2**31 - 1, -(2**31), *range(598)]).cast(pl.Date)
    table(day=days).write_parquet(tmp_path / "t.parquet")
    texts = ["0000-01-01", "9999-12-31T23:30-01:00", "0001-01-01T00:30+01:00"]
    dates = [*texts, *(f"2024-01-{1 + i % 28:02}" for i in range(597))]
    table(day=dates).write_csv(tmp_path / "t.csv")
    for path, missing, asked in (("t.parquet", 2, {}), ("t.csv", 3, {"day": "Datetime"})):
        shown = preview(tmp_path, path, None)
        assert shown.rows == 600
        found = load(tmp_path, request(input_path=path, feature_types=asked)).frame["day"]
        assert found.dtype == pl.Datetime
        assert found.null_count() == missing
        assert date(1, 1, 1) <= found.min().date() <= found.max().date()


def test_a_file_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    name = os.fsdecode(b"table\xff.csv")
    (tmp_path / "parts" / name).write_text(table().write_csv())
    (tmp_path / "link.csv").symlink_to(tmp_path / "parts" / name)
    for path in ("parts", "link.csv"):
        error = refused(tmp_path, path)
        assert error.code == "name_not_text"
        error.message.encode()


def test_a_file_larger_than_its_room_is_not_looked_at(tmp_path: Path) -> None:
    table().write_csv(tmp_path / "0.csv")
    (tmp_path / "1.csv").touch()
    os.truncate(tmp_path / "1.csv", 10**12)
    with pytest.raises(TooLarge) as caught:
        read_parts([tmp_path / "0.csv", tmp_path / "1.csv"])
    assert caught.value.code == "table_too_large"


def test_a_validation_set_is_below_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    table().write_csv(root / "table.csv")
    table().write_csv(tmp_path / "secret.csv")
    (root / "link.csv").symlink_to(tmp_path / "secret.csv")
    sibling = tmp_path / "root-of-another"
    sibling.mkdir()
    table().write_csv(sibling / "table.csv")
    for path in ("../secret.csv", "link.csv", "../root-of-another/table.csv"):
        with pytest.raises(Refused) as caught:
            load(root, request(validation_path=path))
        assert caught.value.code == "path_outside_root"


def test_what_is_no_file_is_no_part(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    os.mkfifo(parts / "pipe.csv")
    (parts / "device.csv").symlink_to("/dev/zero")
    (parts / "loop.csv").symlink_to("loop.csv")
    (parts / "folder.csv").mkdir()
    with pytest.raises(NotFound):
        preview(tmp_path, "parts", None)
    table().write_csv(parts / "0.csv")
    assert preview(tmp_path, "parts", None).parts == 1


def test_a_target_of_a_million_values_is_not_listed(tmp_path: Path) -> None:
    table(text=[f"{i} words" for i in range(600)]).write_csv(tmp_path / "t.csv")
    assert len(preview(tmp_path, "t.csv", "text").classes) == 600
    rows = "\n".join(f"{i % 7},value {i}" for i in range(3_000))
    (tmp_path / "many.csv").write_text(f"a,b\n{rows}\n")
    assert len(preview(tmp_path, "many.csv", "b").classes) == 1_000


async def test_long_cells_are_whole_only_where_that_is_little(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", tmp_path)
    table(text=["x" * 5_000] * 600).write_csv(tmp_path / "t.csv")
    assert len((await jobs.preview("t.csv", whole=True)).head[0][3] or "") == 5_000
    long = {f"text {i}": ["x" * 1_000_000] * 20 for i in range(1)}
    pl.DataFrame({**long, "y": list(range(20))}).write_csv(tmp_path / "t.csv")
    shown = await jobs.preview("t.csv", whole=True)
    assert len(shown.model_dump_json()) < 100_000


def test_a_folder_whose_name_is_a_pattern_is_a_folder(tmp_path: Path) -> None:
    table().write_csv(tmp_path / "table.csv")
    jobs = tmp_path / "data [1]*?{a,b}" / "jobs"
    folder = create_folder(jobs, tmp_path, request())
    taken = take_input(folder.work)
    assert taken is not None
    assert taken[0].frame.height == 600


def test_a_class_that_is_a_text_is_refused(tmp_path: Path) -> None:
    """It could not be shared, and no list or chart could show it."""
    table(y=["yes", "no" * 10_000] * 300).write_csv(tmp_path / "table.csv")
    with pytest.raises(Refused) as caught:
        load(tmp_path, request())
    assert caught.value.code == "class_too_long"
    assert len(caught.value.message) < 300


def nested(depth: int) -> bytes:
    """A Parquet file without rows, of a column in so many groups, in Thrift's compact protocol."""
    group, leaf = b"\x35\x02\x18\x01g\x15\x02\x00", b"\x15\x02\x25\x02\x18\x01x\x00"
    count, length = depth + 1, b""
    while True:
        count, low = count >> 7, count & 0x7F
        length += bytes([low | 0x80 if count else low])
        if not count:
            break
    footer = b"\x15\x02\x19\xfc" + length + group * depth + leaf + b"\x16\x00\x19\x0c\x00"
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def test_columns_nested_without_end_do_not_end_the_server(tmp_path: Path) -> None:
    """Polars goes down them by recursion, until the stack is full."""
    (tmp_path / "flat.parquet").write_bytes(nested(3))
    assert refused(tmp_path, "flat.parquet").code == "one_column"
    for path in ("deep.parquet", "deep.parquet.gz"):
        content = nested(20_000)
        (tmp_path / path).write_bytes(gzip.compress(content) if path.endswith("gz") else content)
        error = refused(tmp_path, path)
        assert error.code == "broken_parquet"
        assert path in error.message


def test_a_damaged_parquet_file_is_told_wherever_it_is_damaged(tmp_path: Path) -> None:
    """Polars panics over some of it, which is no ``Exception``: the request would hang."""
    path = tmp_path / "t.parquet"
    table(text=[f"number {i}" for i in range(600)]).write_parquet(path, compression="snappy")
    good, draw = path.read_bytes(), random.Random(1)  # noqa: S311 - the same damage each time
    told = 0
    for _ in range(400):
        damaged = bytearray(good)
        for _ in range(draw.choice((1, 5))):
            damaged[draw.randrange(max(4, len(good) - 2_500), len(good) - 4)] = draw.randrange(256)
        path.write_bytes(damaged)
        try:
            read_parts([path])
        except CanvasShareError:
            told += 1
    assert told > 100
