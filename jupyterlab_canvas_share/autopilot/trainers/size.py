"""How large a model may get: budgets in leaves, which are what a bundle of trees is made of.

A leaf takes about 25 bytes in ONNX with its share of the branches, and 4 more for each class of a
forest of more than two (measured). The models of the folds become one, so each may have its share.
"""

from __future__ import annotations

from .base import TrainingData

#: Bytes of a leaf, and of what it answers for one class of more than two.
LEAF, ANSWER = 25, 4
#: Leaves of one model for two classes or a number: 3 MB, three of which are an ensemble.
LEAVES = 120_000
#: Rounds of boosting, however small the trees are.
ROUNDS = 1000
#: Rounds that there is room for with trees of the default size, and with the largest ones.
ENOUGH_ROUNDS, FEW_ROUNDS = 128, 32


def rounds_within(leaves: int, data: TrainingData) -> int:
    """Rounds of boosting of one fold with trees of so many leaves."""
    return max(1, min(ROUNDS, LEAVES // data.models // (leaves * trees_of_a_round(data.outputs))))


def leaves_within(rounds: int, most_leaves: int, data: TrainingData) -> int:
    """Leaves of a tree, ``most_leaves`` at most, with which there is room for so many rounds."""
    room = LEAVES // data.models // (rounds * trees_of_a_round(data.outputs))
    return max(4, min(most_leaves, room))


def trees_of_a_round(outputs: int) -> int:
    """One for each class if there are more than two."""
    return outputs if outputs > 2 else 1


def pace(data: TrainingData, most_leaves: int) -> tuple[int, float]:
    """Leaves of a tree and a learning rate with which the rounds of one fold suffice: with many
    classes trees are smaller and steps larger."""
    leaves = leaves_within(ENOUGH_ROUNDS, most_leaves, data)
    rate = min(0.3, max(0.05, 16 / rounds_within(leaves, data)))
    return leaves, round(rate, 3)


def forest_leaves(data: TrainingData) -> int:
    """Leaves of a forest of one fold: half of what a booster may take, since it gains less."""
    told = ANSWER * data.outputs if data.outputs > 2 else 0
    return LEAVES // 2 // data.models * LEAF // (LEAF + told)


def layers_within(layers: str, width: int, data: TrainingData) -> str:
    """Units of each layer, as ``64,32``, of a network of one fold on ``width`` columns: at most so
    many that the weights of the first fit into the bytes of ``LEAVES``."""
    most = max(8, LEAVES * LEAF // 4 // data.models // width)
    return ",".join(str(min(int(units), most)) for units in layers.split(","))
