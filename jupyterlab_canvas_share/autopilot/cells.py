"""Cells of a table as text, for people to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: A longer cell ends here, with an ellipsis.
CELL_CHARACTERS = 200


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column of ``frame`` as text in full."""
    import polars as pl

    return frame.select(pl.all().cast(pl.String))


def shortened(text: pl.DataFrame) -> pl.DataFrame:
    """``text``, whose columns are all of it, with long cells cut so that one sees it."""
    import polars as pl

    cell = pl.all()
    cut = cell.str.slice(0, CELL_CHARACTERS) + "…"
    return text.select(pl.when(cell.str.len_chars() > CELL_CHARACTERS).then(cut).otherwise(cell))
