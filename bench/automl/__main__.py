"""Runs what was not run yet, one after the other, and prints the table.

``python -m bench.automl --flaml PYTHON --autogluon PYTHON --keep FOLDER``

The peers are installed for Pythons of their own: ``python -m venv f && f/bin/pip install
'flaml[automl]'`` and ``python -m venv a && a/bin/pip install
'autogluon.tabular[lightgbm,xgboost,catboost]'``. With 60 s, five systems and eleven data sets a
fold takes an hour, and the machine must have nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from .datasets import DATASETS, Dataset, table
from .folds import Task, write_fold
from .scores import score
from .table import Result, markdown

HERE = Path(__file__).parent
#: Beyond its budget a system gets this long for reading and predicting, in seconds.
GRACE = 600


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    """How each system is started; the folder and the file to write come behind the script."""
    ours = [sys.executable, "-m", "bench.automl.ours"]
    found = {"ours": [*ours, "ENSEMBLING"], "ours, HPO": [*ours, "HYPERPARAMETER_TUNING"]}
    if options.flaml:
        found["FLAML"] = [options.flaml, str(HERE / "flaml_peer.py"), "default"]
    if options.autogluon:
        script = [options.autogluon, str(HERE / "autogluon_peer.py")]
        found["AutoGluon medium"] = [*script, "medium_quality"]
        found["AutoGluon best"] = [*script, "best_quality"]
    return found


def run(system: str, command: list[str], task: Task, fold: int, folder: Path) -> Result:
    target = folder / f"{system.replace(', ', '-').replace(' ', '-')}.csv"
    *program, variant = command
    began = time.monotonic()
    try:
        ended = subprocess.run(
            [*program, str(folder), str(target), variant],
            capture_output=True,
            text=True,
            check=True,
            timeout=task.seconds * 5 + GRACE,
        )
        seconds = time.monotonic() - began
        facts = json.loads(ended.stdout.strip().splitlines()[-1])
        found, failure = score(task, folder, target), None
    except (subprocess.SubprocessError, ValueError, OSError, KeyError) as error:
        seconds, facts, found = time.monotonic() - began, {}, None
        failure = str(getattr(error, "stderr", None) or error)[-1000:]
    return Result(
        system=system,
        fold=fold,
        task=task,
        score=found,
        seconds=seconds,
        failure=failure,
        facts=facts,
    )


def prepared(dataset: Dataset, fold: int, options: argparse.Namespace) -> tuple[Task, Path]:
    frame = table(dataset, options.keep / "tables", options.autogluon or options.flaml)
    folder = write_fold(dataset, frame, fold, options.keep / "folds")
    task = Task(
        name=dataset.name,
        target=dataset.target,
        problem=dataset.problem,
        metric=dataset.metric,
        seconds=options.seconds,
        seed=fold,
    )
    (folder / "task.json").write_text(task.model_dump_json())
    return task, folder


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flaml")
    parser.add_argument("--autogluon")
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--datasets", nargs="*", default=[dataset.name for dataset in DATASETS])
    parser.add_argument("--systems", nargs="*")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    log = options.keep / f"results-{options.seconds}.jsonl"
    lines = log.read_text().splitlines() if log.exists() else []
    results = [Result.model_validate_json(line) for line in lines]
    done = {(result.system, result.task.name, result.fold) for result in results}
    systems = {k: v for k, v in commands(options).items() if k in (options.systems or [k])}
    for fold in range(options.folds):
        for dataset in (each for each in DATASETS if each.name in options.datasets):
            for system, command in systems.items():
                if (system, dataset.name, fold) in done:
                    continue
                task, folder = prepared(dataset, fold, options)
                result = run(system, command, task, fold, folder)
                results.append(result)
                with log.open("a") as file:
                    file.write(result.model_dump_json() + "\n")
                print(
                    dataset.name,
                    system,
                    result.score,
                    f"{result.seconds:.0f} s",
                    result.failure or "",
                    flush=True,
                )
    print(markdown(results, systems))


if __name__ == "__main__":
    main()
