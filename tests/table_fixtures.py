"""Tables as a job reads them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jupyterlab_canvas_share.autopilot.requested import typed_table
from jupyterlab_canvas_share.transforms.parts import read_parts


def read_table(path: Path) -> pl.DataFrame:
    """A file in the types that its values show."""
    return typed_table(read_parts([path]), None).frame
