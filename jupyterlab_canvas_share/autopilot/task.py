"""What every trial of a job shares: the prepared data and everything a bundle says about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.base import Frozen
from ..model.bundle import Column, Feature, Provenance, Row, Transforms
from ..model.metrics import Objective, ProblemType
from .trainers.base import Matrix, TrainingData

#: The scores of ``Work.held_back``, beside those of the splits.
HELD_BACK = "held_back"


class Task(Frozen):
    """``work/task.json``. A regression target is learnt standardised by ``target_mean`` and
    ``target_deviation``. ``provenance.candidate`` is filled in by each trial."""

    problem_type: ProblemType
    target: str
    classes: tuple[str, ...]
    positive_class: str | None
    objective: Objective
    seed: int
    target_mean: float
    target_deviation: float
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    transforms: Transforms
    dropped: dict[str, str]
    provenance: Provenance
    made_up: tuple[Row, ...]
    background: tuple[Row, ...]

    @property
    def outputs(self) -> int:
        """Columns of the scores: the classes, or one for regression."""
        return len(self.classes) or 1

    def encode(self, rows: tuple[Row, ...]) -> Matrix:
        """Made-up rows as the model's input matrix."""
        from ..transforms.encode import Encoder

        names = [column.name for column in self.columns]
        mappings = [dict(zip(names, row, strict=True)) for row in rows]
        return Encoder(self.columns, self.features, self.transforms).rows(mappings)


@dataclass(frozen=True)
class Held:
    """The rows that every metric and insight is computed on, because no model that answered for
    them learnt from them. ``weight`` is None where each row counts 1; ``folds`` is the fold that
    held each row back, None without cross-validation; ``rows`` are numbers in the input, from 1."""

    target: NDArray[np.float64]
    weight: NDArray[np.float64] | None
    folds: NDArray[np.int8] | None
    rows: NDArray[np.int64]
    matrix: Matrix

    @property
    def fold_count(self) -> int:
        """0 without cross-validation."""
        return 0 if self.folds is None else len(np.unique(self.folds))


class Work:
    """The folder ``work/``: the task and its arrays, and the scores of finished candidates.

    For ``train`` and ``validation``: ``<split>.npy`` float32 ``[rows, features]``,
    ``<split>_target``, ``<split>_row`` (places in the input, from 1) and, with sample weights,
    ``<split>_weight`` (mean 1). With folds, ``fold.npy`` int8 ``[train rows]``; where they are the
    only split, ``validation`` has no rows and a candidate's scores of ``held_back`` are those of
    the training rows, each by the model of its fold."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, task: Task, arrays: dict[str, NDArray[Any]]) -> None:
        for name, array in arrays.items():
            np.save(self.path / f"{name}.npy", array, allow_pickle=False)
        (self.path / "task.json").write_text(task.model_dump_json(), encoding="utf-8")

    def task(self) -> Task:
        return Task.model_validate_json((self.path / "task.json").read_bytes())

    def matrix(self, split: str) -> Matrix:
        """Encoded rows of ``train`` or ``validation``, mapped from the file."""
        matrix: Matrix = np.load(self.path / f"{split}.npy", mmap_mode="r", allow_pickle=False)
        return matrix

    def target(self, split: str) -> NDArray[np.float64]:
        """Class indices, or the target in its own units."""
        return self._numbers(f"{split}_target")

    def weight(self, split: str) -> NDArray[np.float64] | None:
        """Sample weights, None where each row counts 1."""
        there = (self.path / f"{split}_weight.npy").exists()
        return self._numbers(f"{split}_weight") if there else None

    def folds(self) -> NDArray[np.int8] | None:
        """The fold that holds each training row back, None without cross-validation."""
        if not (self.path / "fold.npy").exists():
            return None
        folds: NDArray[np.int8] = np.load(self.path / "fold.npy", allow_pickle=False)
        return folds

    def held_back(self) -> Held:
        """The validation rows or, where there are none, the training rows with their folds."""
        split = "validation" if len(self.matrix("validation")) else "train"
        rows: NDArray[np.int64] = np.load(self.path / f"{split}_row.npy", allow_pickle=False)
        return Held(
            target=self.target(split),
            weight=self.weight(split),
            folds=self.folds() if split == "train" else None,
            rows=rows,
            matrix=self.matrix(split),
        )

    def training_data(self, task: Task) -> TrainingData:
        target = self.target("train")
        if not task.classes:
            target = (target - task.target_mean) / task.target_deviation
        folds = self.folds()
        return TrainingData(
            problem_type=task.problem_type,
            outputs=task.outputs,
            features=task.features,
            matrix=np.ascontiguousarray(self.matrix("train")),
            target=target,
            weight=self.weight("train"),
            models=1 if folds is None else int(folds.max()) + 1,
        )

    def save_scores(self, candidate: str, scores: dict[str, NDArray[np.float64]]) -> None:
        for split, array in scores.items():
            np.save(self.path / f"{candidate}.{split}.npy", array, allow_pickle=False)

    def scores(self, candidate: str, split: str) -> NDArray[np.float64]:
        """A finished candidate's scores by its own trainer, in the units of the target."""
        return self._numbers(f"{candidate}.{split}")

    def _numbers(self, name: str) -> NDArray[np.float64]:
        numbers: NDArray[np.float64] = np.load(self.path / f"{name}.npy", allow_pickle=False)
        return numbers

    def save_graph(self, candidate: str, graph: bytes) -> None:
        """The graph that writes the scores as they were learnt, for the ensemble."""
        (self.path / f"{candidate}.onnx").write_bytes(graph)

    def graph(self, candidate: str) -> bytes:
        return (self.path / f"{candidate}.onnx").read_bytes()

    def graph_size(self, candidate: str) -> int:
        return (self.path / f"{candidate}.onnx").stat().st_size

    def save_dump(self, candidate: str, dump: bytes) -> None:
        """What exact SHAP values of a candidate are made from, for its explanation."""
        (self.path / f"{candidate}.model.json").write_bytes(dump)

    def dump(self, candidate: str) -> bytes | None:
        """None where the algorithm has no exact values."""
        path = self.path / f"{candidate}.model.json"
        return path.read_bytes() if path.exists() else None
