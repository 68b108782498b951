"""The folds, the same for every system: seeded, stratified by class or by tenths of a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from jupyterlab_canvas_share.model.base import Frozen

from .datasets import Dataset, Problem

#: Ten, so that 569 rows leave the 500 that Autopilot asks for.
FOLDS = 10
SEED = 20_261_121


class Task(Frozen):
    """``task.json``: what a system is told besides ``train.csv`` and ``test.csv``. The answers to
    ``test.csv`` are in ``answers.csv``, which no system reads."""

    name: str
    target: str
    problem: Problem
    metric: str
    seconds: int
    seed: int


def write_fold(dataset: Dataset, frame: pl.DataFrame, number: int, folder: Path) -> Path:
    """The folder of one fold, with a tenth of the rows held back."""
    path = folder / f"{dataset.name}-{number}"
    path.mkdir(parents=True, exist_ok=True)
    test = pl.Series(fold_of(dataset, frame[dataset.target]) == number)
    frame.filter(~test).write_csv(path / "train.csv")
    frame.filter(test).drop(dataset.target).write_csv(path / "test.csv")
    frame.filter(test).select(dataset.target).write_csv(path / "answers.csv")
    return path


def fold_of(dataset: Dataset, target: pl.Series) -> np.ndarray:
    """The fold ``[rows]`` in which each row is held back, 0 to FOLDS - 1."""
    if dataset.problem == "regression":
        values = target.cast(pl.Float64).to_numpy()
        edges = np.quantile(values, np.linspace(0, 1, 11)[1:-1])
        strata = np.searchsorted(edges, values)
    else:
        strata = target.rank("dense").to_numpy()
    draw = np.random.default_rng(SEED)
    fold = np.zeros(len(target), dtype=np.int64)
    for stratum in np.unique(strata):
        rows = draw.permutation(np.flatnonzero(strata == stratum))
        fold[rows] = (np.arange(len(rows)) + draw.integers(FOLDS)) % FOLDS
    return fold
