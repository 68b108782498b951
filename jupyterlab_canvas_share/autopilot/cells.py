"""Cells of a table as text, for people to read."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: A longer cell ends here, with an ellipsis.
CELL_CHARACTERS = 200


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column of ``frame`` as text in full; times to the second, and where it is midnight
    throughout the days alone."""
    return frame.with_columns(_text(column) for column in frame)


def shortened(text: pl.DataFrame) -> pl.DataFrame:
    """``text``, whose columns are all of it, with long cells cut so that one sees it."""
    import polars as pl

    cell = pl.all()
    cut = cell.str.slice(0, CELL_CHARACTERS) + "…"
    return text.select(pl.when(cell.str.len_chars() > CELL_CHARACTERS).then(cut).otherwise(cell))


def _text(column: pl.Series) -> pl.Series:
    import polars as pl

    if not isinstance(column.dtype, pl.Datetime):
        return column.cast(pl.String)
    days = (column.dt.time() == time()).all()
    return column.dt.to_string("%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S")
