"""A job's folder goes, as a whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ..model.errors import Refused
from .folder import JobFolder

#: No job is called this: names begin with a letter or digit.
_PREFIX = ".deleted-"


def delete_folder(folder: JobFolder) -> None:
    """Raises Refused ``job_not_deletable`` where the file system says no."""
    jobs = folder.path.parent
    try:
        # out of sight first: a reader sees all of a job or nothing
        folder.path.rename(Path(tempfile.mkdtemp(dir=jobs, prefix=_PREFIX)) / "job")
    except OSError as error:
        raise Refused(
            f"The experiment “{folder.path.name}” cannot be deleted: {error.strerror or error}. "
            f"Look at the rights of {folder.path}.",
            code="job_not_deletable",
            details={"name": folder.path.name},
        ) from error
    finally:
        # also what a server that was killed in between left behind
        for left in jobs.glob(f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
