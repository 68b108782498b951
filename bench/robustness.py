"""Experiments over tables, seeds and modes, in a short time: none may fail.

``python -m bench.robustness`` trains on the made-up tables of ``nasty.py``, ``--large`` on those of
``tables.py``, and ``--keep FOLDER`` on the data sets of ``bench.automl``, which it keeps there too.
The first seed has the objective that Auto chooses, the next ones each of the others in turn.

Every run that fails is told, every candidate that failed or may not be shared, every bundle above
10 MB, and what is late; so is the median size of single models.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.bundle.batch import predict_file
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.model.job_requests import ALGORITHMS, AutoMLMode, CreateAutoMLJob
from jupyterlab_canvas_share.model.jobs import AutoMLJob, Candidate
from jupyterlab_canvas_share.model.metrics import OBJECTIVES

from .automl import datasets
from .automl.ours import PROBLEMS
from .nasty import NASTY
from .tables import LARGE, Table

ENDS = {"Completed", "MaxCandidatesReached", "MaxAutoMLJobRuntimeReached"}
BUNDLE_LIMIT, SINGLE_MEDIAN = 10_000_000, 1_000_000
ENSEMBLES = {"WeightedEnsemble", "StackedEnsemble"}
#: Rows that the best candidate's bundle predicts afterwards.
PREDICTED = 500


@dataclass
class Outcome:
    """What became of one run. ``singles`` are bytes of each model that is no ensemble."""

    told: str
    problems: list[str] = field(default_factory=list)
    singles: list[int] = field(default_factory=list)


def request_of(table: Table, mode: AutoMLMode, seed: int, seconds: int) -> CreateAutoMLJob:
    offered = OBJECTIVES[table.problem]
    return CreateAutoMLJob.model_validate(
        {
            "name": "bench",
            "input_path": "table.csv",
            "target": table.target,
            "problem_type": table.problem,
            "objective": offered[seed % len(offered)] if seed else None,
            "mode": mode,
            "time_budget_seconds": seconds,
            "seed": seed,
            "validation_path": None if table.own is None else "own.csv",
            **table.request,
        }
    )


async def run(table: Table, request: CreateAutoMLJob) -> Outcome:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table.frame.write_csv(folder / "table.csv")
        if table.own is not None:
            table.own.write_csv(folder / "own.csv")
        jobs = Jobs(folder / "state" / "jobs", folder)
        try:
            job = await jobs.create(request)
        except Refused as error:
            expected = error.code == table.refused
            return Outcome(f"refused: {error.code}", [] if expected else [error.message])
        started = time.monotonic()
        while job.status == "InProgress":
            await asyncio.sleep(0.1)
            job = await jobs.get("bench")
        seconds = time.monotonic() - started
        candidates = await jobs.candidates("bench")
        outcome = Outcome(_line(job, candidates, seconds), _problems(job, candidates, seconds))
        if table.refused:
            outcome.problems.append(f"was not refused with {table.refused}")
        for candidate in candidates:
            if candidate.bundle_size and candidate.algorithm not in ENSEMBLES:
                outcome.singles.append(candidate.bundle_size)
        outcome.problems += await _used(table, folder, jobs, candidates)
        return outcome


def _line(job: AutoMLJob, candidates: tuple[Candidate, ...], seconds: float) -> str:
    done = [candidate for candidate in candidates if candidate.status == "Completed"]
    if not done:
        return f"{job.secondary_status}, {seconds:.1f} s"
    largest = max(candidate.bundle_size or 0 for candidate in done) / 1e6
    return (
        f"{job.secondary_status}, {seconds:.1f} s, {len(done)} models up to {largest:.2f} MB, "
        f"best {done[0].name}: {done[0].objective.name} {done[0].objective.value}"
    )


def _problems(job: AutoMLJob, candidates: tuple[Candidate, ...], seconds: float) -> list[str]:
    found = []
    if job.status != "Completed" or job.secondary_status not in ENDS:
        found.append(f"{job.status}/{job.secondary_status}: {job.failure_reason}")
    budget = job.time_budget_seconds
    if seconds > 1.05 * budget + 2:
        found.append(f"late: {seconds:.1f} s of {budget}")
    for candidate in candidates:
        if candidate.status == "Failed":
            found.append(f"{candidate.name} failed: {candidate.failure_reason}")
        elif candidate.status == "Completed":
            if not candidate.shareable:
                found.append(f"{candidate.name}: {candidate.not_shareable_reason}")
            if candidate.objective.value is None:
                found.append(f"{candidate.name} has no {candidate.objective.name}")
            if (candidate.bundle_size or 0) > BUNDLE_LIMIT:
                found.append(f"{candidate.name} has {(candidate.bundle_size or 0) / 1e6:.1f} MB")
    failed = {candidate.name for candidate in candidates if candidate.status == "Failed"}
    return [*found, *(r for r in job.partial_failure_reasons if r.split()[0] not in failed)]


async def _used(
    table: Table, folder: Path, jobs: Jobs, candidates: tuple[Candidate, ...]
) -> list[str]:
    """What goes wrong when the bundles are opened, and the best one predicts."""
    found = []
    for number, candidate in enumerate(each for each in candidates if each.shareable):
        predictor = open_bundle(await jobs.bundle_path(candidate.model_id))
        if number:
            continue
        rows = folder / "rows.csv"
        table.frame.drop(table.target).head(PREDICTED).write_csv(rows)
        summary = predict_file(predictor, rows, folder / "predicted.csv", lambda *_: None)
        if summary.failed:
            found.append(f"{candidate.name}: {summary.failed} rows could not be predicted")
        predictor.predict([{}], contributions=True)
    return found


def real(keep: Path, pandas_python: str, dataset: datasets.Dataset) -> Table:
    problem: Any = PROBLEMS[dataset.problem]
    return Table(datasets.table(dataset, keep / "tables", pandas_python), dataset.target, problem)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--pandas", default="python3", help="a Python with pandas, for one table")
    parser.add_argument("--tables", nargs="*", help="only those of these names")
    parser.add_argument("--modes", nargs="*", default=list(ALGORITHMS))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=12)
    options = parser.parse_args()
    tables = LARGE if options.large else NASTY
    if options.keep:
        tables = {
            each.name: functools.partial(real, options.keep, options.pandas, each)
            for each in datasets.DATASETS
        }
    chosen = {name: make for name, make in tables.items() if name in (options.tables or tables)}
    problems, singles, runs = 0, [], 0
    for seed in range(options.seeds):
        for name, make in chosen.items():
            table = make()
            for mode in options.modes:
                if "sample_weight_column" in table.request and mode == "HYPERPARAMETER_TUNING":
                    continue
                outcome = asyncio.run(run(table, request_of(table, mode, seed, options.seconds)))
                print(f"{name} {mode} {seed}: {outcome.told}", flush=True)
                for problem in outcome.problems:
                    print(f"    {problem}", flush=True)
                problems, runs = problems + len(outcome.problems), runs + 1
                singles += outcome.singles
    median = statistics.median(singles) / 1e6 if singles else 0.0
    print(
        f"{runs} runs, {problems} problems; {len(singles)} single models of {median:.3f} MB at the "
        f"median (limit {SINGLE_MEDIAN / 1e6:g})"
    )
    return problems


if __name__ == "__main__":
    raise SystemExit(main())
