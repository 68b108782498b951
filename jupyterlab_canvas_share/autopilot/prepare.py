"""From the input file to the arrays and the task that all trials share."""

from __future__ import annotations

import hashlib
import hmac
import os
import platform
import secrets
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..bundle.made_up import made_up_rows
from ..model.bundle import Provenance
from .explain import BACKGROUND_ROWS
from .folder import DataProfile, JobFolder, JobRecord, SplitFacts, write_json
from .inputs import Input, input_column, load, no_usable_columns
from .profile import LARGEST_NUMBER, Profile, profile
from .split import VALIDATION_FRACTION, stratified
from .task import Task, Work
from .trainers.base import Matrix

MADE_UP_ROWS = 100
_CHUNK = 1024 * 1024
_PACKAGES = ("scikit-learn", "lightgbm", "skl2onnx", "onnxmltools", "onnx", "numpy", "polars")


def secret_key(folder: Path) -> bytes:
    """The key of ``data_hmac``, made on first use; readable by its owner alone."""
    path = folder / "data-hmac.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()


def data_hmac(path: Path, key: bytes) -> str:
    """HMAC-SHA-256 of a file's bytes, hexadecimal."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Of everything that decides what a model looks like."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def prepare(folder: JobFolder, record: JobRecord) -> Task:
    """Read, split, profile and encode; write ``work/``, ``split.json`` and
    ``data_profile.json``.

    Raises what ``inputs.load`` raises, and Refused ``no_usable_columns``."""
    found = load(Path(record.root), record.request)
    target = found.target.encode(found.frame[found.target.name])
    seed = record.request.seed
    train, validation = stratified(target, bool(found.target.classes), VALIDATION_FRACTION, seed)
    learnt = profile(found.frame[train], found.target.name, dict(found.table_format.date_formats))
    if not learnt.features:
        raise no_usable_columns(found.target.name, learnt.dropped)
    task = _task(folder, record, found, learnt, (target[train], target[validation]))
    arrays: dict[str, NDArray[np.float32] | NDArray[np.float64]] = {
        "train": _encode(found, learnt, train),
        "validation": _encode(found, learnt, validation),
        "train_target": target[train],
        "validation_target": target[validation],
    }
    folder.work.mkdir(exist_ok=True)
    Work(folder.work).save(task, arrays)
    write_json(
        folder.split,
        SplitFacts(
            rows_read=found.frame.height + found.dropped,
            rows_without_target=found.dropped,
            train_rows=len(train),
            validation_rows=len(validation),
            seed=seed,
        ),
    )
    columns = (input_column(n, f, found.target.name) for n, f in learnt.findings.items())
    write_json(folder.data_profile, DataProfile(rows=len(train), columns=tuple(columns)))
    return task


def _encode(found: Input, learnt: Profile, rows: NDArray[np.int64]) -> Matrix:
    from ..transforms.encode import Encoder

    encoder = Encoder(learnt.columns, learnt.features, learnt.transforms)
    matrix = encoder.frame(found.frame[rows])
    matrix[~(np.abs(matrix) <= LARGEST_NUMBER)] = np.nan
    return matrix


def _task(
    folder: JobFolder,
    record: JobRecord,
    found: Input,
    learnt: Profile,
    targets: tuple[NDArray[np.float64], ...],
) -> Task:
    train, validation = targets
    request, regression = record.request, not found.target.classes
    return Task(
        problem_type=found.target.problem_type,
        target=found.target.name,
        classes=found.target.classes,
        positive_class=found.target.positive_class,
        objective=found.target.objective,
        seed=request.seed,
        target_mean=float(train.mean()) if regression else 0.0,
        target_deviation=(float(train.std()) or 1.0) if regression else 1.0,
        columns=learnt.columns,
        features=learnt.features,
        transforms=learnt.transforms,
        dropped=learnt.dropped,
        provenance=Provenance(
            job=request.name,
            candidate="",
            data_hmac=data_hmac(found.path, secret_key(folder.path.parent.parent)),
            rows=len(train) + len(validation),
            validation_rows=len(validation),
            seed=request.seed,
            versions=versions(),
        ),
        made_up=made_up_rows(learnt.columns, MADE_UP_ROWS, request.seed, unusual=True),
        background=made_up_rows(learnt.columns, BACKGROUND_ROWS, request.seed + 1, unusual=False),
    )
