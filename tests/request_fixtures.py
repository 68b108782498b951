"""A table to train on, and what a request makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder, JobRecord, write_json
from jupyterlab_canvas_share.autopilot.inputs import Input, load
from jupyterlab_canvas_share.autopilot.prepare import prepare
from jupyterlab_canvas_share.autopilot.task import Work
from jupyterlab_canvas_share.model.errors import CanvasShareError
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob

ROWS = 600


def table(rows: int = ROWS, **changes: Any) -> pl.DataFrame:
    draw = np.random.default_rng(5)
    age = draw.integers(18, 80, rows)
    columns: dict[str, Any] = {
        "age": age,
        "city": draw.choice(["Bonn", "Lyon", "Graz"], rows),
        "amount": draw.uniform(0, 10, rows).round(2),
        "when": [f"2024-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(rows)],
        "bought": np.where(age + draw.normal(0, 15, rows) > 50, "yes", "no"),
    }
    return pl.DataFrame({**columns, **changes})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    table().write_csv(tmp_path / "table.csv")
    return tmp_path


def request(**fields: Any) -> CreateAutoMLJob:
    return CreateAutoMLJob.model_validate(
        {"name": "job", "input_path": "table.csv", "target": "bought", **fields}
    )


def refused(root: Path, **fields: Any) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as caught:
        load(root, request(**fields))
    return caught.value


def prepared(root: Path, **fields: Any) -> tuple[JobFolder, Work]:
    asked = request(**fields)
    found = load(root, asked)
    folder = JobFolder(root / "jobs" / "job")
    folder.path.mkdir(parents=True)
    record = JobRecord(
        request=asked,
        root=str(root),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        problem_type=found.target.problem_type,
        objective=found.target.objective,
        classes=found.target.classes,
        positive_class=found.target.positive_class,
        notices=found.notices,
    )
    write_json(folder.job, record)
    prepare(folder, record)
    return folder, Work(folder.work)


def column(found: Input, name: str) -> pl.Series:
    return found.frame[name]
