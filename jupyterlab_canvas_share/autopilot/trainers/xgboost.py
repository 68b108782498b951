"""xgboost: gradient boosted trees by XGBoost's own booster, stopped early on rows held back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..fuse import fuse_xgboost, load_xgboost
from ..tree_graphs import xgboost_graph
from .base import (
    Attribution,
    Hyperparameters,
    Matrix,
    Scores,
    TrainingData,
    in_time,
)
from .boosting import Boosting, FittedBooster, Rounds, boosted_scores, tree_shap
from .preprocessing import Imputation
from .size import FEW_ROUNDS, leaves_within, pace, rounds_within
from .space import Choice, FloatRange, IntRange, Space

if TYPE_CHECKING:
    import onnx
    import xgboost


class XGBoost(Boosting):
    def default(self, data: TrainingData) -> Hyperparameters:
        leaves, rate = pace(data, 48)
        return {
            "learning_rate": max(0.08, rate),
            "max_depth": 6,
            "grow_policy": "depthwise",
            "max_leaves": leaves,
            "min_child_weight": 1.0,
            "subsample": 0.9,
            "colsample_bytree": 0.8,
            "reg_lambda": 1.0,
            "gamma": 1e-8,
            "max_bin": 256,
        }

    def space(self, data: TrainingData) -> Space:
        most = leaves_within(FEW_ROUNDS, 256, data)
        return {
            "learning_rate": FloatRange(low=0.01, high=0.3, log=True),
            "max_depth": IntRange(low=3, high=12),
            "grow_policy": Choice(values=("depthwise", "lossguide")),
            "max_leaves": IntRange(low=min(15, most), high=most, log=True),
            "min_child_weight": FloatRange(low=0.5, high=32.0, log=True),
            "subsample": FloatRange(low=0.5, high=1.0),
            "colsample_bytree": FloatRange(low=0.4, high=1.0),
            "reg_lambda": FloatRange(low=1e-3, high=100.0, log=True),
            "gamma": FloatRange(low=1e-8, high=5.0, log=True),
            "max_bin": Choice(values=(64, 256)),
        }

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedXGBoost:
        import xgboost

        in_time(deadline)
        imputation = Imputation.median(data.population, keep_common=True)
        configured = {k: v for k, v in hyperparameters.items() if k != "rounds"}
        most = leaves_within(FEW_ROUNDS, int(configured["max_leaves"] or 0), data)
        configured["max_leaves"] = most
        limit = rounds_within(min(most, 2 ** int(configured["max_depth"] or 0)), data)
        rounds = Rounds(limit if stopping else int(hyperparameters["rounds"] or limit), deadline)
        parameters = {
            **configured,
            **_objective(data),
            "tree_method": "hist",
            "nthread": 1,
            "seed": seed,
            "verbosity": 0,
        }
        booster = xgboost.train(
            parameters,
            _matrix(data, imputation),
            rounds.most,
            evals=[(_matrix(stopping, imputation), "stopping")] if stopping else [],
            callbacks=[_ends(rounds)],
            verbose_eval=False,
        )
        rounds.check()
        return FittedXGBoost(
            hyperparameters={**configured, "rounds": rounds.best},
            imputation=imputation,
            booster=booster[: rounds.best],
            outputs=data.outputs,
            size_notice=rounds.size_notice(),
        )

    def _fused(self, boosters: Sequence[Any]) -> Any:
        return fuse_xgboost(boosters)


def _objective(data: TrainingData) -> dict[str, str | int | float]:
    """With the base score fixed, since only boosters that start from the same one can be fused."""
    if data.problem_type == "BinaryClassification":
        return {"objective": "binary:logistic", "base_score": 0.5}
    if data.problem_type == "MulticlassClassification":
        return {"objective": "multi:softprob", "num_class": data.outputs, "base_score": 0.0}
    return {"objective": "reg:squarederror", "base_score": 0.0}


def _matrix(data: TrainingData, imputation: Imputation) -> xgboost.DMatrix:
    import xgboost

    return xgboost.DMatrix(
        imputation.apply(data.matrix), data.target, weight=data.weight, nthread=1
    )


def _ends(rounds: Rounds) -> Any:
    """A callback for after each round."""
    import xgboost

    class Ends(xgboost.callback.TrainingCallback):  # type: ignore[misc]
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            del model, epoch
            losses = next(iter(evals_log["stopping"].values())) if evals_log else None
            return rounds.tell(float(losses[-1]) if losses else None)

    return Ends()


class FittedXGBoost(FittedBooster):
    def _rows(self, matrix: Matrix) -> xgboost.DMatrix:
        import xgboost

        return xgboost.DMatrix(self.imputation.apply(matrix), nthread=1)

    def scores(self, matrix: Matrix) -> Scores:
        return boosted_scores(self.booster.predict(self._rows(matrix)), self.outputs)

    def graph(self) -> onnx.ModelProto:
        part = self.imputation.part()
        return xgboost_graph(self.booster, part, features=part.width, width=self.outputs)

    def attribution(self, matrix: Matrix) -> Attribution:
        contributions = self.booster.predict(self._rows(matrix), pred_contribs=True)
        return tree_shap("xgboost-tree-shap", contributions, matrix.shape[1])

    def _text(self) -> str:
        text: str = self.booster.save_raw("json").decode()
        return text

    @staticmethod
    def _booster(text: str) -> xgboost.Booster:
        return load_xgboost(json.loads(text))
