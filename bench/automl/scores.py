"""How good predictions are, by one implementation for all systems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from .folds import Task


def score(task: Task, folder: Path, predictions: Path) -> float:
    """``predictions`` is a CSV file with ``prediction`` and, for classes, ``probability_<class>``,
    a row for each of ``test.csv``."""
    from sklearn.metrics import accuracy_score, roc_auc_score, root_mean_squared_error

    answers = pl.read_csv(folder / "answers.csv", infer_schema=False)[task.target]
    found = pl.read_csv(predictions, infer_schema=False)
    if found.height != len(answers):
        raise ValueError(f"{found.height} predictions for {len(answers)} rows")
    if task.problem == "regression":
        given = found["prediction"].cast(pl.Float64).to_numpy()
        return float(root_mean_squared_error(answers.cast(pl.Float64).to_numpy(), given))
    if task.problem == "multiclass":
        return float(accuracy_score(answers.to_numpy(), found["prediction"].to_numpy()))
    positive = sorted(answers.unique())[-1]
    probability = found[f"probability_{positive}"].cast(pl.Float64).to_numpy()
    return float(roc_auc_score((answers == positive).to_numpy().astype(np.int8), probability))


def is_less_better(task: Task) -> bool:
    return task.problem == "regression"
