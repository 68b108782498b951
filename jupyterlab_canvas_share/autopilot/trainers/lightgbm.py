"""lightgbm: gradient boosted trees, stopped early on rows held back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..fuse import fuse_lightgbm
from ..tree_graphs import lightgbm_graph
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
    import lightgbm
    import onnx


class LightGBM(Boosting):
    def default(self, data: TrainingData) -> Hyperparameters:
        leaves, rate = pace(data, 31)
        return {
            "learning_rate": rate,
            "num_leaves": leaves,
            "min_data_in_leaf": 20,
            "feature_fraction": 0.8,
            "lambda_l2": 1.0,
        }

    def space(self, data: TrainingData) -> Space:
        most = leaves_within(FEW_ROUNDS, 256, data)
        return {
            "learning_rate": FloatRange(low=0.01, high=0.3, log=True),
            "num_leaves": IntRange(low=min(7, most), high=most, log=True),
            "min_data_in_leaf": IntRange(low=5, high=100, log=True),
            "feature_fraction": FloatRange(low=0.4, high=1.0),
            "bagging_fraction": FloatRange(low=0.5, high=1.0),
            "lambda_l1": FloatRange(low=1e-6, high=10.0, log=True),
            "lambda_l2": FloatRange(low=1e-3, high=100.0, log=True),
            "extra_trees": Choice(values=(False, True)),
            "max_bin": Choice(values=(63, 255)),
        }

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedLightGBM:
        import lightgbm

        in_time(deadline)
        imputation = Imputation.median(data.population, keep_common=True)
        configured = {k: v for k, v in hyperparameters.items() if k != "rounds"}
        parameters = {
            **configured,
            **_objective(data),
            "bagging_freq": 1,
            "seed": seed,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        training = lightgbm.Dataset(
            imputation.apply(data.matrix), data.target, weight=data.weight, params=parameters
        )
        limit = rounds_within(int(configured["num_leaves"] or 31), data)
        rounds = Rounds(limit if stopping else int(hyperparameters["rounds"] or limit), deadline)
        booster = lightgbm.train(
            parameters,
            training,
            num_boost_round=rounds.most,
            valid_sets=_held_back(training, imputation, stopping),
            callbacks=[_ends(rounds)],
        )
        rounds.check()
        return FittedLightGBM(
            hyperparameters={**configured, "rounds": rounds.best},
            imputation=imputation,
            booster=lightgbm.Booster(model_str=booster.model_to_string(num_iteration=rounds.best)),
            outputs=data.outputs,
            size_notice=rounds.size_notice(),
        )

    def _fused(self, boosters: Sequence[Any]) -> Any:
        return fuse_lightgbm(boosters)


def _objective(data: TrainingData) -> dict[str, str | int]:
    if data.problem_type == "BinaryClassification":
        return {"objective": "binary"}
    if data.problem_type == "MulticlassClassification":
        return {"objective": "multiclass", "num_class": data.outputs}
    return {"objective": "regression"}


def _held_back(
    training: lightgbm.Dataset, imputation: Imputation, stopping: TrainingData | None
) -> list[lightgbm.Dataset]:
    if stopping is None:
        return []
    return [
        training.create_valid(
            imputation.apply(stopping.matrix), stopping.target, weight=stopping.weight
        )
    ]


def _ends(rounds: Rounds) -> Any:
    """A callback for after each round. LightGBM asks for an exception of its own to end."""
    from lightgbm.callback import EarlyStopException

    def after(environment: Any) -> None:
        results = environment.evaluation_result_list
        if rounds.tell(results[0][2] if results else None):
            raise EarlyStopException(rounds.best - 1, results or [])

    return after


class FittedLightGBM(FittedBooster):
    def scores(self, matrix: Matrix) -> Scores:
        answer = self.booster.predict(self.imputation.apply(matrix), num_threads=1)
        return boosted_scores(answer, self.outputs)

    def graph(self) -> onnx.ModelProto:
        part = self.imputation.part()
        return lightgbm_graph(self.booster, part, features=part.width, width=self.outputs)

    def attribution(self, matrix: Matrix) -> Attribution:
        rows = self.imputation.apply(matrix)
        contributions = self.booster.predict(rows, pred_contrib=True, num_threads=1)
        return tree_shap("lightgbm-tree-shap", contributions, matrix.shape[1])

    def _text(self) -> str:
        text: str = self.booster.model_to_string()
        return text

    @staticmethod
    def _booster(text: str) -> lightgbm.Booster:
        import lightgbm

        return lightgbm.Booster(model_str=text)
