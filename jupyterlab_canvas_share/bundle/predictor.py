"""An opened bundle that predicts: raw rows in, classes or numbers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..model.bundle import BundleContents, Column, Value
from ..model.errors import Refused
from ..model.predictions import ClassProbability, Contribution, Prediction
from ..transforms.encode import Encoder, Matrix
from ..transforms.schema import check_names
from .contributions import pairs, permutation_contributions
from .decision import predicted_classes
from .notices import decision_notice, row_notices
from .session import open_session

if TYPE_CHECKING:
    import polars as pl

Scores = npt.NDArray[np.float32]

#: Rows that ONNX Runtime sees at once: the intermediate results of more do not fit the caches.
BLOCK_ROWS = 4_096


class Predictor:
    """Predicts with one bundle, on one thread. Not for concurrent use.

    Raises ``BundleInvalid`` if ONNX Runtime cannot load the graph."""

    def __init__(self, contents: BundleContents, graph: bytes) -> None:
        manifest = contents.manifest
        self.contents = contents
        self.encoder = Encoder.of(manifest, contents.transforms)
        self._session = open_session(graph)
        self._size = len(graph)
        self._names = frozenset(column.name for column in manifest.columns)
        order = {feature.name: i for i, feature in enumerate(manifest.features)}
        everything = list(range(len(order)))
        self._inputs: list[tuple[str, list[int] | None]] = []
        for graph_input in manifest.inputs:
            positions = [order[name] for name in graph_input.features]
            self._inputs.append((graph_input.name, None if positions == everything else positions))
        self._outputs = [manifest.output]
        self._width = len(manifest.classes) or 1

    def scores(self, matrix: Matrix) -> Scores:
        """The graph's answers to an encoded matrix ``[n, features]``: probabilities ``[n, K]`` or
        values ``[n, 1]``. Raises ``Refused`` with code ``prediction_failed`` if the model cannot
        compute them."""
        result = np.empty((len(matrix), self._width), dtype=np.float32)
        for start in range(0, len(matrix), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            result[block] = self._run(matrix[block])
        return result

    def _run(self, matrix: Matrix) -> Scores:
        feeds = {
            name: matrix if positions is None else np.ascontiguousarray(matrix[:, positions])
            for name, positions in self._inputs
        }
        try:
            result = self._session.run(self._outputs, feeds)[0]
        except Exception as error:
            # ONNX Runtime raises a dozen unrelated classes here
            raise Refused(
                f"The model failed on these rows: {str(error)[:200]}", code="prediction_failed"
            ) from error
        if result.shape != (len(matrix), self._width):
            raise Refused(
                f"The model answered in the shape {result.shape} instead of "
                f"{(len(matrix), self._width)}.",
                code="prediction_failed",
            )
        return np.asarray(result, dtype=np.float32)

    def predict(
        self, rows: Sequence[Mapping[str, Value]], contributions: bool = False
    ) -> list[Prediction]:
        """Predictions for raw rows, each a mapping of raw column names to values.

        Raises ``Refused`` with code ``schema_mismatch`` for a misspelt column, ``wrong_type`` for
        a value of another type, ``prediction_failed`` for a model that has no answer."""
        for row in rows:
            if not self._names.issuperset(row):
                check_names(self._names, row)
        matrix = self.encoder.rows(rows)
        scores = self.scores(matrix)
        if not np.isfinite(scores).all():
            raise Refused(
                "The model has no finite answer for these values. Check for very large numbers.",
                code="prediction_failed",
            )
        chosen = self._chosen(scores)
        explained = self._contributions(matrix, scores, chosen) if contributions else None
        manifest = self.contents.manifest
        classes = manifest.classes
        predictions = []
        for i, (row, answer) in enumerate(zip(rows, scores.tolist(), strict=True)):
            extra = explained[i] if explained else {}
            notices = row_notices(manifest.columns, row)
            if classes:
                likeliest = classes[answer.index(max(answer))]
                if likeliest != classes[chosen[i]]:
                    notices += (decision_notice(manifest, classes[chosen[i]], likeliest),)
                predictions.append(
                    Prediction(
                        value=classes[chosen[i]],
                        probabilities=tuple(
                            ClassProbability(name=name, probability=p)
                            for name, p in zip(classes, answer, strict=True)
                        ),
                        notices=notices,
                        **extra,
                    )
                )
            else:
                predictions.append(Prediction(value=answer[0], notices=notices, **extra))
        return predictions

    def predict_frame(self, frame: pl.DataFrame) -> tuple[list[str] | list[float], Scores]:
        """Labels and probabilities ``[n, K]`` for a typed frame; for regression the values and
        an empty ``[n, 0]``. A row without a finite answer has NaN in it; see ``scores``."""
        scores = self.scores(self.encoder.frame(frame))
        classes = self.contents.manifest.classes
        if not classes:
            return scores[:, 0].tolist(), scores[:, :0]
        return [classes[i] for i in self._chosen(scores)], scores

    def _chosen(self, scores: Scores) -> list[int]:
        """The class predicted for each row; 0 for regression."""
        weights = self.contents.manifest.decision_weights
        return [int(i) for i in predicted_classes(scores, weights)]

    @cached_property
    def background(self) -> Matrix:
        """The made-up background of the explanations, encoded: ``[rows, features]``."""
        names = [column.name for column in self.contents.manifest.columns]
        rows = self.contents.explanations.background
        return self.encoder.rows([dict(zip(names, row, strict=True)) for row in rows])

    @property
    def permutations(self) -> int:
        """Antithetic pairs of permutations for each row of the background."""
        return pairs(len(self.groups), len(self.background), self._size)

    @cached_property
    def groups(self) -> tuple[tuple[Column, tuple[int, ...]], ...]:
        """Every raw column that feeds the model, with the positions of its features."""
        manifest = self.contents.manifest
        positions: dict[str, list[int]] = {}
        for i, feature in enumerate(manifest.features):
            positions.setdefault(feature.column, []).append(i)
        return tuple(
            (column, tuple(positions[column.name]))
            for column in manifest.columns
            if column.name in positions
        )

    def _contributions(
        self, matrix: Matrix, scores: Scores, chosen: list[int]
    ) -> list[dict[str, object]]:
        """Contributions of each raw column to the probability of the class predicted, or to the
        number."""
        values, _, expected = permutation_contributions(
            self.scores,
            matrix,
            self.background,
            [positions for _, positions in self.groups],
            permutations=self.permutations,
            row_scores=scores.astype(np.float64),
            seed=self.contents.manifest.provenance.seed,
        )
        if not (np.isfinite(values).all() and np.isfinite(expected).all()):
            raise Refused(
                "The model has no finite answer for the rows it is compared with, so this "
                "prediction cannot be explained.",
                code="prediction_failed",
            )
        result: list[dict[str, object]] = []
        for i, output in enumerate(chosen):
            result.append(
                {
                    "contributions": tuple(
                        Contribution(column=column.name, value=float(value))
                        for (column, _), value in zip(
                            self.groups, values[i, :, output], strict=True
                        )
                    ),
                    "expected_value": float(expected[output]),
                }
            )
        return result
