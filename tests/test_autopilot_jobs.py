"""Jobs as a person meets them: created, watched, stopped, killed, found again after a restart."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder, write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.processes import ProcessMark, is_alive, mark
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.errors import BadRequest, Conflict, NotFound, Refused
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob

from . import datasets
from .autopilot_fixtures import (
    Finished,
    churn,
    train,
    training,
    wait_for_candidate,
    wait_for_end,
    wait_until,
    workers_of,
)

__all__ = ["churn"]


def request(name: str = "diamonds", **more: object) -> CreateAutoMLJob:
    fields = {"input_path": "diamonds.csv", "target": "cut", "time_budget_seconds": 300, **more}
    return CreateAutoMLJob.model_validate({"name": name, **fields})


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A table that takes long enough to be interrupted."""
    datasets.sample(datasets.diamonds(), 5_000, tmp_path / "diamonds.csv")
    return tmp_path


@pytest.fixture
def jobs(large: Path) -> Jobs:
    return Jobs(large / "state" / "jobs", large)


async def test_a_job_outlives_its_server_and_can_be_stopped_by_the_next(
    jobs: Jobs, large: Path
) -> None:
    created = await jobs.create(request())
    assert created.status == "InProgress"
    await wait_for_candidate(jobs, "diamonds")
    next_server = Jobs(large / "state" / "jobs", large)
    seen = await next_server.get("diamonds")
    assert seen.status == "InProgress"
    assert seen.progress.message.startswith("Training ")
    with pytest.raises(Refused, match="still training") as refusal:
        await next_server.bundle_path(await _running_model(next_server))
    assert refusal.value.code == "candidate_not_ready"

    stopping = await next_server.stop("diamonds")
    assert stopping.status in ("Stopping", "Stopped")
    ended = await wait_for_end(next_server, "diamonds")
    assert (ended.status, ended.secondary_status) == ("Stopped", "Stopped")
    assert ended.failure_reason is None
    assert ended.ended_at is not None
    candidates = await next_server.candidates("diamonds")
    assert candidates[0].status == "Completed"
    assert {c.status for c in candidates} <= {"Completed", "Stopped"}
    # what is finished can be shared, explained or not
    assert all(c.shareable for c in candidates if c.status == "Completed")
    assert {c.explanation for c in candidates} <= {"Completed", "Skipped"}
    open_bundle(await next_server.bundle_path(candidates[0].model_id))
    assert (await next_server.stop("diamonds")).status == "Stopped"


async def _running_model(jobs: Jobs) -> str:
    return next(c.model_id for c in await jobs.candidates("diamonds") if c.status == "InProgress")


async def test_a_killed_job_says_so_and_keeps_what_it_has(jobs: Jobs, large: Path) -> None:
    await jobs.create(request())
    await wait_for_candidate(jobs, "diamonds")
    process = JobFolder(large / "state" / "jobs" / "diamonds").read_process()
    assert process is not None
    workers = workers_of(process.pid)
    assert len(workers) == 2
    os.kill(process.pid, signal.SIGKILL)
    ended = await wait_for_end(jobs, "diamonds")
    assert (ended.status, ended.secondary_status) == ("Failed", "Failed")
    assert ended.failure_reason is not None
    assert "ended unexpectedly" in ended.failure_reason
    candidates = await jobs.candidates("diamonds")
    assert ended.best_candidate == candidates[0].name
    open_bundle(await jobs.bundle_path(candidates[0].model_id))
    assert {c.status for c in candidates[1:]} <= {"Completed", "Stopped"}
    await asyncio.to_thread(_wait_until_gone, workers)  # no worker outlives its job
    assert await jobs.get("diamonds") == ended


def _wait_until_gone(pids: list[int]) -> None:
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)


async def test_a_killed_worker_costs_one_candidate(jobs: Jobs, large: Path) -> None:
    await jobs.create(request())
    await wait_for_candidate(jobs, "diamonds")
    process = JobFolder(large / "state" / "jobs" / "diamonds").read_process()
    assert process is not None
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    job = await wait_until(jobs, "diamonds", lambda j: bool(j.partial_failure_reasons))
    assert job.status == "InProgress"
    failed = [c for c in await jobs.candidates("diamonds") if c.status == "Failed"]
    assert len(failed) == 1
    assert job.partial_failure_reasons == (f"{failed[0].name}: {failed[0].failure_reason}",)
    assert "ended unexpectedly" in (failed[0].failure_reason or "")
    with pytest.raises(Refused) as refusal:
        await jobs.bundle_path(failed[0].model_id)
    assert refusal.value.code == "candidate_not_ready"
    await jobs.stop("diamonds")
    await wait_for_end(jobs, "diamonds")


@pytest.mark.parametrize("budget", [10, pytest.param(20, marks=pytest.mark.long)])
async def test_the_time_budget_is_kept(jobs: Jobs, budget: int) -> None:
    await jobs.create(request(time_budget_seconds=budget))
    ended = await wait_for_end(jobs, "diamonds")
    assert ended.ended_at is not None
    seconds = (ended.ended_at - ended.created_at).total_seconds()
    assert seconds <= budget * 1.05 + 2
    if ended.secondary_status == "Completed":  # a fast machine
        return
    candidates = await jobs.candidates("diamonds")
    if ended.status == "Failed":  # a slow one
        assert f"time budget of {budget} seconds" in (ended.failure_reason or "")
        assert "Completed" not in {c.status for c in candidates}
    else:
        assert ended.secondary_status == "MaxAutoMLJobRuntimeReached"
        assert candidates[0].status == "Completed"
        assert all(c.shareable for c in candidates if c.status == "Completed")
        assert {c.failure_reason for c in candidates if c.status == "Stopped"} <= {
            "The time budget ended."
        }


def test_a_process_number_used_again_is_not_mistaken() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        found = mark(child.pid)
        assert is_alive(found)
        assert not is_alive(ProcessMark(pid=child.pid, started="earlier"))
    finally:
        child.communicate(b"\n")
    assert not is_alive(found)
    with pytest.raises(ProcessLookupError):
        mark(child.pid)


async def test_a_job_whose_number_went_to_another_process_has_failed(
    churn: Finished, tmp_path: Path
) -> None:
    copied = tmp_path / "state" / "jobs" / "churn"
    copied.mkdir(parents=True)
    (copied / "job.json").write_bytes((churn.folder / "job.json").read_bytes())
    running = ProcessMark(pid=os.getpid(), started="an earlier boot")
    write_json(JobFolder(copied).process, running)
    job = await Jobs(copied.parent, tmp_path).get("churn")
    assert job.status == "Failed"
    write_json(JobFolder(copied).process, mark(os.getpid()))
    assert (await Jobs(copied.parent, tmp_path).get("churn")).status == "InProgress"


async def test_jobs_are_listed_newest_first_in_pages(churn: Finished, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "jobs"
    record = JobFolder(churn.folder).record()
    names = [f"job-{i}" for i in range(5)]
    for hours, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        at = record.created_at.replace(year=2020, hour=hours)
        renamed = record.request.model_copy(update={"name": name})
        write_json(
            JobFolder(folder / name).job,
            record.model_copy(update={"created_at": at, "request": renamed}),
        )
    (folder / "stray").mkdir()
    jobs = Jobs(folder, tmp_path)
    first = await jobs.list(limit=2)
    second = await jobs.list(after=first.next, limit=2)
    third = await jobs.list(after=second.next, limit=2)
    listed = [[job.name for job in page.items] for page in (first, second, third)]
    assert listed == [["job-4", "job-3"], ["job-2", "job-1"], ["job-0"]]
    assert third.next is None
    with pytest.raises(BadRequest):
        await jobs.list(after="nonsense")


async def test_a_name_is_taken_whatever_its_case(churn: Finished) -> None:
    for name in ("churn", "Churn"):
        with pytest.raises(Conflict) as conflict:
            await churn.jobs.create(
                CreateAutoMLJob(name=name, input_path="data/churn.csv", target="Churn")
            )
        assert conflict.value.code == "job_exists"
    names = {path.name for path in churn.folder.parent.iterdir()}
    assert names == {"churn", ".training.lock"}


@pytest.mark.parametrize("name", ["..", "../churn", "no-such-job", "churn/", ""])
async def test_no_name_reaches_out_of_the_folder(churn: Finished, name: str) -> None:
    with pytest.raises(NotFound) as missing:
        await churn.jobs.get(name)
    assert missing.value.code == "no_such_job"
    with pytest.raises(NotFound):
        await churn.jobs.candidate(f"{name}~linear-learner-1")
    with pytest.raises(NotFound):
        await churn.jobs.bundle_path(f"churn~{name}")


@pytest.mark.parametrize("handed_over", [True, False])
async def test_a_file_that_vanishes_after_it_was_checked(tmp_path: Path, handed_over: bool) -> None:
    """What was read is trained on; only where that is gone, too, is the file read again."""
    path = datasets.sample(datasets.churn(), 600, tmp_path / "churn.csv")
    folder = tmp_path / "state" / "jobs"
    folder.mkdir(parents=True)
    jobs = Jobs(folder, tmp_path)
    with training(folder, "earlier"):
        await jobs.create(
            CreateAutoMLJob(
                name="changed",
                input_path="churn.csv",
                target="Churn",
                mode="ENSEMBLING",
                algorithms=("linear-learner",),
            )
        )
        path.unlink()
        if not handed_over:
            shutil.rmtree(folder / "changed" / "work")
    ended = await wait_for_end(jobs, "changed")
    if handed_over:
        assert ended.status == "Completed"
        return
    assert ended.status == "Failed"
    assert "There is no file “churn.csv”" in (ended.failure_reason or "")
    assert "Traceback" not in (ended.failure_reason or "")
    assert "Traceback" in (folder / "changed" / "train.log").read_text()


async def test_rows_without_a_target_are_left_out_and_it_is_said(tmp_path: Path) -> None:
    lines = datasets.churn().read_text().splitlines()[:701]
    for number in (10, 20, 30):
        lines[number] = lines[number].rpartition(",")[0] + ","
    (tmp_path / "churn.csv").write_text("\n".join(lines))
    finished = await train(
        tmp_path,
        tmp_path / "state" / "jobs",
        name="holes",
        input_path="churn.csv",
        target="Churn",
        objective="AUC",
        positive_class="No",
    )
    assert any(notice.startswith("3 rows have no value") for notice in finished.job.notices)
    assert finished.job.classes == ("Yes", "No")
    contents = open_bundle(finished.bundle(finished.candidates[0])).contents
    assert contents.manifest.provenance.rows == 697
    assert contents.manifest.positive_class == "No"
    assert contents.manifest.objective == "AUC"


def test_reading_jobs_loads_nothing_numerical() -> None:
    code = (
        "import sys; import jupyterlab_canvas_share.autopilot.jobs, "
        "jupyterlab_canvas_share.sources.autopilot; "
        "print(sorted({'numpy', 'polars', 'sklearn', 'onnx', 'lightgbm'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
