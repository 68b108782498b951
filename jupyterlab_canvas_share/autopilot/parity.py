"""Does the converted model answer as the trained one?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..bundle.decision import predicted_classes
from ..model.bundle import MadeUpAnswers, Parity
from .task import Task
from .trainers.base import Matrix, Scores

#: Probabilities, or standard deviations of the target, that trainer and ONNX may differ by.
TOLERANCE = 1e-5


def check_parity(
    task: Task,
    trained: Mapping[str, Scores],
    score: Callable[[Matrix], Scores],
    matrices: Mapping[str, Matrix],
    decision: tuple[float, ...] = (),
) -> Parity:
    """Compare trainer and graph on every set of rows in ``matrices``, ``made_up`` with its unusual
    values among them; ``trained`` has the trainer's scores of the same names."""
    differing, difference = 0, 0.0
    for name, matrix in matrices.items():
        by_graph = score(matrix)
        gap = np.abs(by_graph - trained[name])
        if not task.classes:
            # the answer itself is single precision: its last digit is no difference
            rounding = np.spacing(np.abs(trained[name]).astype(np.float32)).astype(np.float64)
            gap = np.maximum(gap - rounding, 0.0) / task.target_deviation
        # a NaN on either side is as wrong as can be, and has no place in JSON
        difference = max(difference, float(np.nan_to_num(gap, nan=1e9, posinf=1e9).max()))
        if task.classes:
            labels = predicted_classes(trained[name], decision)
            differing += int((predicted_classes(by_graph, decision) != labels).sum())
    return Parity(
        rows=sum(len(matrix) for name, matrix in matrices.items() if name != "made_up"),
        labels_differing=differing,
        max_difference=difference,
        tolerance=TOLERANCE,
        made_up=MadeUpAnswers(
            rows=task.made_up, answers=tuple(map(tuple, trained["made_up"].tolist()))
        ),
    )


def unshareable(parity: Parity) -> str | None:
    """Why a model may not be shared, None if it may."""
    if parity.labels_differing:
        return (
            f"Converted for sharing, the model predicts another class on {parity.labels_differing} "
            "rows than the trained one does. Share another candidate."
        )
    if parity.max_difference > parity.tolerance:
        return (
            f"Converted for sharing, the model differs from the trained one by up to "
            f"{parity.max_difference:.1e}, more than the {parity.tolerance:.0e} allowed. Share "
            "another candidate."
        )
    return None
