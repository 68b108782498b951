"""The folders of jobs: one by its name, or all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..model.base import NAME_PATTERN
from ..model.errors import NotFound, Refused
from ..model.jobs import AutoMLJob
from ..model.paging import cursor
from .folder import JobFolder, JobRecord


def find(jobs: Path, name: str) -> JobFolder:
    """Raises NotFound ``no_such_job``, Refused ``job_damaged``."""
    folder = JobFolder(jobs / name)
    if not re.fullmatch(NAME_PATTERN, name) or not folder.job.is_file():
        raise NotFound(
            f"There is no experiment “{name}”. AutoML on the Home panel lists them.",
            code="no_such_job",
            details={"name": name},
        )
    try:
        folder.record()
    except ValueError:
        raise Refused(
            f"The experiment “{name}” cannot be read: its file job.json was damaged, or written"
            f" by a newer version. Remove the folder {folder.path}, or update.",
            code="job_damaged",
            details={"name": name},
        ) from None
    return folder


def records(jobs: Path) -> Iterator[tuple[JobFolder, JobRecord]]:
    """Of all jobs that can be read; what is deleted meanwhile is passed over."""
    for entry in jobs.iterdir() if jobs.is_dir() else ():
        if re.fullmatch(NAME_PATTERN, entry.name):
            folder = JobFolder(entry)
            with suppress(FileNotFoundError, NotADirectoryError, ValueError):
                yield folder, folder.record()


def place(created: datetime, name: str) -> tuple[str, str]:
    """Where a job stands in a list, the newest last."""
    return created.astimezone(UTC).isoformat(), name


def cursor_after(job: AutoMLJob) -> str:
    """Where ``Jobs.list`` goes on after this job."""
    return cursor(place(job.created_at, job.name))
