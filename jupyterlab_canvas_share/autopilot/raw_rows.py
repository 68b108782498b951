"""Rows of a job's input as they stand in its files, while those are what was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..model.errors import Refused
from .cells import as_text, shortened
from .data_hmac import data_hmac
from .folder import JobFolder
from .locate import locate
from .tables import read_files

#: Larger files are read for training, but not to show a few of their rows.
SIZE_LIMIT = 200 * 1000 * 1000

RawRow = dict[str, str | None]


def raw_rows(
    folder: JobFolder, digest: str, rows: Sequence[int], columns: Sequence[str]
) -> dict[int, RawRow]:
    """The text of ``columns`` in ``rows`` held back, by their places from 1. ``digest`` is the
    ``data_hmac`` that the bundle tells.

    Raises NotFound and Refused where the files are not there, not readable, changed
    (``input_changed``) or too large (``input_too_large``)."""
    record = folder.record()
    request, root = record.request, Path(record.root)
    train = locate(root, request.input_path)
    own = locate(root, request.validation_path) if request.validation_path else None
    files = (*train.files, *(own.files if own else ()))
    if train.size + (own.size if own else 0) > SIZE_LIMIT:
        raise Refused(
            f"The input takes more than {SIZE_LIMIT // 1_000_000} MB.", code="input_too_large"
        )
    if data_hmac(files, folder.path.parent) != digest:
        raise Refused("The input file has changed since the training.", code="input_changed")
    held_back = read_files((own or train).files).frame.select(columns)
    shown = shortened(as_text(held_back[[row - 1 for row in rows]]))
    return dict(zip(rows, shown.iter_rows(named=True), strict=True))
