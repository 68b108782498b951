"""Reading a table: whole for training, or as batches of text for batch prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import Refused, TooLarge
from . import parquet
from .csv_records import Record, open_records
from .schema import is_pattern
from .table_format import COLUMN_LIMIT, TableFormat

if TYPE_CHECKING:
    import polars as pl

#: Characters of a column's name, as in what is shared.
NAME_LIMIT = 1_000
#: Values that a table read as a whole may have: it lies in the server's memory.
CELL_LIMIT = 100_000_000
#: Bytes that it may take there, before its columns have their types.
BYTE_LIMIT = 4_000_000_000
MEMORY = "takes more memory than this server has for a table"
#: Cells and characters that are text in Python at once.
_BATCH_CELLS, _BATCH_CHARACTERS = 1_000_000, 32 * 1024 * 1024


@dataclass(frozen=True)
class TextFrame:
    """Rows as text. ``frame`` has a String column for each field of the header, named by its
    position (``"0"``, ``"1"``, …), for a header may repeat names; ``bad[i]`` says what is wrong
    with row ``i`` as a whole, or is ``None``."""

    frame: pl.DataFrame
    bad: list[str | None]


def read_raw(
    path: Path,
    fmt: TableFormat,
    *,
    cells: int = CELL_LIMIT,
    size: int = BYTE_LIMIT,
) -> pl.DataFrame:
    """The table with every column as it stands in the file: text for CSV; for Parquet Int64,
    Float64, Datetime('us', naive UTC) or String, booleans as the text ``true`` and ``false``.
    ``cells`` are the values that it may have, ``size`` the bytes that it may take.

    Raises ``NotFound`` ``no_such_file`` and ``Refused`` with the codes ``not_a_table``,
    ``excel_file``, ``empty_file``, ``one_column``, ``no_rows``, ``duplicate_columns``,
    ``blank_column_name``, ``too_many_columns``, ``wrong_encoding``, ``nul_bytes``,
    ``broken_quotes``, ``broken_gzip``, ``ragged_row``, ``broken_parquet``, ``column_type``,
    ``long_column_name``, ``column_name_pattern``; ``TooLarge`` ``file_too_large`` and
    ``table_too_large``."""
    import polars as pl

    header, left = read_header(path, fmt), size
    check_header(header, path.name)
    most = cells // len(header)
    if fmt.kind == "parquet":
        found = parquet.read(path, most)
        if found is None:
            raise too_large(path.name, f"has more than {cells:,} values")
        frame = found
        left -= int(frame.estimated_size())
    else:
        frames: list[pl.DataFrame] = []
        at_once = max(_BATCH_CELLS // len(header), 1)
        read = 0
        for batch in read_text_frames(path, fmt, at_once):
            read += batch.frame.height
            left -= int(batch.frame.estimated_size())
            if read > most:
                raise too_large(path.name, f"has more than {cells:,} values")
            if left < 0:
                break
            problem = next((text for text in batch.bad if text), None)
            if problem:
                raise Refused(
                    f"In “{path.name}”, {problem}. Quote values that hold the separator, or "
                    "correct the line.",
                    code="ragged_row",
                )
            frames.append(batch.frame)
        frame = pl.concat(frames) if frames else pl.DataFrame()
    if left < 0:
        raise too_large(path.name, MEMORY)
    if frame.height == 0:
        raise Refused(
            f"“{path.name}” has a header and no rows. Choose a file with data.", code="no_rows"
        )
    return frame.rename(dict(zip(frame.columns, header, strict=True)))


def read_header(path: Path, fmt: TableFormat) -> list[str]:
    """The column names as they stand in the file, repeated and blank ones included."""
    if fmt.kind == "parquet":
        return parquet.header(path)
    with _open(path, fmt) as records:
        return _next_fields(records)


def check_header(header: Sequence[str], name: str) -> None:
    """Raises ``Refused`` ``one_column``, ``too_many_columns``, ``blank_column_name``,
    ``long_column_name``, ``column_name_pattern`` or ``duplicate_columns``."""
    if len(header) < 2:
        raise Refused(
            f"“{name}” has one column only. A model needs a target and at least one other column.",
            code="one_column",
        )
    if len(header) > COLUMN_LIMIT:
        raise Refused(
            f"“{name}” has {len(header):,} columns; at most {COLUMN_LIMIT:,} can be used. Leave "
            "out those that do not matter.",
            code="too_many_columns",
        )
    blank = [str(i) for i, column in enumerate(header, 1) if not column.strip()]
    if blank:
        raise Refused(
            f"“{name}” has no name for column {', '.join(blank[:10])}. Give every column a name in "
            "the first line.",
            code="blank_column_name",
            details={"positions": [int(i) for i in blank]},
        )
    long = next((column for column in header if len(column) > NAME_LIMIT), None)
    if long is not None:
        raise Refused(
            f"“{name}” has a column whose name has {len(long):,} characters, “{long[:40]}…”; at "
            f"most {NAME_LIMIT:,} are allowed. Look whether the first line holds the names.",
            code="long_column_name",
        )
    pattern = next(filter(is_pattern, header), None)
    if pattern is not None:
        raise Refused(
            f"“{name}” has a column called “{pattern}”. No column can be called “*”, or begin with "
            "“^” and end with “$”: that stands for other columns. Give it another name.",
            code="column_name_pattern",
            details={"column": pattern},
        )
    repeated = [column for column, count in Counter(header).items() if count > 1]
    if repeated:
        spoken = ", ".join(f"“{column}”" for column in repeated[:10])
        raise Refused(
            f"“{name}” has more than one column called {spoken}. Give each its own name.",
            code="duplicate_columns",
            details={"columns": repeated},
        )


def read_text_frames(path: Path, fmt: TableFormat, batch_rows: int) -> Iterator[TextFrame]:
    """All rows as text in batches of ``batch_rows`` at most, in bounded memory.

    A row with too many or too few fields stays, filled up or cut, and is marked in ``bad``."""
    if fmt.kind == "parquet":
        for frame in parquet.text_batches(path, batch_rows):
            yield TextFrame(frame, [None] * frame.height)
        return
    with _open(path, fmt) as records:
        width = len(_next_fields(records))
        for batch in _batches(records, batch_rows):
            yield _frame(batch, width)


def _next_fields(records: Iterator[Record]) -> list[str]:
    return next((fields for _, _, fields in records), [])


def _batches(records: Iterable[Record], rows: int) -> Iterator[list[Record]]:
    batch: list[Record] = []
    characters = 0
    for record in records:
        batch.append(record)
        characters += record[1]
        if len(batch) == rows or characters > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def too_large(name: str, how: str) -> TooLarge:
    """The error of a table that is more than can be read as a whole."""
    return TooLarge(
        f"“{name}” {how}. Take a sample of its rows, or leave out columns that do not matter.",
        code="table_too_large",
    )


def _open(path: Path, fmt: TableFormat) -> AbstractContextManager[Iterator[Record]]:
    return open_records(path, fmt.encoding or "utf-8", fmt.separator or ",")


def _frame(batch: list[Record], width: int) -> TextFrame:
    import polars as pl

    bad: list[str | None] = [None] * len(batch)
    rows = [fields for _, _, fields in batch]
    if any(len(fields) != width for fields in rows):
        for i, (line, _, fields) in enumerate(batch):
            if len(fields) != width:
                bad[i] = _ragged(line, fields, width)
                rows[i] = (fields + [""] * width)[:width]
    columns = zip(*rows, strict=True)
    return TextFrame(
        pl.DataFrame(
            [pl.Series(str(i), values, dtype=pl.String) for i, values in enumerate(columns)]
        ),
        bad,
    )


def _ragged(line: int, fields: list[str], width: int) -> str:
    problem = f"line {line} has {len(fields)} fields where the header has {width}"
    if len(fields) > width:
        problem += "; left over: " + ", ".join(repr(field[:80]) for field in fields[width:][:10])
    return problem
