"""One finished experiment per problem type, trained once for all tests."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.model.jobs import AutoMLJob, Candidate, CreateAutoMLJob

from . import datasets

#: Every algorithm's default, LightGBM once more, and the weighted ensemble.
CANDIDATES = 8
ENDED = ("Completed", "Failed", "Stopped")


@dataclass(frozen=True)
class Finished:
    """A job at its end. ``root`` holds its input, ``folder`` its job folder."""

    jobs: Jobs
    root: Path
    folder: Path
    job: AutoMLJob
    candidates: tuple[Candidate, ...]

    def bundle(self, candidate: Candidate) -> Path:
        return self.folder / "candidates" / candidate.name / "bundle.canvasmodel"


async def wait_until(jobs: Jobs, name: str, reached: Callable[[AutoMLJob], bool]) -> AutoMLJob:
    """Poll a job as the page does."""
    job = await jobs.get(name)
    while not reached(job):
        await asyncio.sleep(0.05)
        job = await jobs.get(name)
    return job


async def wait_for_end(jobs: Jobs, name: str) -> AutoMLJob:
    return await wait_until(jobs, name, lambda job: job.status in ENDED)


async def wait_for_candidate(jobs: Jobs, name: str) -> AutoMLJob:
    """Until one candidate is completed while the job still goes on."""
    job = await wait_until(jobs, name, lambda j: j.progress.done > 0 or j.status in ENDED)
    assert job.status == "InProgress", job
    return job


async def train(root: Path, folder: Path, **request: Any) -> Finished:
    jobs = Jobs(folder, root)
    asked = {"time_budget_seconds": 300, "max_candidates": CANDIDATES, **request}
    job = await jobs.create(CreateAutoMLJob(**asked))
    ended = await wait_for_end(jobs, job.name)
    candidates = await jobs.candidates(job.name)
    return Finished(jobs, root, folder / job.name, ended, candidates)


_trained: dict[str, Finished] = {}


def _once(name: str, source: Path, rows: int | None, input_path: str, target: str) -> Finished:
    """Trained on first use; fixtures of several test modules share it."""
    if name not in _trained:
        root = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        atexit.register(shutil.rmtree, root, ignore_errors=True)
        (root / input_path).parent.mkdir(exist_ok=True)
        if rows is None:
            (root / input_path).write_bytes(source.read_bytes())
        else:
            datasets.sample(source, rows, root / input_path)
        request = {"name": name, "input_path": input_path, "target": target}
        # a loop of its own, in a thread of its own: pytest-jupyter has one in this
        with ThreadPoolExecutor(1) as thread:
            job = thread.submit(
                lambda: asyncio.run(train(root, root / "state" / "jobs", **request))
            )
            _trained[name] = job.result()
    return _trained[name]


@pytest.fixture(scope="session")
def churn() -> Finished:
    """Binary, on all 7043 rows of Telco churn, so that its quality can be compared."""
    return _once("churn", datasets.churn(), None, "data/churn.csv", "Churn")


@pytest.fixture(scope="session")
def cut() -> Finished:
    """Five classes."""
    return _once("cut", datasets.diamonds(), 1500, "diamonds.csv", "cut")


@pytest.fixture(scope="session")
def price() -> Finished:
    """Regression."""
    return _once("price", datasets.diamonds(), 1500, "diamonds.csv", "price")


@pytest.fixture(scope="session")
def every_cut() -> Finished:
    """Five classes, on all 53,940 rows."""
    return _once("every-cut", datasets.diamonds(), None, "diamonds.csv", "cut")


@pytest.fixture(scope="session")
def every_price() -> Finished:
    """Regression, on all 53,940 rows."""
    return _once("every-price", datasets.diamonds(), None, "diamonds.csv", "price")
