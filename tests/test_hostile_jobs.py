"""Folders of experiments that somebody else wrote, more of them than a machine bears, and errors
that are none of Python's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.compare import differences
from jupyterlab_canvas_share.autopilot.folder import write_json
from jupyterlab_canvas_share.autopilot.jobs import MOST_UNENDED, Jobs
from jupyterlab_canvas_share.autopilot.processes import mark
from jupyterlab_canvas_share.model.errors import NotFound, Refused
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.routes.operation import operation
from jupyterlab_canvas_share.sources.autopilot import AutopilotSource

from .job_fixtures import add_candidate, job_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "jobs"


async def test_experiments_that_wait_have_a_limit(folder: Path, tmp_path: Path) -> None:
    jobs = Jobs(folder, tmp_path)
    for number in range(MOST_UNENDED):
        job = job_folder(folder, f"job-{number}", ended=False)
        write_json(job.process, mark(os.getpid()))
    request = CreateAutoMLJob(name="one-more", input_path="none.csv", target="y")
    with pytest.raises(Refused) as refused:
        await jobs.create(request)
    assert refused.value.code == "too_many_jobs"
    assert not (folder / "one-more").exists()
    job.stop.touch()
    job.process.unlink()
    with pytest.raises(NotFound) as missing:
        await jobs.create(request)
    assert missing.value.code == "no_such_file"


@pytest.mark.parametrize(
    "content", ["", "{}", "[" * 100_000, "\x00" * 100, '{"root": "/", "x": 1}']
)
async def test_a_damaged_experiment_says_so(folder: Path, tmp_path: Path, content: str) -> None:
    jobs = Jobs(folder, tmp_path)
    add_candidate(job_folder(folder, "churn"), "mlp-1")
    add_candidate(job_folder(folder, "good"), "mlp-1")
    (folder / "churn" / "job.json").write_text(content)
    for ask in (jobs.get, jobs.delete, jobs.stop, jobs.candidates):
        with pytest.raises(Refused) as refused:
            await ask("churn")
        assert refused.value.code == "job_damaged"
        assert str(folder / "churn") in refused.value.message
    assert [job.name for job in (await jobs.list()).items] == ["good"]
    assert len((await AutopilotSource(jobs).list("", None, 10)).items) == 1


@pytest.mark.parametrize("name", ["../good", "..", "good/x", "x" * 65])
async def test_a_candidate_names_no_folder_but_its_own(
    folder: Path, tmp_path: Path, name: str
) -> None:
    """A file that says it is of another folder is none."""
    job = job_folder(folder, "churn")
    add_candidate(job, "mlp-1")
    path = job.candidate("mlp-1") / "candidate.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "name": name}))
    jobs = Jobs(folder, tmp_path)
    assert await jobs.candidates("churn") == ()
    with pytest.raises(NotFound):
        await jobs.finished_path(f"churn~{name}")


@pytest.mark.parametrize(
    "answers",
    [
        {"row": [1], "actual": ["x"], "predicted": ["x"]},
        {"row": ["1"], "actual": [1.0], "predicted": [1.0]},
        {"row": [1], "actual": [1.0]},
        {"other": [1]},
    ],
    ids=["texts", "text rows", "none", "other"],
)
def test_answers_of_another_kind_are_not_known(tmp_path: Path, answers: dict[str, Any]) -> None:
    for name in ("left", "right"):
        (tmp_path / name).mkdir()
        pl.DataFrame(answers).write_parquet(tmp_path / name / "held_back.parquet")
    good = {"row": [1], "actual": [1.0], "predicted": [1.0]}
    pl.DataFrame(good).write_parquet(tmp_path / "left" / "held_back.parquet")
    assert differences(tmp_path / "left", tmp_path / "right") is None
    assert differences(tmp_path / "left", tmp_path / "left") is not None


class _Handler:
    async def ready(self) -> None:
        pass


async def test_a_panic_is_an_error_like_others() -> None:
    """It is no ``Exception``, and so tornado would leave its request without an answer."""

    async def verb(_: Any) -> None:
        pl.Series([2**31 - 1]).cast(pl.Date).cast(pl.String)

    with pytest.raises(RuntimeError):
        await operation("Panic", response="text/plain")(verb)(_Handler())
