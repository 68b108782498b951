"""The input as it was when a job was created, for the process that trains: read once, and what
becomes of the file meanwhile does not matter."""

from __future__ import annotations

from pathlib import Path

from ..model.base import Frozen
from ..transforms.table_format import TableFormat
from .inputs import Input
from .target import Target

#: Columns of the data have names; that of the rows' places is blank.
_NUMBERS = ""


class _Facts(Frozen):
    table_format: TableFormat
    target: Target
    dropped: int
    notices: tuple[str, ...]
    warnings: dict[str, tuple[str, ...]]
    own: int
    weight: str | None
    size: int
    files: tuple[Path, ...]
    data_hmac: str


def save_input(found: Input, data_hmac: str, work: Path) -> None:
    """Into the folder ``work``, which is deleted when the job ends."""
    import polars as pl

    work.mkdir()
    numbered = found.frame.with_columns(pl.Series(_NUMBERS, found.numbers))
    numbered.write_ipc(work / "input.arrow", compression="lz4")
    facts = {name: getattr(found, name) for name in _Facts.model_fields if name != "data_hmac"}
    text = _Facts(**facts, data_hmac=data_hmac).model_dump_json()
    (work / "input.json").write_text(text, encoding="utf-8")


def take_input(work: Path) -> tuple[Input, str] | None:
    """What ``save_input`` was given, once: the rows are deleted. None where there is nothing."""
    import polars as pl

    facts_path, rows = work / "input.json", work / "input.arrow"
    try:
        facts = _Facts.model_validate_json(facts_path.read_bytes())
        frame = pl.scan_ipc(rows, glob=False).collect()
    except FileNotFoundError:
        return None
    rows.unlink()
    fields = {name: getattr(facts, name) for name in _Facts.model_fields if name != "data_hmac"}
    found = Input(frame=frame.drop(_NUMBERS), numbers=frame[_NUMBERS].to_numpy().copy(), **fields)
    return found, facts.data_hmac
