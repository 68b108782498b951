"""What LightGBM and XGBoost share: when boosting has had enough rounds, and what it answers."""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import ArrayLike

from ...model.bundle import AttributionMethod
from .base import Attribution, OutOfTime, Scores

#: Rounds without a better loss on the rows held back.
PATIENCE = 30


class Rounds:
    """Told of every round's loss on the rows held back (None without such rows)."""

    def __init__(self, most: int, deadline: float) -> None:
        self.most = most
        self._deadline = deadline
        self._done = 0
        self._losses: list[float] = []
        self._best: int | None = None

    def tell(self, loss: float | None) -> bool:
        """Whether that was the last round."""
        self._done += 1
        if loss is not None:
            # a loss that is not a number is worse than any
            loss = math.inf if math.isnan(loss) else loss
            if self._best is None or loss < self._losses[self._best - 1]:
                self._best = self._done
            self._losses.append(loss)
        patient = self._done - self.best < PATIENCE
        return self._done >= self.most or not patient or time.monotonic() >= self._deadline

    @property
    def best(self) -> int:
        """The number of rounds with the lowest loss; without rows held back, all."""
        return self._done if self._best is None else self._best

    def check(self) -> None:
        """Raises OutOfTime if not one round was done."""
        if not self._done:
            raise OutOfTime("The time limit ended before there was a model.")

    def size_notice(self) -> str | None:
        """What it cost to end because of the size, from the slope of the loss at the end."""
        losses = self._losses
        if len(losses) < self.most or self.best < self.most:
            return None
        recent = max(1, len(losses) // 10)
        before = losses[-1 - recent] if len(losses) > recent else losses[0]
        gain = (before - losses[-1]) / before if before > 0 else 0.0
        return (
            f"Training ended after {len(losses)} rounds to keep the model small; the last "
            f"{recent} of them still lowered the loss on rows held back by {gain:.2%}."
        )


def boosted_scores(answer: ArrayLike, outputs: int) -> Scores:
    """Scores ``[rows, outputs]`` of a booster, which tells two classes as one probability."""
    scores = np.asarray(answer, dtype=np.float64)
    if outputs == 2:
        return np.column_stack([1.0 - scores, scores])
    return scores.reshape(-1, outputs)


def tree_shap(method: AttributionMethod, contributions: ArrayLike, features: int) -> Attribution:
    """What a booster's own TreeSHAP answers: for each row (and class) the features' values, then
    the expected value; in log-odds for classification."""
    answer = np.asarray(contributions, dtype=np.float64)
    table = answer.reshape(len(answer), -1, features + 1)
    return Attribution(method, table[:, :, :features].transpose(0, 2, 1), table[0, :, features])
