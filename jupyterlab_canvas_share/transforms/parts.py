"""Several files that are one table: the same columns in the same order, one format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import Refused
from .infer import guess_date
from .read import (
    BYTE_LIMIT,
    CELL_LIMIT,
    MEMORY,
    check_header,
    read_header,
    read_raw,
    too_large,
)
from .table_format import TableFormat, sniff

if TYPE_CHECKING:
    import polars as pl

#: A number that can only be written with a decimal point: no mark of thousands looks so.
_POINT_DECIMAL = r"^[+-]?[0-9]*\.([0-9]{1,2}|[0-9]{4,})$"


@dataclass(frozen=True)
class RawTable:
    """A table whose columns are still text where the files are CSV; see ``column_types.py``."""

    frame: pl.DataFrame
    table_format: TableFormat


def read_parts(files: Sequence[Path], size: int = BYTE_LIMIT) -> RawTable:
    """The rows of all ``files`` in their order, which may take ``size`` bytes. Raises what
    ``read.read_raw`` raises for each, and Refused ``parts_differ`` naming the first file that
    does not fit the first one."""
    if sum(file.stat().st_size for file in files) > size:
        # nothing takes less in memory than in its file, and looking takes time
        raise too_large(files[0].name, MEMORY)
    first = sniff(files[0])
    if len(files) == 1:
        return RawTable(read_raw(files[0], first, size=size), first)
    header = read_header(files[0], first)
    check_header(header, files[0].name)
    formats: list[TableFormat] = []
    frames: list[pl.DataFrame] = []
    cells = CELL_LIMIT
    for file in files:
        # one after the other: what is too large is not looked at to the last part
        table_format = sniff(file) if formats else first
        formats.append(table_format)
        _check_format(files[0], first, file, table_format)
        _check_header(files[0], header, file, read_header(file, table_format))
        frames.append(read_raw(file, table_format, cells=cells, size=size))
        cells -= frames[-1].height * frames[-1].width
        size -= int(frames[-1].estimated_size())
    _check_decimals(files, formats, frames)
    frame = _joined(files, frames)
    return RawTable(frame, _common(formats, frame))


def _check_format(first: Path, wanted: TableFormat, file: Path, found: TableFormat) -> None:
    if (found.kind, found.separator) != (wanted.kind, wanted.separator):
        raise _differ(
            file, f"“{first.name}” is {_spoken(wanted)}, “{file.name}” is {_spoken(found)}"
        )


def _spoken(table_format: TableFormat) -> str:
    if table_format.kind == "parquet":
        return "Parquet"
    return f"CSV separated by {table_format.separator!r}"


def _check_header(first: Path, wanted: list[str], file: Path, found: list[str]) -> None:
    if found == wanted:
        return
    pairs = zip_longest(wanted, found, fillvalue="")
    column = next((a or b for a, b in pairs if a != b), "")
    raise _differ(
        file, f"its columns are not those of “{first.name}”, in their order, from “{column}” on"
    )


def _check_decimals(
    files: Sequence[Path], formats: Sequence[TableFormat], frames: Sequence[pl.DataFrame]
) -> None:
    """A part without decimals says nothing about the mark; one with the other mark does."""
    import polars as pl

    if len({table_format.decimal for table_format in formats}) == 1:
        return
    for file, table_format, frame in zip(files, formats, frames, strict=True):
        pointed = pl.any_horizontal(pl.all().str.contains(_POINT_DECIMAL)).any()
        if table_format.decimal == "." and frame.select(pointed).item():
            raise _differ(file, "its numbers have a decimal point, those of others a comma")


def _joined(files: Sequence[Path], frames: list[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    for name in frames[0].columns:
        # a part in which a column is empty says nothing about its type
        types = {frame.schema[name] for frame in frames if frame[name].null_count() < frame.height}
        if len(types) > 1 and not all(dtype.is_numeric() for dtype in types):
            first = next(f for f in frames if f[name].null_count() < f.height)
            other = next(
                file
                for file, frame in zip(files, frames, strict=True)
                if frame.schema[name] != first.schema[name]
                and frame[name].null_count() < frame.height
            )
            raise _differ(other, f"“{name}” is of another type there than before")
        if types:
            dtype = types.pop() if len(types) == 1 else pl.Float64()
            frames = [frame.with_columns(pl.col(name).cast(dtype)) for frame in frames]
    return pl.concat(frames)


def _common(formats: Sequence[TableFormat], frame: pl.DataFrame) -> TableFormat:
    dates: dict[str, str] = {}
    for name in {name for table_format in formats for name in table_format.date_formats}:
        proposed = [f.date_formats[name] for f in formats if name in f.date_formats]
        guess = guess_date(frame[name].drop_nulls())
        if guess:
            dates[name] = next((p for p in proposed if p in guess.formats), guess.formats[0])
    decimal = "," if any(table_format.decimal == "," for table_format in formats) else "."
    notices = dict.fromkeys(notice for f in formats for notice in f.notices)
    return formats[0].model_copy(
        update={"date_formats": dates, "decimal": decimal, "notices": tuple(notices)}
    )


def _differ(file: Path, how: str) -> Refused:
    return Refused(
        f"The parts in the folder are not one table: see “{file.name}”; {how}. Correct that part, "
        "or move it to another folder.",
        code="parts_differ",
        details={"file": file.name},
    )
