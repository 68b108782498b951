"""What went into a model: a file or a folder of parts, and a validation set of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder, write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.model.details import Artifact

from .job_fixtures import add_candidate, job_folder, record


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.csv").write_text("x,left\n1,yes\n")
    (tmp_path / "parts" / "b.csv").write_text("x,left\n2,no\n")
    (tmp_path / "check.csv").write_text("x,left\n3,no\n")
    return tmp_path


def job_on(root: Path, **request: str) -> JobFolder:
    folder = job_folder(root / "jobs", "churn")
    written = record("churn")
    asked = written.request.model_copy(update=request)
    write_json(folder.job, written.model_copy(update={"request": asked, "root": str(root)}))
    add_candidate(folder, "mlp-1")
    return folder


async def inputs(root: Path, served: Path | None = None) -> list[Artifact]:
    found = await Jobs(root / "jobs", served or root).artifacts("churn~mlp-1")
    return [artifact for artifact in found if artifact.group == "Inputs"]


async def test_a_folder_of_parts_and_the_validation_set_are_inputs(root: Path) -> None:
    job_on(root, input_path="/parts", validation_path="check.csv")
    data, validation = await inputs(root)
    assert (data.name, data.path, data.size) == ("Input data", "parts", 13 + 12)
    assert "2 parts" in data.description
    assert (validation.name, validation.path) == ("Validation data", "check.csv")


async def test_an_input_that_went_is_no_artifact_any_more(root: Path) -> None:
    job_on(root, input_path="gone.csv", validation_path="check.csv")
    assert [artifact.name for artifact in await inputs(root)] == ["Validation data"]


async def test_outside_of_the_server_it_cannot_be_opened(root: Path) -> None:
    job_on(root, input_path="check.csv")
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    (data,) = await inputs(root, elsewhere)
    assert data.path is None
