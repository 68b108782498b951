"""Long cells of the first rows of an input: cut so that one sees it, or whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jupyterlab_canvas_share.autopilot.preview import preview

LONG = "née " * 60


def test_a_long_cell_is_cut_so_that_one_sees_it(tmp_path: Path) -> None:
    texts = [LONG, LONG[:200], None, "short"]
    pl.DataFrame({"text": texts, "n": [1.5, None, 3.0, 4.0]}).write_parquet(tmp_path / "t.parquet")
    shown = preview(tmp_path, "t.parquet", None).head
    assert shown == ((LONG[:200] + "…", "1.5"), (LONG[:200], None), (None, "3.0"), ("short", "4.0"))
    whole = preview(tmp_path, "t.parquet", None, whole=True).head
    assert whole == ((LONG, "1.5"), *shown[1:])
