"""Jobs on disk that nobody had to train: the files that a training process leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jupyterlab_canvas_share.autopilot.folder import JobFolder, JobRecord, JobStatus, write_json
from jupyterlab_canvas_share.model.jobs import CreateAutoMLJob, Progress

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
