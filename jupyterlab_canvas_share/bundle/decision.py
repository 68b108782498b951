"""Which class is predicted: the one of the largest weighted probability.

For two classes the weights ``(t, 1 - t)`` are the threshold ``t``: the second class is predicted
where its probability is above it. Probabilities stay as they are, so they stay calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def predicted_classes(
    scores: npt.NDArray[np.floating], weights: Sequence[float] = ()
) -> npt.NDArray[np.int64]:
    """Class indices ``[rows]`` of probabilities ``[rows, classes]``; no weights are all 1. Of
    equals the first class is taken."""
    weighted = scores.astype(np.float64) * np.asarray(weights) if weights else scores
    chosen: npt.NDArray[np.int64] = weighted.argmax(axis=1)
    return chosen
