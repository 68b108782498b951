"""Rows of a job's input as they stand in its files, while those are what was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..model.errors import CanvasShareError, NotFound, Refused
from .folder import JobFolder, SplitFacts, read_json

#: Larger files are read for training, but not to show a few of their rows.
SIZE_LIMIT = 200 * 1000 * 1000
#: A cell is cut here.
CELL_CHARACTERS = 200

RawRow = dict[str, str | None]


def raw_rows(
    folder: JobFolder, data_hmac: str, rows: Iterable[int], columns: Sequence[str]
) -> dict[int, RawRow]:
    """The text of ``columns`` in ``rows`` held back, by their places from 1. ``data_hmac`` is what
    the bundle says of the data.

    Raises NotFound and Refused where the files are not there, not readable, changed
    (``input_changed``) or too large (``input_too_large``)."""
    from .locate import locate
    from .prepare import data_hmac as hmac_of
    from .prepare import secret_key

    record = folder.record()
    request, root = record.request, Path(record.root)
    train = locate(root, request.input_path)
    own = locate(root, request.validation_path) if request.validation_path else None
    files = (*train.files, *(own.files if own else ()))
    if train.size + (own.size if own else 0) > SIZE_LIMIT:
        raise Refused(
            f"The input takes more than {SIZE_LIMIT // 1_000_000} MB.", code="input_too_large"
        )
    if hmac_of(files, secret_key(folder.path.parent.parent)) != data_hmac:
        raise Refused("The input file has changed since the training.", code="input_changed")
    facts = read_json(folder.split, SplitFacts)
    held_back = own if own and facts and facts.kind == "Own" else train
    return _read(held_back.files, list(rows), columns)


def why_not(error: CanvasShareError) -> str:
    """The sentence on rows that ``raw_rows`` could not read."""
    gone = isinstance(error, NotFound)
    reason = "The input file is not there any more." if gone else error.message
    return f"{reason} So the values of the rows are not shown."


def _read(files: Sequence[Path], rows: list[int], columns: Sequence[str]) -> dict[int, RawRow]:
    import polars as pl

    from ..transforms.parts import read_parts

    frame = read_parts(files).frame.select(columns)[[row - 1 for row in rows]]
    text = frame.select(pl.all().cast(pl.String).str.slice(0, CELL_CHARACTERS))
    return dict(zip(rows, text.iter_rows(named=True), strict=True))
