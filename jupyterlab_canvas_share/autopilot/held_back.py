"""Which answers count: those to rows that the model answering had not learnt from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .task import HELD_BACK, Held, Work
from .trainers.base import Scores

#: Names that a candidate's scores are kept under, beside ``held_back``: by the models of its folds
#: on the training rows, where the rows held back are others; and by itself, on the sample.
FOLDS, SAMPLE, MADE_UP = "folds", "sample", "made_up"
#: On so many training rows at most, drawn once for a job, a finished model is measured and held
#: against its conversion; more would cost more than the fit.
SAMPLED_ROWS = 10_000


@dataclass(frozen=True)
class Chosen:
    """What an ensemble is made by: ``scored_on`` names the scores of its members, ``[rows,
    outputs]``, for these targets and weights."""

    scored_on: str
    target: NDArray[np.float64]
    weight: NDArray[np.float64] | None


def chosen_by(work: Work) -> Chosen:
    """The training rows with their folds, or the validation rows where there are no folds."""
    held = work.held_back()
    if work.folds() is None or held.folds is not None:
        return Chosen(HELD_BACK, held.target, held.weight)
    return Chosen(FOLDS, work.target("train"), work.weight("train"))


def sample_of(rows: int, seed: int) -> NDArray[np.int64]:
    """Which training rows are the sample, ascending."""
    count = min(SAMPLED_ROWS, rows)
    return np.sort(np.random.default_rng([seed, 29]).choice(rows, count, replace=False))


def only(held: Held, mask: NDArray[np.bool_]) -> Held:
    """Some of the rows."""
    if mask.all():
        return held
    return Held(
        target=held.target[mask],
        weight=None if held.weight is None else held.weight[mask],
        folds=None if held.folds is None else held.folds[mask],
        rows=held.rows[mask],
        matrix=held.matrix[mask],
    )


def answered(scores: Scores) -> NDArray[np.bool_]:
    """The rows that there are answers to: folds left out for want of time have none."""
    return np.asarray(~np.isnan(scores).any(axis=1))
