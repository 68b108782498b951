"""A new job's folder: checked, complete, and then there."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ..model.errors import Conflict, Refused
from ..model.job_requests import CreateAutoMLJob
from .data_hmac import data_hmac
from .folder import JobFolder, JobRecord, write_json
from .mode import resolve_mode


@cache
def can_train() -> bool:
    """Whether what the extra ``[autopilot]`` brings is installed."""
    libraries = ("sklearn", "lightgbm", "xgboost", "optuna", "skl2onnx")
    return all(find_spec(library) is not None for library in libraries)


def create_folder(jobs: Path, root: Path, request: CreateAutoMLJob) -> JobFolder:
    """Below ``jobs``, of an input below ``root``. On any error nothing is created.

    Raises Conflict ``job_exists``, NotFound ``no_such_file`` and Refused."""
    if not can_train():
        raise Refused(
            "Training is not installed on this server. Install it with: "
            "pip install 'jupyterlab-canvas-share[autopilot]'",
            code="training_not_installed",
        )
    from .handover import save_input
    from .inputs import load

    _check_free(jobs, request.name)
    request = request.resolved()
    found = load(root, request)
    mode, reason = resolve_mode(request, found.size)
    jobs.mkdir(parents=True, exist_ok=True)
    record = JobRecord(
        request=request,
        root=str(root.resolve()),
        created_at=datetime.now(UTC),
        problem_type=found.target.problem_type,
        objective=found.target.objective,
        classes=found.target.classes,
        positive_class=found.target.positive_class,
        notices=found.notices,
        mode=mode,
        mode_reason=reason,
    )
    building = Path(tempfile.mkdtemp(dir=jobs, prefix=".new-"))
    folder = JobFolder(jobs / request.name)
    try:
        save_input(found, data_hmac(found.files, jobs), JobFolder(building).work)
        write_json(JobFolder(building).job, record)
        _check_free(jobs, request.name)
        building.rename(folder.path)
    except BaseException:
        shutil.rmtree(building)
        raise
    return folder


def _check_free(jobs: Path, name: str) -> None:
    if not jobs.is_dir():
        return
    for entry in jobs.iterdir():
        if entry.name.casefold() == name.casefold():
            raise Conflict(
                f"There is an experiment “{entry.name}” already. Choose another name; upper "
                "and lower case count as the same.",
                code="job_exists",
                details={"name": entry.name},
            )
