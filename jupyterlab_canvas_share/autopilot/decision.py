"""From which probability on a class is predicted, chosen for the objective on rows held back.

Accuracy, AUC and log loss want the most probable class or none at all; F1, balanced accuracy,
precision and recall do not: where one class is rare, a lower threshold serves them better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import Objective
from .measures import (
    confusion,
    f1_macro,
    f_score,
    precision,
    precision_macro,
    recall,
    recall_macro,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Quality = Callable[[Floats], float | None]

#: A gain below this is not worth an explanation.
MIN_GAIN = 1e-4
#: Thresholds tried between 0 and 1, one in each of as many cells.
_CELLS = 200
#: With more classes each one's weight is tried at these multiples, in so many rounds.
_FACTORS, _ROUNDS = 2.0 ** (np.arange(-10, 11) / 5), 2
#: Rows looked at with more than two classes: each weight needs a look at all of them.
_ROWS = 20_000
#: Above so many classes there are too few rows of each to choose a weight by.
_MOST_CLASSES = 20


def choose_decision(
    objective: Objective, target: Floats, scores: Floats, weight: Floats | None = None
) -> tuple[float, ...]:
    """``Manifest.decision_weights`` that serve the objective best on these rows; empty where the
    most probable class does, or nearly.

    ``target`` ``[rows]`` are class indices, ``scores`` ``[rows, classes]`` probabilities of models
    that did not learn from their row. For two classes the weights are ``(t, 1 - t)``, ``t`` being
    the threshold. Precision alone would predict the positive class for one row, recall for all: the
    other one has to keep half of what it is without weights."""
    classes = scores.shape[1]
    codes = target.astype(np.int64)
    weight = np.ones(len(codes)) if weight is None else weight
    plain = confusion(codes, scores.argmax(axis=1), classes, weight)
    quality = _quality(objective, plain)
    if quality is None or not 2 <= classes <= _MOST_CLASSES:
        return ()
    before = quality(plain)
    choose = _threshold if classes == 2 else _class_weights
    chosen = choose(quality, codes, scores, weight)
    after = quality(confusion(codes, (scores * np.array(chosen)).argmax(axis=1), classes, weight))
    if after is None or (before is not None and after <= before + MIN_GAIN):
        return ()
    return chosen


def _quality(objective: Objective, plain: Floats) -> Quality | None:
    """The objective of a confusion matrix, None for one that no weight improves by right."""
    table: dict[Objective, tuple[Quality, Quality | None]] = {
        "F1": (f_score, None),
        "BalancedAccuracy": (recall_macro, None),
        "Precision": (precision, recall),
        "Recall": (recall, precision),
        "F1macro": (f1_macro, None),
        "PrecisionMacro": (precision_macro, recall_macro),
        "RecallMacro": (recall_macro, None),
    }
    if objective not in table:
        return None
    quality, other = table[objective]
    if other is None:
        return quality
    guard, least = other, (other(plain) or 0.0) / 2

    def guarded(counts: Floats) -> float | None:
        return quality(counts) if (guard(counts) or 0.0) >= least else None

    return guarded


def _threshold(quality: Quality, codes: Codes, scores: Floats, weight: Floats) -> tuple[float, ...]:
    """The best of the thresholds in the middle of the widest gap of each cell: on either side of
    it rows are as far away as can be, so rounding does not change what is predicted."""
    positive = scores[:, 1]
    order = np.argsort(positive, kind="stable")
    ordered = positive[order]
    hits = np.concatenate([[0.0], np.cumsum(np.where(codes == 1, weight, 0.0)[order])])
    everything = np.concatenate([[0.0], np.cumsum(weight[order])])
    best, chosen = -np.inf, 0.5
    for threshold in _gaps(ordered):
        below = np.searchsorted(ordered, threshold, side="right")
        missed, negative = hits[below], everything[below] - hits[below]
        counts = np.array(
            [
                [negative, everything[-1] - hits[-1] - negative],
                [missed, hits[-1] - missed],
            ]
        )
        value = quality(counts)
        # of equals the one closest to the most probable class
        nearer = abs(threshold - 0.5) < abs(chosen - 0.5)
        if value is not None and (value > best or (value == best and nearer)):
            best, chosen = value, threshold
    return chosen, round(1.0 - chosen, 6)


def _gaps(ordered: Floats) -> Iterator[float]:
    edges = np.linspace(0.0, 1.0, _CELLS + 1)
    ends = np.searchsorted(ordered, edges)
    for cell in range(_CELLS):
        inside = ordered[ends[cell] : ends[cell + 1]]
        points = np.concatenate([edges[cell : cell + 1], inside, edges[cell + 1 : cell + 2]])
        widest = int(np.diff(points).argmax())
        threshold = round(float(points[widest] + points[widest + 1]) / 2, 6)
        if 0 < threshold < 1:
            yield threshold


def _class_weights(
    quality: Quality, codes: Codes, scores: Floats, weight: Floats
) -> tuple[float, ...]:
    """One weight after the other, the others fixed, the rarest class first: coordinate ascent."""
    step = -(-len(codes) // _ROWS)
    codes, scores, weight = codes[::step], scores[::step], weight[::step]
    classes = scores.shape[1]
    weights = np.ones(classes)
    best = quality(confusion(codes, scores.argmax(axis=1), classes, weight)) or 0.0
    rarest = np.argsort(np.bincount(codes, minlength=classes), kind="stable")
    for number in np.tile(rarest, _ROUNDS):
        others = scores * weights
        others[:, number] = -np.inf
        second = others.argmax(axis=1)
        reached = others[np.arange(len(codes)), second]
        start = weights[number]
        for factor in _FACTORS:
            wins = scores[:, number] * start * factor > reached
            predicted = np.where(wins, number, second)
            value = quality(confusion(codes, predicted, classes, weight))
            if value is not None and value > best + MIN_GAIN:
                best, weights[number] = value, start * factor
    return tuple(round(float(each), 6) for each in weights / weights.max())
