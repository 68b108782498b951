"""One candidate of an experiment, trained once more."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..model.errors import Conflict, NotFound, Refused
from ..model.jobs import Candidate
from .data_hmac import key_file
from .folder import JobFolder, read_json, write_json
from .mode import ENSEMBLES
from .schedule import Parameters, Trial, TrialResult

#: How long a model learnt is found anew by stopping early.
_FOUND = frozenset({"rounds", "epochs", "trees"})


def retrain(
    folder: JobFolder, name: str, changes: Mapping[str, object], seconds: float, target: Path
) -> TrialResult:
    """Prepare the input as the job did and train the candidate with its hyperparameters, updated
    by ``changes``, in about ``seconds``; its bundle is ``target / "bundle.canvasmodel"``. With the
    same data and no changes the model is the same. Nothing of the job changes.

    Raises NotFound ``no_such_model``, also for an input that is gone; Refused
    ``not_trained_alone`` for an ensemble and ``unknown_hyperparameter``; Conflict
    ``training_failed``.
    """
    from .prepare import prepare
    from .task import Work
    from .trial import run_trial

    candidate = read_json(folder.candidate(name) / "candidate.json", Candidate)
    result = read_json(folder.candidate(name) / "result.json", TrialResult)
    if candidate is None or result is None:
        raise no_model(name)
    if candidate.algorithm in ENSEMBLES:
        raise Refused(
            f"“{name}” is made of other models, so it cannot be trained alone. Train one of those.",
            code="not_trained_alone",
        )
    record = folder.record()
    trial = Trial.model_validate(
        {
            "candidate": name,
            "algorithm": candidate.algorithm,
            "number": 0,
            "hyperparameters": _changed(result.hyperparameters, changes),
            "bag": record.mode == "ENSEMBLING",
        }
    )
    with _own_folder(folder) as own:
        prepare(own, record)
        target.mkdir(parents=True, exist_ok=True)
        found = run_trial(Work(own.work), trial, target, seconds)
    if found.failure_reason is not None:
        raise Conflict(found.failure_reason, code="training_failed")
    return found


def no_model(name: str) -> NotFound:
    """Of a candidate that is not there, or not finished."""
    return NotFound(
        f"There is no finished model “{name}” in this experiment.", code="no_such_model"
    )


def _changed(found: Parameters, changes: Mapping[str, object]) -> dict[str, object]:
    parameters = {name: value for name, value in found.items() if name not in _FOUND}
    unknown = sorted(set(changes) - set(parameters))
    if unknown:
        raise Refused(
            f"There is no hyperparameter “{unknown[0]}”; there are {', '.join(parameters)}.",
            code="unknown_hyperparameter",
        )
    return {**parameters, **changes}


@contextmanager
def _own_folder(folder: JobFolder) -> Iterator[JobFolder]:
    """A job of the same request, with the key that names the same data the same."""
    with tempfile.TemporaryDirectory(prefix="canvas-share-retrain-") as name:
        own = JobFolder(Path(name) / "jobs" / folder.path.name)
        own.path.mkdir(parents=True)
        key = key_file(folder.path.parent)
        if key.exists():
            shutil.copyfile(key, key_file(own.path.parent))
        write_json(own.job, folder.record())
        yield own
