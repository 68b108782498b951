"""A job on disk: one folder, written so that a reader never sees half a file.

::

    job.json                    the request and what was resolved from it (JobRecord)
    status.json                 progress, replaced often (JobStatus)
    process.json                which process trains (ProcessMark)
    stop                        empty: somebody asked to stop
    train.log                   what the subprocess printed, tracebacks included
    data_profile.json           every column, its type, and why it is or is not used
    split.json                  how many rows were read, left out, trained and validated on
    candidates/<name>/          candidate.json, result.json, bundle.canvasmodel, held_back.parquet
    work/                       arrays of the run; deleted at its end

Beside the jobs' folders lies ``.training.lock``: who has it trains, see queue.py.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TypeVar

from ..model.base import Frozen, Time
from ..model.inputs import InputColumn
from ..model.job_requests import AutoMLMode, CreateAutoMLJob
from ..model.jobs import AutoMLJobSecondaryStatus, AutoMLJobStatus, Progress, SplitKind
from ..model.metrics import Objective, ProblemType
from .processes import ProcessMark

M = TypeVar("M", bound=Frozen)


class JobRecord(Frozen):
    """``job.json``: written once, when the job is created. ``root`` is the folder that
    ``request.input_path`` starts at. ``mode`` is what AUTO became, and ``mode_reason`` why."""

    request: CreateAutoMLJob
    root: str
    created_at: Time
    problem_type: ProblemType
    objective: Objective
    classes: tuple[str, ...]
    positive_class: str | None
    notices: tuple[str, ...]
    mode: AutoMLMode = "ENSEMBLING"
    mode_reason: str = ""


class JobStatus(Frozen):
    """``status.json``: replaced as a whole by the training process."""

    status: AutoMLJobStatus
    secondary_status: AutoMLJobSecondaryStatus
    progress: Progress
    ended_at: Time | None = None
    failure_reason: str | None = None
    queued_behind: str | None = None
    partial_failure_reasons: tuple[str, ...] = ()


class SplitFacts(Frozen):
    """``split.json``. ``rows_without_target``, or of weight 0, were left out of both splits. With
    the ``kind`` ``Folds`` every row is held back once; ``folds`` may lie inside another split, too,
    and is 1 where there are none."""

    rows_read: int
    rows_without_target: int
    train_rows: int
    validation_rows: int
    seed: int
    kind: SplitKind = "Fraction"
    folds: int = 1


class DataProfile(Frozen):
    """``data_profile.json``: every column of the training split, and whether it is used."""

    rows: int
    columns: tuple[InputColumn, ...]


class JobFolder:
    """The paths of one job and typed access to its small files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.job = path / "job.json"
        self.status = path / "status.json"
        self.process = path / "process.json"
        self.stop = path / "stop"
        self.log = path / "train.log"
        self.data_profile = path / "data_profile.json"
        self.split = path / "split.json"
        self.candidates = path / "candidates"
        self.work = path / "work"

    def candidate(self, name: str) -> Path:
        return self.candidates / name

    def record(self) -> JobRecord:
        """Raises FileNotFoundError or ValueError where ``job.json`` is not what we wrote."""
        return JobRecord.model_validate_json(self.job.read_bytes())

    def read_status(self) -> JobStatus | None:
        return read_json(self.status, JobStatus)

    def read_process(self) -> ProcessMark | None:
        return read_json(self.process, ProcessMark)


def read_json(path: Path, kind: type[M]) -> M | None:
    """The file as a type, None where it is not there or damaged."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def write_json(path: Path, value: Frozen) -> None:
    """Replace the file as a whole, or not at all."""
    write_text(path, value.model_dump_json(indent=1))


def write_text(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace the file as a whole, or not at all; ``mode`` are its rights."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
