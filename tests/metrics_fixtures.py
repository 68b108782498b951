"""Targets, the answers of a model that is right about its probabilities, and sample weights."""

from __future__ import annotations

import numpy as np

ROWS = 3000


def binary() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A quarter positive, probabilities that are right, ties among them, and weights."""
    draw = np.random.default_rng(1)
    score = np.round(draw.beta(1, 3, ROWS), 3)
    target = (draw.random(ROWS) < score).astype(float)
    return target, np.column_stack([1 - score, score]), draw.uniform(0.1, 3, ROWS)


def many(classes: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities that are right, of classes more and more rare."""
    draw = np.random.default_rng(2)
    scores = np.exp(draw.normal(size=(ROWS, classes)) - np.arange(classes))
    scores /= scores.sum(axis=1, keepdims=True)
    target = (draw.random((ROWS, 1)) > scores.cumsum(axis=1)).sum(axis=1).astype(float)
    return target, scores, draw.uniform(0.1, 3, ROWS)


def numbers() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    target = draw.lognormal(size=ROWS)
    return target, (target * draw.uniform(0.7, 1.2, ROWS))[:, None], draw.uniform(0.1, 3, ROWS)
