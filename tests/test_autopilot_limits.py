"""Limits of time: a candidate's own, and the experiment's while it explains."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.candidates import search_of
from jupyterlab_canvas_share.autopilot.clock import Clock
from jupyterlab_canvas_share.autopilot.folder import JobFolder, read_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.pool import WorkerPool
from jupyterlab_canvas_share.autopilot.reporting import Reporter
from jupyterlab_canvas_share.autopilot.schedule import Explain
from jupyterlab_canvas_share.autopilot.training import Training
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.model.jobs import Candidate

from . import datasets
from .autopilot_fixtures import Finished, train, wait_for_end, wait_until, workers_of
from .request_fixtures import prepared, root

__all__ = ["root"]

CANDIDATE = "linear-learner-1"


async def short(root: Path, seconds: int) -> Finished:
    """Five folds of boosting on it take many times the ``seconds`` that a candidate may."""
    datasets.sample(datasets.diamonds(), 20_000, root / "diamonds.csv")
    return await train(
        root,
        root / "state" / "jobs",
        name="short",
        input_path="diamonds.csv",
        target="cut",
        mode="ENSEMBLING",
        algorithms=("lightgbm", "xgboost"),
        max_candidates=3,
        max_runtime_per_candidate_seconds=seconds,
    )


@pytest.mark.parametrize("limit", [1, pytest.param(5, marks=pytest.mark.long)])
async def test_no_candidate_takes_longer_than_it_may(tmp_path: Path, limit: int) -> None:
    finished = await short(tmp_path, limit)
    for candidate in finished.candidates:
        assert candidate.ended_at is not None
        assert (candidate.ended_at - candidate.created_at).total_seconds() < limit + 2
        if candidate.status == "Failed":
            why = str(candidate.failure_reason)
            assert why.startswith(f"It took longer than its limit of {limit} second")
            assert f"{candidate.name}: {why}" in finished.job.partial_failure_reasons
    if any(c.status == "Completed" for c in finished.candidates):
        assert finished.job.secondary_status == "MaxCandidatesReached"
    else:  # a slow machine, or a second
        assert "Allow more time" in str(finished.job.failure_reason)


def test_a_candidates_limit_is_that_of_an_ensemble_too() -> None:
    clock = Clock(300, per_candidate=3)
    assert clock.for_trial(True) == clock.for_ensemble() == 3
    assert Clock(300).for_ensemble() > 200


def test_the_seconds_of_a_worker_that_starts_are_not_its_first_candidates(tmp_path: Path) -> None:
    pool = WorkerPool(1, tmp_path, tmp_path)
    try:
        assert not pool.has_room
        while not pool.has_room:
            assert not pool.is_broken
            assert pool.wait(0.1) == []
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("dies", "explanation", "unexplainable"),
    [(False, "Skipped", []), (True, "Failed", [CANDIDATE])],
)
def test_an_explanation_that_the_end_of_time_cuts_off_has_not_failed(
    root: Path, dies: bool, explanation: str, unexplainable: list[str]
) -> None:
    """A process that stands still while it explains until the time ends, and one that dies."""
    folder, work = prepared(root, mode="ENSEMBLING", algorithms=["linear-learner"])
    record = folder.record()
    before, clock = workers_of(os.getpid()), Clock(300)
    pool = WorkerPool(1, work.path, folder.candidates)
    (worker,) = set(workers_of(os.getpid())) - set(before)

    def check() -> None:
        if dies and any(isinstance(assignment, Explain) for assignment in pool.running):
            os.kill(worker, signal.SIGKILL)

    training = Training(
        pool,
        clock,
        Reporter(folder, record),
        objective=record.objective,
        running="TrainingModels",
        check=check,
    )
    try:
        search, _ = search_of(folder, record, work.task())
        assert training.search(search)
        os.kill(worker, signal.SIGSTOP)
        clock.deadline = time.monotonic() + (300 if dies else 2)
        training.explanations()
    finally:
        pool.close()
    assert training.completed == (CANDIDATE,)
    assert training.unexplainable == unexplainable
    candidate = read_json(folder.candidate(CANDIDATE) / "candidate.json", Candidate)
    assert candidate is not None
    # without its explanation it can be shared
    assert (candidate.explanation, candidate.shareable) == (explanation, True)


async def test_a_model_that_cannot_be_explained_is_usable(tmp_path: Path) -> None:
    """A hundred columns take their time to be explained; meanwhile the processes die."""
    draw = np.random.default_rng(0)
    columns = {f"x{i}": draw.normal(size=600).round(3) for i in range(100)}
    bought = np.where(columns["x0"] + columns["x1"] > 0, "yes", "no")
    pl.DataFrame({**columns, "bought": bought}).write_csv(tmp_path / "wide.csv")
    jobs = Jobs(tmp_path / "state" / "jobs", tmp_path)
    await jobs.create(
        CreateAutoMLJob(
            name="wide",
            input_path="wide.csv",
            target="bought",
            mode="ENSEMBLING",
            algorithms=("extra-trees",),
            max_candidates=1,
        )
    )
    explaining = "GeneratingExplainabilityReport"
    job = await wait_until(
        jobs, "wide", lambda j: j.secondary_status == explaining or j.ended_at is not None
    )
    assert job.secondary_status == explaining
    process = JobFolder(tmp_path / "state" / "jobs" / "wide").read_process()
    assert process is not None
    for worker in workers_of(process.pid):
        os.kill(worker, signal.SIGKILL)
    ended = await wait_for_end(jobs, "wide")
    assert (ended.status, ended.secondary_status) == ("Completed", "ExplainabilityError")
    assert "extra-trees-1 could not be explained" in ended.partial_failure_reasons[0]
    (candidate,) = await jobs.candidates("wide")
    assert (candidate.status, candidate.explanation) == ("Completed", "Failed")
    open_bundle(await jobs.bundle_path(candidate.model_id))
