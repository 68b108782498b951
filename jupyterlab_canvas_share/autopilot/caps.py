"""What keeps an ensemble small: the lightest members are left out until it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .ensemble import Quality, select
from .trainers.base import Scores

#: Bytes of an ensemble's members: with the rest of it, a bundle stays under 10 MB.
ENSEMBLE_LIMIT = 9_000_000


@dataclass(frozen=True)
class Choice:
    """Members and their weights; those ``left_out`` because of the size, and by how much the
    quality on rows held back is lower for it (None: it is not defined)."""

    weights: dict[str, float]
    left_out: tuple[str, ...] = ()
    cost: float | None = None


def choose(
    members: Mapping[str, Scores],
    quality: Quality,
    graphs: Mapping[str, bytes],
    limit: int = ENSEMBLE_LIMIT,
) -> Choice:
    """``select`` members whose graphs fit into ``limit`` bytes together. When the lightest are left
    out, the rest is weighed again, so that it is as good as it can be."""
    free = select(members, quality)
    kept, left_out = within(graphs, free, limit)
    if not left_out:
        return Choice(free)
    weights = select({name: members[name] for name in kept}, quality)
    before, after = (quality(answer(members, chosen)) for chosen in (free, weights))
    cost = None if before is None or after is None else before - after
    return Choice(weights, left_out, cost)


def within(
    graphs: Mapping[str, bytes], weights: Mapping[str, float], limit: int
) -> tuple[dict[str, float], tuple[str, ...]]:
    """The heaviest members that fit into ``limit`` bytes, one at least, with weights that add up
    to 1 again; and the names of the others, lightest first."""
    kept = sorted(weights, key=lambda name: (-weights[name], len(graphs[name]), name))
    left_out = []
    while len(kept) > 1 and sum(len(graphs[name]) for name in kept) > limit:
        left_out.append(kept.pop())
    total = sum(weights[name] for name in kept)
    return {name: weights[name] / total for name in sorted(kept)}, tuple(left_out)


def answer(members: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """What an ensemble of these weights answers."""
    first, *others = (weight * members[name] for name, weight in weights.items())
    total: Scores = first
    for other in others:
        total = total + other
    return total


def size_notice(choice: Choice, objective: str) -> str | None:
    """What the size has cost, as a sentence; None: nothing."""
    if not choice.left_out:
        return None
    names = ", ".join(choice.left_out)
    cost = "" if choice.cost is None else f" It costs {abs(choice.cost):.2g} of {objective}."
    if choice.cost is not None and choice.cost <= 0:
        cost = f" It costs nothing of {objective}."
    return f"To keep the model below 10 MB, {names} was left out.{cost}"
