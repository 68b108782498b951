"""What LightGBM and XGBoost share: when boosting has had enough rounds, how the boosters of the
folds become one, and what one answers."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from ...model.bundle import AttributionMethod
from .base import Attribution, Hyperparameters, OutOfTime, Scores, mean_of
from .preprocessing import Imputation

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


@dataclass(frozen=True)
class FittedBooster:
    """A booster behind its imputation. Each library has its own booster and text of it."""

    hyperparameters: Hyperparameters
    imputation: Imputation
    booster: Any
    outputs: int
    size_notice: str | None = None

    def dump(self) -> bytes:
        dumped = {
            "fill": self.imputation.dump(),
            "outputs": self.outputs,
            "model": self._text(),
        }
        return json.dumps(dumped, allow_nan=False).encode()

    @classmethod
    def load(cls, dumped: bytes) -> Self:
        content = json.loads(dumped)
        return cls(
            hyperparameters={},
            imputation=Imputation.load(content["fill"]),
            booster=cls._booster(content["model"]),
            outputs=content["outputs"],
        )

    def _text(self) -> str:
        raise NotImplementedError

    @staticmethod
    def _booster(text: str) -> Any:
        raise NotImplementedError


T = TypeVar("T", bound=FittedBooster)


class Boosting:
    """A trainer of boosters, of which each library has its own."""

    def fuse(self, fitted: Sequence[T]) -> T:
        """All trees in one booster, each answering its share: in log-odds (or values) that is the
        mean of the models, and so are its SHAP values."""
        return replace(
            fitted[0],
            hyperparameters=self.refit_parameters(fitted),
            booster=self._fused([f.booster for f in fitted]),
        )

    def refit_parameters(self, fitted: Sequence[Any]) -> Hyperparameters:
        return {**fitted[0].hyperparameters, "rounds": mean_of(fitted, "rounds")}

    def _fused(self, boosters: Sequence[Any]) -> Any:
        raise NotImplementedError


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
