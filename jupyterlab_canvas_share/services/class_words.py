"""Each class in words, and when it is predicted."""

from __future__ import annotations

from ..charts.figures import listed, number, percent
from ..model.bundle import Manifest
from ..model.insights import ClassScores


def class_sentence(scores: ClassScores, target: str) -> str:
    """How often a class is right when it is predicted, and found when it is there."""
    name = scores.name
    if scores.precision is None:
        predicted = f"{name} was never predicted."
    else:
        predicted = (
            f"Of all the times that {name} was predicted, the prediction was correct "
            f"{percent(scores.precision)} of the time."
        )
    if scores.recall is None:
        found = f"No row held back was actually {name}."
    else:
        found = (
            f"The model correctly predicted {percent(scores.recall)} to be {name} when {target} "
            f"was actually {name}."
        )
    return f"{predicted} {found}"


def decision_sentence(manifest: Manifest) -> str | None:
    """When a class is predicted, where that is not simply the most probable one."""
    weights, classes = manifest.decision_weights, manifest.classes
    if not weights:
        return None
    because = (
        f"because that is best for {manifest.objective} on the rows that were held back. The "
        "probabilities stay as they are."
    )
    if len(classes) == 2:
        positive = manifest.positive_class or classes[1]
        own = weights[classes.index(positive)]
        threshold = (sum(weights) - own) / sum(weights)
        return f"{positive} is predicted from a probability of {percent(threshold)} on, {because}"
    told = [f"{name} × {number(w)}" for name, w in zip(classes, weights, strict=True)]
    return (
        "The class predicted is the one of the largest probability times its weight, "
        f"{listed(told)}, {because}"
    )
