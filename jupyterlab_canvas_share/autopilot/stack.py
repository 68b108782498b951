"""The stacked ensemble: a model on the answers that the members give to rows held back.

For classes it is multinomial logistic regression on the members' log-probabilities, with one weight
for each member and an intercept for each class; for numbers, regression on their values. Weights
are not negative, as in Breiman, "Stacked regressions" (Machine Learning 24, 1996), and drawn
towards equal ones, by how much being chosen on three folds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import onnx
from numpy.typing import NDArray

from .ensemble import Members
from .trainers.base import Scores

Floats = NDArray[np.float64]

#: Added to a probability before its logarithm is taken. In float32 one minus a probability is known
#: to 6e-8: the logarithm of a smaller sum would differ between the trainer and its graph.
FLOOR = 1e-3
#: How strongly weights are drawn towards equal ones: what is chosen from.
STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
FOLDS = 3
#: Numbers that are fitted on at most: rows times members times classes.
CELLS = 2_000_000


@dataclass(frozen=True)
class Stack:
    """``weights`` of the members that count, and the intercept ``[classes]``, or ``[1]``.
    ``held_back`` are the answers to the rows it was made on, each by a fit without that row."""

    weights: dict[str, float]
    intercept: Floats
    classification: bool
    held_back: Scores

    def scores(self, members: Mapping[str, Scores]) -> Scores:
        """The answers to the rows that the members answered, in the units of the target."""
        answers = np.stack([members[name] for name in self.weights])
        weights = np.array(list(self.weights.values()))
        return _answer(_inputs(answers, self.classification), weights, self.intercept)

    def graph(
        self, graphs: Mapping[str, bytes], *, mean: float = 0.0, deviation: float = 1.0
    ) -> onnx.ModelProto:
        """One graph out of the members' own, which answer values standardised by the target's
        ``mean`` and ``deviation``, as this one does."""
        members = Members(graphs, self.weights)
        inputs = members.outputs
        intercept = self.intercept
        if self.classification:
            floor = members.constant("floor", FLOOR)
            inputs = [members.node("Log", [members.node("Add", [o, floor])]) for o in inputs]
        else:
            surplus = sum(self.weights.values()) - 1.0
            intercept = (intercept + mean * surplus) / deviation
        weighted = [
            members.node("Mul", [name, members.constant(f"{name}_weight", weight)])
            for name, weight in zip(inputs, self.weights.values(), strict=True)
        ]
        total = members.node("Sum", weighted)
        offset = members.constant("intercept", intercept.tolist())
        if not self.classification:
            return members.model("Add", [total, offset])
        return members.model("Softmax", [members.node("Add", [total, offset])])


def stack(
    held_back: Mapping[str, Scores],
    target: Floats,
    weight: Floats | None,
    classes: int,
    seed: int,
) -> Stack:
    """Fit on the members' answers to rows held back, ``[rows, classes]`` or ``[rows, 1]``, and the
    ``target`` of these rows: class indices, or numbers with ``classes`` 0 or 1."""
    classification = classes > 1
    names = sorted(held_back)
    rows = _sample(len(target), len(names) * max(1, classes), seed)
    inputs = _inputs(np.stack([held_back[name][rows] for name in names]), classification)
    wanted, shift, scale = target[rows], 0.0, 1.0
    if not classification:
        # on a common scale a strength means the same for every target
        shift, scale = float(wanted.mean()), float(wanted.std()) or 1.0
        inputs, wanted = (inputs - shift) / scale, (wanted - shift) / scale
    share = np.ones(len(rows)) if weight is None else weight[rows]
    weights, intercept, answers = _fit_best(inputs, wanted, share, seed)
    if not classification:
        intercept = intercept * scale + shift * (1.0 - weights.sum())
        answers = answers * scale + shift
    kept = {name: float(w) for name, w in zip(names, weights, strict=True) if w > 0}
    found = Stack(kept, intercept, classification, answers)
    if len(rows) == len(target):
        return found
    apart = found.scores(held_back)
    apart[rows] = answers
    return replace(found, held_back=apart)


def _sample(rows: int, width: int, seed: int) -> NDArray[np.int64]:
    most = max(1000, CELLS // width)
    draw = np.random.default_rng([seed, 37])
    return np.sort(draw.permutation(rows)[:most]).astype(np.int64)


def _inputs(answers: Floats, classification: bool) -> Floats:
    """``[members, rows, outputs]``: what the weights are for."""
    return np.log(answers + FLOOR) if classification else answers


def _answer(inputs: Floats, weights: Floats, intercept: Floats) -> Scores:
    total: Scores = np.tensordot(weights, inputs, axes=1) + intercept
    if inputs.shape[2] == 1:
        return total
    powers = np.exp(total - total.max(axis=1, keepdims=True))
    probabilities: Scores = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def _fit_best(
    inputs: Floats, target: Floats, share: Floats, seed: int
) -> tuple[Floats, Floats, Scores]:
    """Weights and intercept with the strength that did best in three folds, and the answers there
    to the rows of each by the fit on the others."""
    fold = np.random.default_rng([seed, 41]).permutation(len(target)) % FOLDS
    tried = []
    for strength in STRENGTHS:
        answers = np.empty(inputs.shape[1:])
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            found = _fit(inputs[:, inside], target[inside], share[inside], strength)
            answers[outside] = _answer(inputs[:, outside], *found)
        tried.append((_loss(answers, target, share)[0], -strength, answers))
    _, strength, answers = min(tried, key=lambda one: one[:2])
    return *_fit(inputs, target, share, -strength), answers


def _fit(inputs: Floats, target: Floats, share: Floats, strength: float) -> tuple[Floats, Floats]:
    """Weights ``[members]`` and the intercept ``[outputs]`` of the smallest loss."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    members, _, outputs = inputs.shape
    equal = np.full(members, 1.0 / members)

    def objective(parameters: Floats) -> tuple[float, Floats]:
        weights, intercept = parameters[:members], parameters[members:]
        loss, slope = _loss(_answer(inputs, weights, intercept), target, share)
        away = weights - equal
        gradient = np.tensordot(inputs, slope, axes=2) + 2 * strength * away
        return loss + strength * float(away @ away), np.append(gradient, slope.sum(axis=0))

    found = minimize(
        objective,
        np.append(equal, np.zeros(outputs)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * members + [(None, None)] * outputs,
        options={"maxiter": 200},
    ).x
    return found[:members], found[members:]


def _loss(answer: Scores, target: Floats, share: Floats) -> tuple[float, Floats]:
    """The mean loss, and its slope ``[rows, outputs]`` in the weighted sum: log loss by softmax,
    or half the squared error."""
    part = (share / share.sum())[:, None]
    if answer.shape[1] == 1:
        error = answer - target[:, None]
        return float(0.5 * (part * error**2).sum()), part * error
    rows, actual = np.arange(len(target)), target.astype(np.int64)
    loss = -(part[:, 0] * np.log(np.maximum(answer[rows, actual], 1e-300))).sum()
    slope = part * answer
    slope[rows, actual] -= part[:, 0]
    return float(loss), slope
