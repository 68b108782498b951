"""A job is deleted once it has ended, as a whole; and what it takes on disk is told."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.autopilot.folder import write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.processes import mark
from jupyterlab_canvas_share.model.errors import Conflict, NotFound, Refused
from jupyterlab_canvas_share.routes.table import API
from jupyterlab_canvas_share.sources.autopilot import AutopilotSource

from .job_fixtures import add_candidate, job_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "jobs"


@pytest.fixture
def jobs(folder: Path, tmp_path: Path) -> Jobs:
    return Jobs(folder, tmp_path)


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """One that goes on, as a training does."""
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


async def test_a_job_that_has_ended_goes_with_everything_of_it(jobs: Jobs, folder: Path) -> None:
    job = job_folder(folder, "churn")
    job_folder(folder, "churn-2")
    (job.candidates / "mlp-1").mkdir()
    (job.candidates / "mlp-1" / "bundle.canvasmodel").write_bytes(b"x" * 5000)
    gone = await jobs.delete("churn")
    assert (gone.name, gone.status) == ("churn", "Completed")
    assert (gone.size or 0) > 5000
    assert names(folder) == ["churn-2"]
    assert [found.name for found in (await jobs.list()).items] == ["churn-2"]
    with pytest.raises(NotFound):
        await jobs.get("churn")
    with pytest.raises(NotFound):
        await jobs.delete("churn")


async def test_a_job_that_trains_is_not_deleted(
    jobs: Jobs, folder: Path, process: subprocess.Popen[bytes]
) -> None:
    job = job_folder(folder, "churn", ended=False)
    write_json(job.process, mark(process.pid))
    before = everything(job.path)
    for status in ("InProgress", "Stopping"):
        with pytest.raises(Conflict, match="Stop it first") as conflict:
            await jobs.delete("churn")
        assert conflict.value.code == "job_running"
        assert conflict.value.details == {"name": "churn", "status": status}
        job.stop.touch()
    assert set(before) <= set(everything(job.path))
    assert process.poll() is None


async def test_a_job_whose_process_died_can_be_deleted(
    jobs: Jobs, folder: Path, process: subprocess.Popen[bytes]
) -> None:
    job = job_folder(folder, "churn", ended=False)
    write_json(job.process, mark(process.pid))
    process.kill()
    process.wait()
    assert (await jobs.delete("churn")).status == "Failed"
    assert not job.path.exists()


async def test_a_process_that_has_told_its_end_and_hangs_is_ended_first(
    jobs: Jobs, folder: Path, process: subprocess.Popen[bytes]
) -> None:
    """Else it could write into a new job of the same name."""
    job = job_folder(folder, "churn")
    write_json(job.process, mark(process.pid))
    await jobs.delete("churn")
    assert process.wait(5) < 0
    assert not job.path.exists()


async def test_deleted_once_by_many(jobs: Jobs, folder: Path) -> None:
    job_folder(folder, "churn")
    answers = await asyncio.gather(
        *(jobs.delete("churn") for _ in range(5)), return_exceptions=True
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert sum(isinstance(answer, NotFound) for answer in answers) == 4


async def test_lists_are_answered_while_jobs_are_deleted(jobs: Jobs, folder: Path) -> None:
    for number in range(30):
        add_candidate(job_folder(folder, f"job-{number}"), "mlp-1")
    models = AutopilotSource(jobs)

    async def look() -> None:
        while (await jobs.list()).items:
            await models.list("", None, 10)

    looking = [asyncio.create_task(look()) for _ in range(3)]
    for number in range(30):
        await jobs.delete(f"job-{number}")
    await asyncio.gather(*looking)


async def test_what_a_killed_server_left_of_a_deleted_job_goes_with_the_next(
    jobs: Jobs, folder: Path
) -> None:
    job_folder(folder, "churn")
    job_folder(folder / ".deleted-abc", "job")
    assert [job.name for job in (await jobs.list()).items] == ["churn"]
    await jobs.delete("churn")
    assert names(folder) == []


async def test_what_a_link_points_to_stays(jobs: Jobs, folder: Path, tmp_path: Path) -> None:
    job = job_folder(folder, "churn")
    (tmp_path / "table.csv").write_text("precious" * 1000)
    (job.path / "link.csv").symlink_to(tmp_path / "table.csv")
    (job.path / "up").symlink_to(tmp_path)
    assert ((await jobs.get("churn")).size or 0) < 5000
    await jobs.delete("churn")
    assert (tmp_path / "table.csv").exists()


async def test_a_folder_that_may_not_be_changed_is_told(
    jobs: Jobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_folder(folder, "churn")
    (folder / "churn-2").mkdir()
    # root may write everywhere, so that rights alone would not refuse
    monkeypatch.setattr(Path, "rename", _refused)
    with pytest.raises(Refused, match="Look at the rights of") as refusal:
        await jobs.delete("churn")
    assert refusal.value.code == "job_not_deletable"
    assert job.job.is_file()
    assert names(folder) == ["churn", "churn-2"]


def _refused(path: Path, target: Path) -> Path:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    "name",
    ["..", "../jobs", ".", ".deleted-abc", "churn/../churn", "", "churn\n", "CHURN", "a" * 99],
)
async def test_no_name_reaches_anything_else(
    jobs: Jobs, folder: Path, tmp_path: Path, name: str
) -> None:
    job_folder(folder, "churn")
    (folder / ".deleted-abc").mkdir()
    (folder / ".deleted-abc" / "job.json").write_text("{}")
    before = everything(tmp_path)
    with pytest.raises(NotFound):
        await jobs.delete(name)
    assert everything(tmp_path) == before


async def test_the_size_is_told_of_one_job_and_not_in_the_list(jobs: Jobs, folder: Path) -> None:
    job = job_folder(folder, "churn")
    size = (await jobs.get("churn")).size or 0
    (job.candidates / "a" / "b").mkdir(parents=True)
    (job.candidates / "a" / "b" / "c").write_bytes(b"x" * 1234)
    assert (await jobs.get("churn")).size == size + 1234
    assert [found.size for found in (await jobs.list()).items] == [None]


async def test_deleting_over_http(jp_fetch: Any, folder: Path) -> None:
    job_folder(folder, "churn")
    running = job_folder(folder, "running", ended=False)
    write_json(running.process, mark(os.getpid()))

    async def delete(name: str) -> tuple[int, Any]:
        answer = await jp_fetch(*API.split("/"), "jobs", name, method="DELETE", raise_error=False)
        return answer.code, json.loads(answer.body)

    status, body = await delete("churn")
    assert (status, body["name"], body["status"]) == (200, "churn", "Completed")
    assert body["size"] > 0
    assert (await delete("churn"))[0] == 404
    status, body = await delete("running")
    assert (status, body["code"]) == (409, "job_running")
    assert (await delete("..%2Fjobs"))[1]["code"] == "no_such_job"
    assert names(folder) == ["running"]
