"""The input of a job: found below the server's root, read, and checked against the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import Refused
from ..model.job_requests import CreateAutoMLJob
from .findings import find
from .leakage import suspicions
from .locate import locate
from .profile import left_out
from .requested import Table, check_columns, check_weights, typed_table
from .tables import read_files
from .target import Target, imbalance, is_there, resolve

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from ..transforms.table_format import TableFormat

#: SageMaker's Autopilot takes no fewer.
MIN_ROWS = 500


@dataclass(frozen=True)
class Input:
    """A table that may be trained on: rows with a target, and a weight above 0 where they have one,
    only; ``dropped`` others are left out.

    The last ``own`` rows are a validation set of one's own. ``numbers`` are the rows' places in
    their file or folder, from 1. ``size`` are bytes on disk of the training data, ``files`` what
    was read, the validation set's last. ``warnings`` are on columns that deserve a look."""

    frame: pl.DataFrame
    table_format: TableFormat
    target: Target
    dropped: int
    notices: tuple[str, ...]
    numbers: NDArray[np.int64]
    warnings: dict[str, tuple[str, ...]]
    own: int
    weight: str | None
    size: int
    files: tuple[Path, ...]


def load(root: Path, request: CreateAutoMLJob) -> Input:
    """Read and check the input of a job.

    Raises what ``locate``, ``read_files``, ``check_columns``, ``typed_table``, ``check_weights``,
    ``target.resolve`` and ``own_validation`` raise, and Refused ``too_few_rows``,
    ``target_missing`` or ``no_usable_columns``."""
    import numpy as np

    from .own_validation import conform, stacked, with_target

    where = locate(root, request.input_path)
    raw = read_files(where.files)
    if raw.frame.height < MIN_ROWS:
        raise too_few(raw.frame.height, "")
    check_columns(raw.frame, request)
    table = typed_table(raw, request)
    notices = [*table.table_format.notices, *table.notices]
    there, which = _with_target(table, request.target, notices), ""
    if request.sample_weight_column is not None:
        there = _with_weight(table, there, request.sample_weight_column, notices)
        which = " and a weight above 0"
    frame, numbers = table.frame.filter(there), there.arg_true().to_numpy() + 1
    target = resolve(frame[request.target], request)
    if frame.height < MIN_ROWS:
        raise too_few(frame.height, f" with a value for “{request.target}”{which}")
    used = _used(frame, request)
    notices += imbalance(frame[request.target], target)
    dropped, files, own = table.frame.height - frame.height, where.files, 0
    features = [n for n in frame.columns if n != target.name and not left_out(n, request)]
    suspect = suspicions(frame, target.name, target.problem_type, used)
    warnings = warnings_of(features, table.warnings, suspect)
    if request.validation_path is not None:
        there_too = locate(root, request.validation_path)
        validation = conform(read_files(there_too.files), table, request)
        mask = with_target(validation, target, request.sample_weight_column)
        frame, own = stacked(frame, validation.filter(mask)), int(mask.sum())
        numbers = np.concatenate([numbers, mask.arg_true().to_numpy() + 1])
        dropped += validation.height - own
        files = (*files, *there_too.files)
    return Input(
        frame=frame,
        table_format=table.table_format,
        target=target,
        dropped=dropped,
        notices=(*notices, *(sentence for each in warnings.values() for sentence in each)),
        numbers=numbers.astype(np.int64),
        warnings=warnings,
        own=own,
        weight=request.sample_weight_column,
        size=where.size,
        files=files,
    )


def warnings_of(names: Iterable[str], *warnings: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """All the sentences on each of the columns that there are any on."""
    found = {name: tuple(each[name] for each in warnings if name in each) for name in names}
    return {name: sentences for name, sentences in found.items() if sentences}


def no_usable_columns(target: str, dropped: dict[str, str]) -> Refused:
    """The refusal of a table in which nothing can be learnt from."""
    reasons = " ".join(f"“{name}”: {reason}" for name, reason in list(dropped.items())[:10])
    return Refused(
        f"No column is left to predict “{target}” from. {reasons} Add columns that say something "
        "about it.",
        code="no_usable_columns",
        details={"dropped": dropped},
    )


def too_few(rows: int, which: str) -> Refused:
    """The refusal of a table too short to train on."""
    return Refused(
        f"There are {rows} rows{which}. Autopilot needs at least {MIN_ROWS} to train and to "
        "validate; add rows or choose another file.",
        code="too_few_rows",
        details={"rows": rows, "minimum": MIN_ROWS},
    )


def _with_target(table: Table, target: str, notices: list[str]) -> pl.Series:
    there = is_there(table.frame[target])
    dropped = len(there) - int(there.sum())
    if dropped == len(there):
        raise Refused(
            f"The target “{target}” is missing in every row. Choose another target.",
            code="target_missing",
            details={"target": target},
        )
    if dropped:
        rows = "row has" if dropped == 1 else "rows have"
        notices.append(
            f"{dropped:,} {rows} no value for the target “{target}” and will be left out."
        )
    return there


def _with_weight(table: Table, there: pl.Series, name: str, notices: list[str]) -> pl.Series:
    """A row of weight 0 counts for nothing; kept, it could be all of a fold, or of a batch."""
    weight = table.frame[name]
    check_weights(weight.filter(there))
    without = int((there & (weight == 0)).sum())
    if without:
        rows = "row has" if without == 1 else "rows have"
        notices.append(f"{without:,} {rows} the weight 0 and will be left out.")
    return there & (weight > 0).fill_null(False)


def _used(frame: pl.DataFrame, request: CreateAutoMLJob) -> list[str]:
    """The columns that can be learnt from. Raises Refused ``no_usable_columns``."""
    reasons = {
        name: left_out(name, request) or find(frame[name], request.feature_types.get(name)).dropped
        for name in frame.columns
        if name != request.target
    }
    if all(reasons.values()):
        raise no_usable_columns(request.target, {n: str(reason) for n, reason in reasons.items()})
    return [name for name, reason in reasons.items() if reason is None]
