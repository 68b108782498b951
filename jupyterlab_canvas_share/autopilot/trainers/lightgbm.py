"""lightgbm: gradient boosted trees, stopped early on a part of the training split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..convert import float32_thresholds, lightgbm_graph
from ..split import stratified
from .base import Attribution, Hyperparameters, Matrix, Scores, TrainingData
from .preprocessing import Imputation

if TYPE_CHECKING:
    import lightgbm
    import onnx

ROUNDS, PATIENCE = 400, 30


class LightGBM:
    def configuration(self, number: int, seed: int) -> Hyperparameters:
        if number == 0:
            return {
                "learning_rate": 0.05,
                "num_leaves": 31,
                "min_data_in_leaf": 20,
                "feature_fraction": 0.8,
                "lambda_l2": 1.0,
            }
        draw = np.random.default_rng([seed, 3, number])
        return {
            "learning_rate": float(draw.choice([0.03, 0.06, 0.1])),
            "num_leaves": int(draw.choice([7, 15, 63])),
            "min_data_in_leaf": int(draw.choice([10, 30, 60])),
            "feature_fraction": float(draw.choice([0.5, 0.7, 0.9])),
            "lambda_l2": float(draw.choice([0.1, 1.0, 10.0])),
        }

    def fit(
        self, data: TrainingData, hyperparameters: Hyperparameters, seed: int
    ) -> FittedLightGBM:
        import lightgbm

        imputation = Imputation.median(data.matrix, only_complete=True)
        filled = imputation.apply(data.matrix)
        parameters = {
            **hyperparameters,
            **_objective(data),
            "seed": seed,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        fit_rows, stop_rows = stratified(data.target, data.is_classification, 0.15, seed)
        training = lightgbm.Dataset(filled[fit_rows], data.target[fit_rows], params=parameters)
        stopping = training.create_valid(filled[stop_rows], data.target[stop_rows])
        booster = lightgbm.train(
            parameters,
            training,
            num_boost_round=ROUNDS,
            valid_sets=[stopping],
            callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
        )
        rounds = booster.best_iteration or booster.current_iteration()
        return FittedLightGBM(
            hyperparameters={**hyperparameters, "rounds": rounds},
            imputation=imputation,
            booster=float32_thresholds(booster),
            outputs=data.outputs,
        )


def _objective(data: TrainingData) -> dict[str, str | int]:
    if data.problem_type == "BinaryClassification":
        return {"objective": "binary"}
    if data.problem_type == "MulticlassClassification":
        return {"objective": "multiclass", "num_class": data.outputs}
    return {"objective": "regression"}


@dataclass(frozen=True)
class FittedLightGBM:
    hyperparameters: Hyperparameters
    imputation: Imputation
    booster: lightgbm.Booster
    outputs: int

    def scores(self, matrix: Matrix) -> Scores:
        answer = np.asarray(
            self.booster.predict(self.imputation.apply(matrix), num_threads=1), dtype=np.float64
        )
        if self.outputs == 2:
            return np.column_stack([1.0 - answer, answer])
        return answer.reshape(len(matrix), self.outputs)

    def graph(self) -> onnx.ModelProto:
        part = self.imputation.part()
        return lightgbm_graph(self.booster, part, features=part.width, width=self.outputs)

    def attribution(self, matrix: Matrix) -> Attribution:
        """LightGBM's own TreeSHAP (``pred_contrib``), in log-odds for classification; its last
        column is the expected value."""
        contributions = np.asarray(
            self.booster.predict(self.imputation.apply(matrix), pred_contrib=True, num_threads=1),
            dtype=np.float64,
        )
        features = matrix.shape[1]
        table = contributions.reshape(len(matrix), -1, features + 1)
        values = table[:, :, :features].transpose(0, 2, 1)
        return Attribution("lightgbm-tree-shap", values, table[0, :, features])
