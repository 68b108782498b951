"""Parquet in, gzip too: typed as a CSV would be, or as text in batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import Refused
from .content import on_disk
from .dates import in_calendar
from .values import BLANK

if TYPE_CHECKING:
    import polars as pl


def header(path: Path) -> list[str]:
    """The column names. Raises ``Refused`` ``broken_parquet``."""
    with on_disk(path) as file:
        return _schema(file).names()


def height(path: Path) -> int:
    """The number of rows, from the file's own list; a few bytes can stand for any number of equal
    ones. Raises ``Refused`` ``broken_parquet``."""
    with on_disk(path) as file:
        return _height(file)


def read(path: Path, most: int) -> pl.DataFrame | None:
    """The table in the types of ``read.read_raw``; None where it has more than ``most`` rows.
    Raises ``Refused`` ``broken_parquet`` or ``column_type`` for lists, structs and raw bytes."""
    import polars as pl

    with on_disk(path) as file:
        if _height(file) > most:
            return None
        expressions = [_typed(name, dtype) for name, dtype in _schema(file).items()]
        with _damage_is_told(path):
            frame = pl.scan_parquet(file, glob=False).select(expressions).collect()
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        frame[name].set(frame[name].str.contains(BLANK), None) for name in texts
    )


def text_batches(path: Path, batch_rows: int) -> Iterator[pl.DataFrame]:
    """The rows as text in columns named by position; missing is the empty text."""
    with on_disk(path) as file:
        yield from _text_batches(file, batch_rows)


def _text_batches(path: Path, batch_rows: int) -> Iterator[pl.DataFrame]:
    import polars as pl

    expressions = [
        _typed(name, dtype).cast(pl.String).fill_null("").alias(str(i))
        for i, (name, dtype) in enumerate(_schema(path).items())
    ]
    start = 0
    while True:
        part = pl.scan_parquet(path, glob=False).slice(start, batch_rows)
        with _damage_is_told(path):
            frame = part.select(expressions).collect()
        if frame.height == 0:
            return
        yield frame
        start += frame.height


def _height(path: Path) -> int:
    import polars as pl

    with _damage_is_told(path):
        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _schema(path: Path) -> pl.Schema:
    import polars as pl

    with _damage_is_told(path):
        return pl.scan_parquet(path, glob=False).collect_schema()


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    import polars as pl
    from polars import selectors

    # the column of that very name: pl.col reads some names as patterns
    column = selectors.by_name(name).as_expr()
    if dtype.is_integer():
        return column.cast(pl.Int64 if dtype not in (pl.UInt64, pl.Int128) else pl.Float64)
    if dtype.is_float() or dtype.is_decimal():
        number = column.cast(pl.Float64)
        return pl.when(number.is_finite()).then(number).alias(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if dtype in (pl.Date, pl.Datetime):
        return in_calendar(column.cast(pl.Datetime("us"), strict=False)).alias(name)
    if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Time, pl.Null):
        return column.cast(pl.String)
    raise Refused(
        f"The column “{name}” holds {dtype}, which no model can use. Turn it into numbers, text or "
        "dates, or leave it out.",
        code="column_type",
        details={"column": name},
    )


@contextmanager
def _damage_is_told(path: Path) -> Iterator[None]:
    """Over some damage Polars panics, which is no ``Exception``."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Refused(
            f"“{path.name}” is a damaged Parquet file ({str(error)[:200]}). Write it again.",
            code="broken_parquet",
        ) from None
