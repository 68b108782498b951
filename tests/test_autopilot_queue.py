"""Two experiments at once: one trains, the other waits and says for whom."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.queue import TrainingLock
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob

from . import datasets
from .autopilot_fixtures import training, wait_for_end, wait_until


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    datasets.sample(datasets.churn(), 600, tmp_path / "churn.csv")
    return Jobs(tmp_path / "jobs", tmp_path)


def request(name: str) -> CreateAutoMLJob:
    return CreateAutoMLJob(
        name=name,
        input_path="churn.csv",
        target="Churn",
        mode="ENSEMBLING",
        algorithms=("linear-learner",),
        time_budget_seconds=60,
    )


class Interrupted(Exception):
    pass


async def test_experiments_queue_and_waiting_costs_no_budget(jobs: Jobs, tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    with training(tmp_path / "jobs", "earlier"):
        for name in ("stopped", "killed", "waiting"):
            await jobs.create(request(name))
        for name in ("stopped", "killed", "waiting"):
            job = await wait_until(jobs, name, lambda j: j.queued_behind is not None)
            assert (job.status, job.secondary_status) == ("InProgress", "Starting")
            assert job.queued_behind == "earlier"
            assert job.progress.message == "Waiting for the experiment earlier"
            assert job.split is None
        await jobs.stop("stopped")
        stopped = await wait_for_end(jobs, "stopped")
        assert (stopped.status, stopped.queued_behind) == ("Stopped", None)
        process = JobFolder(tmp_path / "jobs" / "killed").read_process()
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        killed = await wait_for_end(jobs, "killed")
        assert (killed.status, killed.queued_behind) == ("Failed", None)
        assert (await jobs.get("waiting")).status == "InProgress"
    ended = await wait_for_end(jobs, "waiting")
    assert (ended.status, ended.queued_behind) == ("Completed", None)
    assert [c.name for c in await jobs.candidates("waiting")] == ["linear-learner-1"]


def test_the_lock_names_who_has_it_and_waiting_can_be_interrupted(tmp_path: Path) -> None:
    lock = TrainingLock(tmp_path)
    seen: list[str] = []

    def waiting(holder: str, seconds: float) -> None:
        seen.append(holder)
        if len(seen) >= 2:
            raise Interrupted

    with training(tmp_path, "a-long-name"), pytest.raises(Interrupted):
        lock.acquire("b", waiting)
    assert seen == ["a-long-name"] * 2
    lock.acquire("b", waiting)
    with pytest.raises(Interrupted):
        TrainingLock(tmp_path).acquire("c", waiting)
    assert seen[2:] == ["b"]
