"""From the input file to the arrays and the task that all trials share."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..bundle.made_up import made_up_rows
from ..model.bundle import Provenance, Row
from .data_hmac import data_hmac
from .findings import LARGEST_NUMBER
from .folder import DataProfile, JobFolder, JobRecord, SplitFacts, write_json
from .handover import take_input
from .inputs import Input, load, no_usable_columns
from .preview import input_columns
from .profile import Profile, profile
from .split import SplitPlan, plan
from .task import Task, Work
from .trainers.base import Matrix

#: Made-up rows that a bundle is replayed on, and those its predictions are explained against.
MADE_UP_ROWS, BACKGROUND_ROWS = 100, 50
#: Of tables so wide that either would take more bytes there are fewer, but not below the least.
MOST_BYTES, LEAST_ROWS = 1_000_000, 10
_PACKAGES = (
    "scikit-learn",
    "lightgbm",
    "xgboost-cpu",
    "skl2onnx",
    "onnx",
    "numpy",
    "polars",
)


def versions() -> dict[str, str]:
    """Of everything that decides what a model looks like."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def prepare(folder: JobFolder, record: JobRecord) -> Task:
    """Split, profile and encode; write ``work/``, ``split.json`` and ``data_profile.json``.

    The input is what was handed over when the job was created or, where that is gone, read again.
    Raises what ``inputs.load`` raises, and Refused ``no_usable_columns``."""
    request = record.request
    found, digest = take_input(folder.work) or _read_again(folder, record)
    target = found.target.encode(found.frame[found.target.name])
    split = plan(
        target,
        bool(found.target.classes),
        mode=record.mode,
        features=found.frame.width - 1,
        fraction=request.validation_fraction,
        own=found.own,
        seed=request.seed,
    )
    formats = dict(found.table_format.date_formats)
    answers = _order(target[split.train], len(found.target.classes))
    learnt = profile(found.frame[split.train], request, formats, answers)
    if not learnt.features:
        raise no_usable_columns(found.target.name, learnt.dropped)
    provenance = Provenance(
        job=request.name,
        candidate="",
        data_hmac=digest,
        rows=len(split.train) + len(split.validation),
        validation_rows=len(split.validation) or len(split.train),
        folds=1 if len(split.validation) else split.fold_count,
        seed=request.seed,
        versions=versions(),
    )
    task = _task(found, learnt, provenance, target[split.train])
    folder.work.mkdir(exist_ok=True)
    Work(folder.work).save(task, _arrays(found, learnt, target, split))
    write_json(
        folder.split,
        SplitFacts(
            rows_read=found.frame.height + found.dropped,
            rows_without_target=found.dropped,
            train_rows=len(split.train),
            validation_rows=len(split.validation),
            seed=request.seed,
            kind="Own" if found.own else "Fraction" if len(split.validation) else "Folds",
            folds=split.fold_count,
        ),
    )
    columns = input_columns(learnt.findings, request, found.warnings)
    write_json(folder.data_profile, DataProfile(rows=len(split.train), columns=columns))
    return task


def _order(target: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """What categories are put in order by: the rank of a number, which no large one decides; of two
    classes the second, of more the most frequent one."""
    if not classes:
        return np.searchsorted(np.sort(target), target) / len(target)
    if classes == 2:
        return target
    return np.asarray(target == np.bincount(target.astype(np.int64)).argmax(), np.float64)


def _read_again(folder: JobFolder, record: JobRecord) -> tuple[Input, str]:
    found = load(Path(record.root), record.request)
    return found, data_hmac(found.files, folder.path.parent)


def _arrays(
    found: Input, learnt: Profile, target: NDArray[np.float64], split: SplitPlan
) -> dict[str, NDArray[Any]]:
    """See ``Work``."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, rows in (("train", split.train), ("validation", split.validation)):
        arrays[name] = _encode(found, learnt, rows)
        arrays[f"{name}_target"] = target[rows]
        arrays[f"{name}_row"] = found.numbers[rows]
        if found.weight is not None:
            weight = found.frame[found.weight].cast(pl.Float64).to_numpy()[rows]
            # a mean of 1 keeps every trainer's regularisation as strong as without weights
            arrays[f"{name}_weight"] = weight / weight.mean() if weight.any() else weight
    if split.folds is not None:
        arrays["fold"] = split.folds
    return arrays


def _encode(found: Input, learnt: Profile, rows: NDArray[np.int64]) -> Matrix:
    from ..transforms.encode import Encoder

    encoder = Encoder(learnt.columns, learnt.features, learnt.transforms)
    matrix = encoder.frame(found.frame[rows])
    matrix[~(np.abs(matrix) <= LARGEST_NUMBER)] = np.nan
    return matrix


def _task(
    found: Input, learnt: Profile, provenance: Provenance, train: NDArray[np.float64]
) -> Task:
    regression, seed = not found.target.classes, provenance.seed
    return Task(
        problem_type=found.target.problem_type,
        target=found.target.name,
        classes=found.target.classes,
        positive_class=found.target.positive_class,
        objective=found.target.objective,
        seed=seed,
        target_mean=float(train.mean()) if regression else 0.0,
        target_deviation=(float(train.std()) or 1.0) if regression else 1.0,
        columns=learnt.columns,
        features=learnt.features,
        transforms=learnt.transforms,
        dropped=learnt.dropped,
        provenance=provenance,
        made_up=_that_fit(made_up_rows(learnt.columns, MADE_UP_ROWS, seed, unusual=True)),
        background=_that_fit(
            made_up_rows(learnt.columns, BACKGROUND_ROWS, seed + 1, unusual=False)
        ),
    )


def _that_fit(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    each = len(json.dumps(rows, ensure_ascii=False).encode()) // len(rows)
    return rows[: max(LEAST_ROWS, MOST_BYTES // each)]
