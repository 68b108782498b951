"""Jobs on disk that nobody had to train: the files that a training process leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyterlab_canvas_share.autopilot.folder import JobFolder, JobRecord, JobStatus, write_json
from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.model.jobs import Candidate, Progress

from .bundle_fixtures import Made

STARTED = datetime(2026, 1, 1, 12, tzinfo=UTC)


def record(name: str) -> JobRecord:
    return JobRecord(
        request=CreateAutoMLJob(name=name, input_path="table.csv", target="left"),
        root="",
        created_at=STARTED,
        problem_type="BinaryClassification",
        objective="F1",
        classes=("no", "yes"),
        positive_class="yes",
        notices=(),
        mode_reason="Chosen by you.",
    )


def job_folder(jobs: Path, name: str, *, ended: bool = True) -> JobFolder:
    """A job below ``jobs`` that has ended well, or that a process is to be noted for."""
    folder = JobFolder(jobs / name)
    folder.candidates.mkdir(parents=True)
    write_json(folder.job, record(name))
    write_json(
        folder.status,
        JobStatus(
            status="Completed" if ended else "InProgress",
            secondary_status="Completed" if ended else "TrainingModels",
            progress=Progress(fraction=1, done=1, total=1, message="Completed"),
            ended_at=STARTED if ended else None,
        ),
    )
    return folder


def add_candidate(
    folder: JobFolder, name: str, made: Made | None = None, **fields: Any
) -> Candidate:
    """A candidate of the job: completed with the bundle of ``made``, else as ``fields`` say."""
    job = folder.path.name
    candidate = Candidate.model_validate(
        {
            "name": name,
            "model_id": f"{job}~{name}",
            "job": job,
            "algorithm": "linear-learner",
            "status": "Completed",
            "created_at": STARTED,
            "objective": {"name": "F1", "value": 0.75},
            "shareable": made is not None,
            "explanation": "Completed",
            **fields,
        }
    )
    own = folder.candidate(name)
    own.mkdir()
    write_json(own / "candidate.json", candidate)
    if made is not None:
        write_bundle(own / "bundle.canvasmodel", made.contents, made.graph)
    return candidate
