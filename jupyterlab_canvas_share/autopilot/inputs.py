"""The input file of a job: found below the server's root, read, and checked against the request."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import NotFound, Refused
from ..model.jobs import ClassCount, CreateAutoMLJob, InputColumn, InputPreview
from .profile import Finding, find
from .target import Target, auto_problem_type, class_counts, is_there, resolve

if TYPE_CHECKING:
    import polars as pl

    from ..transforms.table_format import TableFormat

#: SageMaker's Autopilot takes no fewer.
MIN_ROWS = 500
HEAD_ROWS = 20
#: A cell of the preview is cut here.
CELL_CHARACTERS = 200


@dataclass(frozen=True)
class Input:
    """A table that may be trained on: rows with a target only, ``dropped`` others left out."""

    path: Path
    frame: pl.DataFrame
    table_format: TableFormat
    target: Target
    dropped: int
    notices: tuple[str, ...]


def locate(root: Path, path: str) -> Path:
    """The file ``path`` below ``root``. Raises NotFound ``no_such_file`` if there is none, and
    Refused ``path_outside_root`` for a path or a symbolic link that leads out of it."""
    root = root.resolve()
    try:
        found = (root / path.removeprefix("/")).resolve()
        there = found.is_relative_to(root) and found.is_file()
    except (OSError, ValueError, RuntimeError):  # a loop of links, or a NUL byte
        there, found = False, root
    if not found.is_relative_to(root):
        raise Refused(
            f"“{path}” leads out of the server's folder. Copy the file into it and choose that.",
            code="path_outside_root",
        )
    if not there:
        raise NotFound(
            f"There is no file “{path}”. Check the path; it starts at the server's folder.",
            code="no_such_file",
            details={"path": path},
        )
    return found


def load(root: Path, request: CreateAutoMLJob) -> Input:
    """Read and check the input of a job. Raises what ``locate``, ``read_table`` and
    ``target.resolve`` raise, and Refused ``too_few_rows``, ``no_such_target``, ``target_missing``
    or ``no_usable_columns``."""
    from ..transforms.read import read_table
    from ..transforms.table_format import sniff

    path = locate(root, request.input_path)
    table_format = sniff(path)
    frame = read_table(path, table_format)
    if frame.height < MIN_ROWS:
        raise _too_few(frame.height, "")
    _check_target(frame, request.target)
    there = is_there(frame[request.target])
    notices = list(table_format.notices)
    dropped = frame.height - int(there.sum())
    if dropped == frame.height:
        raise Refused(
            f"The target “{request.target}” is missing in every row. Choose another target.",
            code="target_missing",
            details={"target": request.target},
        )
    if dropped:
        frame = frame.filter(there)
        rows = "row has" if dropped == 1 else "rows have"
        notices.append(
            f"{dropped:,} {rows} no value for the target “{request.target}” and will be left out."
        )
    target = resolve(frame[request.target], request)
    if frame.height < MIN_ROWS:
        raise _too_few(frame.height, f" with a value for “{request.target}”")
    others = [name for name in frame.columns if name != request.target]
    if all(find(frame[name]).dropped for name in others):
        raise no_usable_columns(
            request.target, {name: str(find(frame[name]).dropped) for name in others}
        )
    return Input(path, frame, table_format, target, dropped, tuple(notices))


def preview(root: Path, path: str, target: str | None) -> InputPreview:
    """How a file is understood: types, missing values, the first rows. Raises what ``locate`` and
    ``read_table`` raise, and Refused ``no_such_target``."""
    import polars as pl

    from ..transforms.read import read_table
    from ..transforms.table_format import sniff

    found = locate(root, path)
    table_format = sniff(found)
    frame = read_table(found, table_format)
    if target is not None:
        _check_target(frame, target)
    columns = tuple(input_column(name, find(frame[name]), target) for name in frame.columns)
    head = frame.head(HEAD_ROWS).select(pl.all().cast(pl.String).str.slice(0, CELL_CHARACTERS))
    notices = list(table_format.notices)
    if frame.height < MIN_ROWS:
        notices.append(_too_few(frame.height, "").message)
    problem_type = None
    counts: tuple[ClassCount, ...] = ()
    if target is not None and is_there(frame[target]).any():
        problem_type = auto_problem_type(frame[target])
        counts = () if problem_type == "Regression" else class_counts(frame[target])
    return InputPreview(
        path=path,
        format=table_format.kind,
        separator=table_format.separator,
        decimal=table_format.decimal if table_format.kind == "csv" else None,
        encoding=table_format.encoding,
        rows=frame.height,
        columns=columns,
        head=tuple(head.iter_rows()),
        notices=tuple(notices),
        target=target,
        problem_type=problem_type,
        classes=counts,
    )


def input_column(name: str, finding: Finding, target: str | None) -> InputColumn:
    """A finding as people see it."""
    dropped = finding.dropped is not None and name != target
    return InputColumn(
        name=name,
        type=finding.kind,
        missing=finding.missing,
        unique=finding.unique,
        use="target" if name == target else "dropped" if dropped else "feature",
        reason=finding.dropped if dropped else None,
    )


def no_usable_columns(target: str, dropped: dict[str, str]) -> Refused:
    """The refusal of a table in which nothing can be learnt from."""
    reasons = " ".join(f"“{name}”: {reason}" for name, reason in list(dropped.items())[:10])
    return Refused(
        f"No column is left to predict “{target}” from. {reasons} Add columns that say something "
        "about it.",
        code="no_usable_columns",
        details={"dropped": dropped},
    )


def _check_target(frame: pl.DataFrame, target: str) -> None:
    if target in frame.columns:
        return
    folded = {name.strip().casefold(): name for name in frame.columns}
    near = difflib.get_close_matches(target.strip().casefold(), folded, n=3, cutoff=0.6)
    names = [folded[name] for name in near]
    hint = f" Did you mean {', '.join(f'“{name}”' for name in names)}?" if names else ""
    raise Refused(
        f"There is no column “{target}” in the data.{hint or ' Choose one of its columns.'}",
        code="no_such_target",
        details={"target": target, "near": names},
    )


def _too_few(rows: int, which: str) -> Refused:
    return Refused(
        f"There are {rows} rows{which}. Autopilot needs at least {MIN_ROWS} to train and to "
        "validate; add rows or choose another file.",
        code="too_few_rows",
        details={"rows": rows, "minimum": MIN_ROWS},
    )
