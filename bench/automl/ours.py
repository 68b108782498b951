"""The embedded Autopilot on one fold: an experiment, and its best candidate's bundle on the rest.

``python -m bench.automl.ours <fold's folder> <predictions.csv>``; prints facts as JSON.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from pathlib import Path

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.bundle.batch import predict_file
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.job_requests import MOST_CANDIDATES, AutoMLMode, CreateAutoMLJob

from .folds import Task

PROBLEMS = {
    "binary": "BinaryClassification",
    "multiclass": "MulticlassClassification",
    "regression": "Regression",
}


async def train(
    task: Task, folder: Path, state: Path, mode: AutoMLMode
) -> tuple[Path, dict[str, object]]:
    jobs = Jobs(state / "jobs", folder)
    request = CreateAutoMLJob.model_validate(
        {
            "name": "bench",
            "input_path": "train.csv",
            "target": task.target,
            "problem_type": PROBLEMS[task.problem],
            "objective": task.metric,
            "time_budget_seconds": task.seconds,
            "max_candidates": MOST_CANDIDATES,
            "mode": mode,
            "seed": task.seed,
        }
    )
    began = time.monotonic()
    job = await jobs.create(request)
    while job.status in ("InProgress", "Stopping"):
        await asyncio.sleep(0.2)
        job = await jobs.get("bench")
    seconds = time.monotonic() - began
    candidates = await jobs.candidates("bench")
    completed = [each for each in candidates if each.status == "Completed"]
    if not completed:
        raise RuntimeError(f"{job.secondary_status}: {job.failure_reason}")
    best = completed[0]
    facts: dict[str, object] = {
        "seconds": seconds,
        "candidates": len(completed),
        "failed": sum(each.status == "Failed" for each in candidates),
        "best": best.name,
        "validation": best.objective.value,
        "size": best.bundle_size,
        "sizes": [each.bundle_size for each in completed],
    }
    return await jobs.bundle_path(best.model_id), facts


def main() -> None:
    folder, target, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    task = Task.model_validate_json((folder / "task.json").read_bytes())
    state = target.with_suffix(".state")
    shutil.rmtree(state, ignore_errors=True)
    bundle, facts = asyncio.run(train(task, folder, state, mode))  # type: ignore[arg-type]
    predict_file(open_bundle(bundle), folder / "test.csv", target, lambda *_: None)
    shutil.rmtree(state)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
