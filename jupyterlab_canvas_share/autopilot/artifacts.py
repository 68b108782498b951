"""The files of one candidate, by a closed list of names."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..model.details import Artifact
from ..model.errors import NotFound, Refused
from ..model.jobs import Candidate
from .folder import JobFolder, read_json
from .locate import Located, locate
from .schedule import TrialResult


@dataclass(frozen=True)
class _Known:
    group: Literal["Outputs", "Intermediate results"]
    title: str
    description: str


_BUNDLE = "model.canvasmodel"
#: Download name to what it is. The client names a file of this list, never a path.
_KNOWN = {
    _BUNDLE: _Known(
        "Outputs",
        "Model bundle",
        "What is shared: the model as data, with its transforms, insights and explanations.",
    ),
    "candidate.json": _Known("Outputs", "Candidate", "Metrics and status of this model."),
    "job.json": _Known("Intermediate results", "Job profile", "The request and what it became."),
    "split.json": _Known(
        "Intermediate results", "Data split", "How many rows were trained and validated on."
    ),
    "data_profile.json": _Known(
        "Intermediate results", "Data profile", "Every column, its type, and whether it is used."
    ),
    "result.json": _Known(
        "Intermediate results", "Trial result", "Metrics, latency and times of this model's trial."
    ),
    "train.log": _Known("Intermediate results", "Training log", "What the training process said."),
}


def artifacts_of(folder: JobFolder, candidate: Candidate, root: Path) -> tuple[Artifact, ...]:
    """Inputs, outputs, intermediate results; of those, what is there."""
    return (*_inputs(folder, root), *_files(folder, candidate))


def artifact_file(folder: JobFolder, candidate: Candidate, name: str) -> Path:
    """Raises NotFound ``no_such_artifact`` for a name not in the list or a file not there."""
    path = _path(folder, candidate, name) if name in _KNOWN else None
    if path is None or not path.is_file():
        raise NotFound(f"There is no artifact “{name}”.", code="no_such_artifact")
    return path


def _path(folder: JobFolder, candidate: Candidate, name: str) -> Path:
    own = folder.candidate(candidate.name)
    if name == _BUNDLE:
        return own / "bundle.canvasmodel"
    return (own if name in ("candidate.json", "result.json") else folder.path) / name


def _inputs(folder: JobFolder, root: Path) -> tuple[Artifact, ...]:
    """The table, and a validation set of one's own: each a file or a folder of parts."""
    record = folder.record()
    request = record.request
    target = f"The table to learn from; target “{request.target}”."
    inputs = [("Input data", target, request.input_path)]
    if request.validation_path is not None:
        validation = "Rows that no model learnt from."
        inputs.append(("Validation data", validation, request.validation_path))
    found = []
    for name, description, path in inputs:
        with suppress(NotFound, Refused):
            found.append(_input(name, description, locate(Path(record.root), path), root.resolve()))
    return tuple(found)


def _input(name: str, description: str, where: Located, root: Path) -> Artifact:
    below = where.path.is_relative_to(root)
    parts = f" {len(where.files)} parts." if where.path.is_dir() else ""
    return Artifact(
        group="Inputs",
        name=name,
        description=f"{description}{parts}",
        size=where.size,
        path=where.path.relative_to(root).as_posix() if below else None,
    )


def _files(folder: JobFolder, candidate: Candidate) -> tuple[Artifact, ...]:
    result = read_json(folder.candidate(candidate.name) / "result.json", TrialResult)
    found = []
    for name, known in _KNOWN.items():
        path = _path(folder, candidate, name)
        if path.is_file():
            found.append(
                Artifact(
                    group=known.group,
                    name=known.title,
                    description=known.description,
                    size=path.stat().st_size,
                    download=name,
                    sha256=result.bundle_sha256 if result and name == _BUNDLE else None,
                )
            )
    return tuple(found)
