"""A file in, the same file with predictions out: streamed, every row kept, in order.

The result is written beside its target and renamed when whole. The column ``prediction_error`` is
only there when some row could not be predicted; because that is known last, the reasons are kept
aside and joined in a second pass.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from ..model.bundle import Column
from ..model.errors import Refused
from ..transforms import parquet
from ..transforms.content import open_bytes
from ..transforms.parse import parse_frame
from ..transforms.read import TextFrame, read_header, read_text_frames
from ..transforms.schema import check_schema
from ..transforms.table_format import TableFormat, sniff
from .messages import LEFTOVERS, BatchSummary, OnProgress
from .predictor import Predictor, Scores

if TYPE_CHECKING:
    import polars as pl

PREVIEW_ROWS = 20
#: Cells held at once.
_BATCH_CELLS = 400_000
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")


def predict_file(
    predictor: Predictor, source: Path, target: Path, on_progress: OnProgress
) -> BatchSummary:
    """Predict every row of ``source`` (CSV or Parquet) into the CSV ``target``.

    The result has every input column in order and with its text unchanged, then ``prediction``,
    for classification ``probability_<class>``, and ``prediction_error`` if a row is bad; a name
    that is taken gets a suffix. Separator and decimal mark are those of the input.
    ``on_progress`` gets rows done, an estimate of all rows, and rows failed.

    Raises what reading raises, and ``Refused`` ``schema_mismatch`` or ``no_rows``."""
    fmt = sniff(source, one_column=True)
    header = read_header(source, fmt)
    check_schema(predictor.contents.manifest.columns, header)
    part, errors, joined = (target.with_name(target.name + suffix) for suffix in LEFTOVERS)
    run = _Run(predictor, fmt, header)
    try:
        with part.open("wb") as out, errors.open("w", encoding="utf-8", newline="") as aside:
            run.predict_all(source, out, aside, on_progress)
        if run.failed:
            _join_errors(part, errors, joined, run)
            joined.replace(part)
        preview = _preview(part, run.separator)
        part.replace(target)
    finally:
        for leftover in (part, errors, joined):
            leftover.unlink(missing_ok=True)
    on_progress(run.done, run.done, run.failed)
    return BatchSummary(rows=run.done, failed=run.failed, notices=run.notices(), preview=preview)


class _Run:
    """One file on its way through: how it is written, and what was counted so far."""

    def __init__(self, predictor: Predictor, fmt: TableFormat, header: list[str]) -> None:
        manifest = predictor.contents.manifest
        self.predictor, self.fmt, self.header = predictor, fmt, header
        self.columns: tuple[Column, ...] = manifest.columns
        self.separator = fmt.separator or ","
        self.added = _free_names(
            header, ["prediction", *(f"probability_{name}" for name in manifest.classes)]
        )
        self.labels = {name: _harmless(name) for name in manifest.classes}
        self.error_name = _free_names([*header, *self.added], ["prediction_error"])[0]
        self.done = self.failed = 0
        self.unseen: dict[str, Counter[str]] = {column.name: Counter() for column in self.columns}

    @property
    def bom(self) -> str:
        """Excel wrote what is not plain UTF-8, and needs the mark to read UTF-8 back."""
        return "" if self.fmt.encoding in ("utf-8", None) else "\ufeff"

    def predict_all(
        self, source: Path, out: IO[bytes], aside: IO[str], on_progress: OnProgress
    ) -> None:
        total = _estimated_rows(source, self.fmt)
        reasons_out = csv.writer(aside)
        out.write(self.bom.encode() + _line([*self.header, *self.added], self.separator).encode())
        size = min(20_000, max(1_000, _BATCH_CELLS // max(len(self.header), 1)))
        for batch in read_text_frames(source, self.fmt, size):
            result, reasons = self._predict(batch)
            result.write_csv(
                out,
                include_header=False,
                separator=self.separator,
                decimal_comma=self.fmt.decimal == ",",
            )
            for i, reason in enumerate(reasons):
                if reason:
                    reasons_out.writerow([self.done + i, reason])
                    self.failed += 1
            self.done += batch.frame.height
            on_progress(self.done, max(total, self.done) if total else None, self.failed)
        if self.done == 0:
            raise Refused("The file has a header and no rows. Add rows to predict.", code="no_rows")

    def _predict(self, batch: TextFrame) -> tuple[pl.DataFrame, list[str | None]]:
        import polars as pl

        text = batch.frame
        position = {name: str(i) for i, name in enumerate(self.header)}
        raw = text.select(
            pl.col(position[column.name]).alias(column.name) for column in self.columns
        )
        typed, reasons = parse_frame(self.columns, raw, self.fmt.decimal)
        reasons = [bad or reason for bad, reason in zip(batch.bad, reasons, strict=True)]
        self._count_unseen(typed, reasons)
        labels, scores = self._scores(typed, reasons)
        good = pl.Series([reason is None for reason in reasons], dtype=pl.Boolean)
        answers = [
            pl.when(good).then(pl.Series(values)).alias(f"answer {i}")
            for i, values in enumerate((labels, *scores.T))
        ]
        # an empty text would be written as two quotes
        texts = [
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in text.columns
        ]
        return text.select([*texts, *answers]), reasons

    def _scores(
        self, typed: pl.DataFrame, reasons: list[str | None]
    ) -> tuple[list[str] | Scores, Scores]:
        labels, probabilities = self.predictor.predict_frame(typed)
        if self.labels:
            finite = np.isfinite(probabilities).all(axis=1)
            shown: list[str] | Scores = [self.labels[str(label)] for label in labels]
        else:
            shown = np.asarray(labels, dtype=np.float32)
            finite = np.isfinite(shown)
        for i in np.flatnonzero(~finite).tolist():
            reasons[i] = reasons[i] or "the model has no finite answer for these values"
        return shown, probabilities

    def _count_unseen(self, typed: pl.DataFrame, reasons: list[str | None]) -> None:
        import polars as pl

        good = typed.filter(pl.Series([reason is None for reason in reasons], dtype=pl.Boolean))
        for column in self.columns:
            if column.type == "Categorical":
                values = good[column.name].drop_nulls()
                strange = values.filter(~values.is_in(list(column.categories or ())))
                for value, count in strange.value_counts().iter_rows():
                    if value in self.unseen[column.name] or len(self.unseen[column.name]) < 1_000:
                        self.unseen[column.name][value] += count

    def notices(self) -> tuple[str, ...]:
        """One sentence for each thing recognised in the file or not known to the model."""
        sentences = list(self.fmt.notices)
        for column, counts in self.unseen.items():
            if counts:
                rows = sum(counts.values())
                spoken = ", ".join(repr(value[:40]) for value, _ in counts.most_common(3))
                more = ", …" if len(counts) > 3 else ""
                sentences.append(
                    f"“{column}”: {rows:,} {'row has a value' if rows == 1 else 'rows have values'}"
                    f" the model has not seen ({spoken}{more}); counted as an unknown category."
                )
        return tuple(sentences)


def _free_names(taken: Sequence[str], wanted: Sequence[str]) -> list[str]:
    used, free = set(taken), []
    for name in wanted:
        candidate, number = name, 0
        while candidate in used:
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate)
        free.append(candidate)
    return free


def _harmless(label: str) -> str:
    """A class named like a formula must not run in a spreadsheet; a number, -1, is no formula."""
    if _FORMULA.match(label) and not _NUMBER.fullmatch(label):
        return "'" + label
    return label


def _line(cells: Sequence[str], separator: str) -> str:
    from io import StringIO

    text = StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _estimated_rows(source: Path, fmt: TableFormat) -> int | None:
    """Lines below the header; a quoted line break makes it too many."""
    if fmt.kind == "parquet":
        return parquet.height(source)
    with open_bytes(source) as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1024 * 1024), b"")) - 1


def _join_errors(part: Path, errors: Path, joined: Path, run: _Run) -> None:
    with ExitStack() as files:
        results = files.enter_context(part.open(encoding="utf-8-sig", newline=""))
        reasons = csv.reader(files.enter_context(errors.open(encoding="utf-8", newline="")))
        out = files.enter_context(joined.open("w", encoding="utf-8", newline=""))
        out.write(run.bom)
        writer = csv.writer(out, delimiter=run.separator, lineterminator="\n")
        rows = csv.reader(results, delimiter=run.separator)
        writer.writerow([*next(rows), run.error_name])
        bad = next(reasons, None)
        for i, row in enumerate(rows):
            if bad is not None and i == int(bad[0]):
                writer.writerow([*row, bad[1]])
                bad = next(reasons, None)
            else:
                writer.writerow([*row, ""])


def _preview(part: Path, separator: str) -> tuple[tuple[str, ...], ...]:
    def lines() -> Iterator[tuple[str, ...]]:
        with part.open(encoding="utf-8-sig", newline="") as file:
            yield from map(tuple, islice(csv.reader(file, delimiter=separator), PREVIEW_ROWS + 1))

    return tuple(lines())
