"""Shapley values by antithetic permutation sampling, against a background of rows.

Definition: Shapley (1953) over raw columns, where a column outside the coalition takes the value
of a background row, averaged over the background (interventional SHAP; Lundberg & Lee 2017).
Estimator: Mitchell et al. 2022, "Sampling Permutations for Shapley Value Estimation", antithetic
variant: each permutation is walked forwards and backwards. Every background row gets its own
permutations, so the sum over columns telescopes to ``score(row) - mean score(background)``:
efficiency holds exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Score = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.floating]]

#: Rows handed to the scorer at once: enough to drown its overhead, few enough for the memory.
CALL_ROWS = 16_384

#: Rows scored to explain one row: a few columns get more permutations for the same time.
EVALUATIONS, MAX_PAIRS = 6_000, 16
#: Rows times bytes of the graph that ONNX Runtime scores in less than a tenth of a second.
WORK = 8_000_000_000


def pairs(columns: int, background: int, size: int) -> int:
    """``permutations`` for one row in less than a tenth of a second, with a graph of ``size``
    bytes; 0 for a large one."""
    affordable = min(EVALUATIONS, WORK // max(size, 1))
    walks = affordable // max(1, background * max(1, columns - 1))
    return min(MAX_PAIRS, walks // 2)


def permutation_contributions(
    score: Score,
    rows: npt.NDArray[np.float32],
    background: npt.NDArray[np.float32],
    groups: Sequence[Sequence[int]],
    *,
    permutations: int,
    seed: int,
    row_scores: Floats | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Contributions of each group of features to ``score``.

    ``rows`` is ``[n, features]``, ``background`` ``[b, features]``; ``groups`` lists the feature
    positions of each raw column, which move together; ``permutations`` is the number of antithetic
    pairs per background row. With 0 there is one walk per background row, and every second goes
    the way of the one before backwards. Returns values ``[n, groups, outputs]``, their standard
    errors (same shape; stratified by background row; NaN below 2 pairs) and the expected value
    ``[outputs]``. The same permutations serve every row, so a row's values do not depend on the
    other rows. ``row_scores`` are the ``score`` of ``rows`` where they are known: values and
    expected value add up to them."""
    if sorted(i for group in groups for i in group) != list(range(rows.shape[1])):
        raise ValueError("every feature must be in exactly one group")
    background_scores = _scored(score, background)
    row_scores = _scored(score, rows) if row_scores is None else row_scores
    expected = background_scores.mean(axis=0)
    shape = (len(rows), len(groups), len(expected))
    values, errors = np.zeros(shape), np.full(shape, np.nan)
    if len(groups) == 0:
        return values, errors, expected

    plan = _Plan(len(background), groups, permutations, seed)
    for i, row in enumerate(rows):
        found = plan.pair_values(score, row, row_scores[i], background, background_scores)
        values[i] = found.mean(axis=(0, 1))
        if permutations > 1:
            variance = found.var(axis=1, ddof=1) / permutations
            errors[i] = np.sqrt(variance.sum(axis=0)) / len(background)
    return values, errors, expected


def _scored(score: Score, matrix: npt.NDArray[np.float32]) -> Floats:
    return np.asarray(score(matrix), dtype=np.float64)


class _Plan:
    """Which features come from the row at each step of each walk: drawn once, used for all rows."""

    def __init__(self, backgrounds: int, groups: Sequence[Sequence[int]], pairs: int, seed: int):
        generator = np.random.default_rng(seed)
        self.count = len(groups)
        self.pairs, self.walks = max(1, pairs), 2 if pairs else 1
        drawn = -(-backgrounds * self.pairs * self.walks // 2)
        forward = generator.permuted(np.tile(np.arange(self.count), (drawn, 1)), axis=1)
        both = np.stack([forward, forward[:, ::-1]], axis=1).reshape(-1, self.count)
        # [backgrounds, pairs, walks, groups]: the group that enters at each step
        shape = (backgrounds, self.pairs, self.walks, self.count)
        self.order = both[: backgrounds * self.pairs * self.walks].reshape(shape)
        self.group_of = np.empty(sum(len(group) for group in groups), dtype=np.intp)
        for number, group in enumerate(groups):
            self.group_of[list(group)] = number

    def pair_values(
        self,
        score: Score,
        row: npt.NDArray[np.float32],
        row_score: Floats,
        background: npt.NDArray[np.float32],
        background_scores: Floats,
    ) -> Floats:
        """``[backgrounds, pairs, groups, outputs]``: the mean of the walks of each pair."""
        outputs = len(row_score)
        result = np.empty((len(background), self.pairs, self.count, outputs))
        walk_rows = self.pairs * self.walks * max(self.count - 1, 1)
        step = max(1, CALL_ROWS // walk_rows)
        for start in range(0, len(background), step):
            part = slice(start, start + step)
            order = self.order[part]
            path = self._path(
                score, row, row_score, background[part], background_scores[part], order
            )
            gains = np.diff(path, axis=3)
            by_group = np.empty_like(gains)
            np.put_along_axis(by_group, order[..., None], gains, axis=3)
            result[part] = by_group.mean(axis=2)
        return result

    def _path(  # noqa: PLR0917 - six arrays that belong together
        self,
        score: Score,
        row: npt.NDArray[np.float32],
        row_score: Floats,
        background: npt.NDArray[np.float32],
        background_scores: Floats,
        order: npt.NDArray[np.intp],
    ) -> Floats:
        """Scores along each walk, ``[backgrounds, pairs, walks, groups + 1, outputs]``: the
        background row first, the row itself last; only the states between are computed, and of
        those only the ones that differ from the state before."""
        count, outputs = self.count, len(row_score)
        path = np.empty((*order.shape[:3], count + 1, outputs))
        path[..., 0, :] = background_scores[:, None, None, :]
        path[..., count, :] = row_score
        if count > 1:
            rank = np.argsort(order, axis=3)[..., self.group_of]
            differing = np.broadcast_to(self._differing(row, background), order.shape)
            differs = np.take_along_axis(differing, order, axis=3)
            # a group that has the background row's values already changes nothing as it enters
            moved = differs[..., : count - 1]
            entered = rank[..., None, :] < np.arange(1, count)[:, None]
            states = np.where(entered, row, background[:, None, None, None, :])
            if moved.any():
                path[..., 1:count, :][moved] = _scored(score, states[moved])
            last = np.maximum.accumulate(np.where(moved, np.arange(1, count), 0), axis=3)
            path[..., 1:count, :] = np.take_along_axis(path, last[..., None], axis=3)
        return path

    def _differing(
        self, row: npt.NDArray[np.float32], background: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.bool_]:
        """``[backgrounds, 1, 1, groups]``: which groups of the row are not the background row's."""
        same = (row == background) | (np.isnan(row) & np.isnan(background))
        differing = np.zeros((len(background), self.count), dtype=np.bool_)
        for number in range(self.count):
            differing[:, number] = ~same[:, self.group_of == number].all(axis=1)
        return differing[:, None, None, :]
