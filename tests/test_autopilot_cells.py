"""Long cells of the first rows of an input: cut so that one sees it, or whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from jupyterlab_canvas_share.autopilot.cells import as_text
from jupyterlab_canvas_share.autopilot.preview import preview

LONG = "née " * 60


def test_a_long_cell_is_cut_so_that_one_sees_it(tmp_path: Path) -> None:
    texts = [LONG, LONG[:200], None, "short"]
    pl.DataFrame({"text": texts, "n": [1.5, None, 3.0, 4.0]}).write_parquet(tmp_path / "t.parquet")
    shown = preview(tmp_path, "t.parquet", None).head
    assert shown == ((LONG[:200] + "…", "1.5"), (LONG[:200], None), (None, "3.0"), ("short", "4.0"))
    whole = preview(tmp_path, "t.parquet", None, whole=True).head
    assert whole == ((LONG, "1.5"), *shown[1:])


def test_times_are_told_as_far_as_they_say_something() -> None:
    day, moment = datetime(2020, 9, 16), datetime(2021, 2, 3, 4, 5, 6, 789)
    table = pl.DataFrame({"days": [day, None], "moments": [day, moment]})
    assert as_text(table).rows() == [
        ("2020-09-16", "2020-09-16 00:00:00"),
        (None, "2021-02-03 04:05:06"),
    ]
