"""How an input file is understood, before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..model.inputs import ClassCount, InputColumn, InputPreview
from ..model.job_requests import CreateAutoMLJob
from .cells import as_text, shortened
from .findings import Finding, find
from .inputs import MIN_ROWS, too_few, warnings_of
from .leakage import suspicions
from .locate import locate
from .profile import left_out
from .requested import check_target, typed_table
from .tables import read_files
from .target import auto_problem_type, class_counts, is_there

HEAD_ROWS = 20
#: Bytes of a head whose cells may be whole.
LARGEST_HEAD = 16 * 1024**2
#: Values of a target that are listed; no target of more can be one of classes.
CLASSES = 1_000


def preview(
    root: Path,
    path: str,
    target: str | None,
    *,
    whole: bool = False,
    validation: bool = False,
) -> InputPreview:
    """How a file, or a folder of parts, is understood: types, missing values, the first rows, and
    which columns may tell the target. Long cells are cut unless ``whole``, and also
    then if they are very long. Of rows for ``validation`` there may be few, and a column in which
    they do not vary is used. Raises what ``locate`` and ``read_files`` raise, and Refused
    ``no_such_target``."""
    where = locate(root, path)
    table = typed_table(read_files(where.files), None)
    frame, table_format = table.frame, table.table_format
    problem_type, suspect = None, dict[str, str]()
    counts: tuple[ClassCount, ...] = ()
    if target is not None:
        check_target(frame, target)
        there = is_there(frame[target])
        if there.any() and not frame[target].dtype.is_temporal():
            problem_type = auto_problem_type(frame[target])
            if problem_type != "Regression":
                counts = class_counts(frame[target], CLASSES)
            names = [name for name in frame.columns if name != target]
            suspect = suspicions(frame.filter(there), target, problem_type, names)
    warnings = warnings_of(frame.columns, table.warnings, suspect)
    columns = tuple(
        input_column(
            name,
            find(frame[name]),
            use="target" if name == target else "feature" if validation else None,
            warnings=warnings.get(name, ()),
        )
        for name in frame.columns
    )
    head = as_text(frame.head(HEAD_ROWS))
    shown_whole = whole and head.estimated_size() <= LARGEST_HEAD
    notices = list(table_format.notices)
    if frame.height < MIN_ROWS and not validation:
        notices.append(too_few(frame.height, "").message)
    return InputPreview(
        path=path,
        format=table_format.kind,
        separator=table_format.separator,
        decimal=table_format.decimal if table_format.kind == "csv" else None,
        encoding=table_format.encoding,
        rows=frame.height,
        parts=len(where.files),
        size=where.size,
        columns=columns,
        head=tuple((head if shown_whole else shortened(head)).iter_rows()),
        notices=tuple(notices),
        target=target,
        problem_type=problem_type,
        classes=counts,
    )


def input_columns(
    findings: Mapping[str, Finding],
    request: CreateAutoMLJob,
    warnings: Mapping[str, tuple[str, ...]],
) -> tuple[InputColumn, ...]:
    """The columns of a job's input as people see them."""
    columns = []
    for name, finding in findings.items():
        use = {request.target: "target", request.sample_weight_column: "weight"}.get(name)
        asked_out = left_out(name, request) if use is None else None
        found = warnings.get(name, ())
        columns.append(input_column(name, finding, use=use, why=asked_out, warnings=found))
    return tuple(columns)


def input_column(
    name: str,
    finding: Finding,
    *,
    use: str | None = None,
    why: str | None = None,
    warnings: tuple[str, ...] = (),
) -> InputColumn:
    """A finding as people see it: ``use`` None is a feature unless there is a reason against."""
    reason = None if use else why or finding.dropped
    return InputColumn.model_validate(
        {
            "name": name,
            "type": finding.kind,
            "missing": finding.missing,
            "unique": finding.unique,
            "use": use or ("dropped" if reason else "feature"),
            "reason": reason,
            "warnings": warnings if use or not why else (),
        }
    )
