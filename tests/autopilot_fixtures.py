"""One finished experiment per problem type, trained once for all tests."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.model.jobs import AutoMLJob, Candidate

from . import datasets
from .once import made_once

#: Every algorithm's default, LightGBM once more, and the weighted ensemble.
CANDIDATES = 8
#: Where the jobs are, below the folder of the input.
JOBS = "state/jobs"
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


@contextmanager
def training(folder: Path, name: str) -> Iterator[None]:
    """As if the experiment ``name`` were training: all others below ``folder`` wait."""
    with (folder / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(name)
        lock.flush()
        yield


def workers_of(pid: int) -> list[int]:
    """The processes that train for a job, by the number of its own."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


async def train(root: Path, folder: Path, **request: Any) -> Finished:
    jobs = Jobs(folder, root)
    asked = {"time_budget_seconds": 300, "max_candidates": CANDIDATES, **request}
    job = await jobs.create(CreateAutoMLJob(**asked))
    await wait_for_end(jobs, job.name)
    return await read(root, folder, job.name)


async def read(root: Path, folder: Path, name: str) -> Finished:
    jobs = Jobs(folder, root)
    return Finished(jobs, root, folder / name, await jobs.get(name), await jobs.candidates(name))


@dataclass(frozen=True)
class Table:
    source: Path
    input_path: str
    target: str
    #: A sample of that many; null: all.
    rows: int | None = None


def _once(name: str, table: Table) -> Finished:
    """Trained on first use; test modules share it, in whichever of pytest's workers they run."""

    def make(root: Path) -> None:
        (root / table.input_path).parent.mkdir(parents=True, exist_ok=True)
        if table.rows is None:
            (root / table.input_path).write_bytes(table.source.read_bytes())
        else:
            datasets.sample(table.source, table.rows, root / table.input_path)
        request = {"name": name, "input_path": table.input_path, "target": table.target}
        _in_a_thread(lambda: train(root, root / JOBS, **request))

    root = made_once(f"trained-{name}", make)
    return _in_a_thread(lambda: read(root, root / JOBS, name))


def _in_a_thread(work: Callable[[], Coroutine[Any, Any, Finished]]) -> Finished:
    """A loop of its own, in a thread of its own: pytest-jupyter has one in this."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="session")
def churn() -> Finished:
    """Binary, on 3,000 rows of Telco churn."""
    return _once("churn", Table(datasets.churn(), "data/churn.csv", "Churn", 3000))


@pytest.fixture(scope="session")
def cut() -> Finished:
    """Five classes."""
    return _once("cut", Table(datasets.diamonds(), "diamonds.csv", "cut", 1500))


@pytest.fixture(scope="session")
def price() -> Finished:
    """Regression."""
    return _once("price", Table(datasets.diamonds(), "diamonds.csv", "price", 1500))


@pytest.fixture(scope="session")
def every_cut() -> Finished:
    """Five classes, on all 53,940 rows."""
    return _once("every-cut", Table(datasets.diamonds(), "diamonds.csv", "cut"))


@pytest.fixture(scope="session")
def every_price() -> Finished:
    """Regression, on all 53,940 rows."""
    return _once("every-price", Table(datasets.diamonds(), "diamonds.csv", "price"))
