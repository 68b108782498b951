"""How large a model may get: budgets in leaves, which are what a bundle of trees is made of.

A leaf takes about 65 bytes in ONNX with its share of the branches, and 9 more for each further
class of a forest (measured, without hit rates).
"""

from __future__ import annotations

#: Leaves of one model for two classes or a number: 3.9 MB, two or three of which are an ensemble.
LEAVES = 60_000
#: Folds that the budget is for: their models become one.
FOLDS = 5
#: Rounds of boosting, however small the trees are.
ROUNDS = 1000


def rounds_within(leaves: int, outputs: int) -> int:
    """Rounds of boosting of one fold with trees of so many leaves."""
    return max(1, min(ROUNDS, LEAVES // FOLDS // (leaves * _trees(outputs))))


def _trees(outputs: int) -> int:
    """Trees of a round: one for each class if there are more than two."""
    return outputs if outputs > 2 else 1


def pace(outputs: int, most_leaves: int) -> tuple[int, float]:
    """Leaves of a tree and a learning rate with which the rounds of one fold suffice: with many
    classes trees are smaller and steps larger."""
    leaves = max(4, min(most_leaves, LEAVES // FOLDS // (128 * _trees(outputs))))
    rate = min(0.3, max(0.05, 16 / rounds_within(leaves, outputs)))
    return leaves, round(rate, 3)


def forest_leaves(outputs: int) -> int:
    """Leaves of a forest of one fold: half of what a booster may take, since it gains less."""
    return LEAVES // 2 // FOLDS * 65 // (65 + 9 * max(0, outputs - 2))


def layers_within(layers: str, width: int) -> str:
    """Units of each layer, as ``64,32``, of a network of one fold on ``width`` columns: at most so
    many that the weights of the first fit into the bytes of ``LEAVES``."""
    most = max(8, LEAVES * 65 // 4 // FOLDS // width)
    return ",".join(str(min(int(units), most)) for units in layers.split(","))
