"""The results as one table: each system's score and rank on each data set, and its mean rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import mean

from pydantic import Field

from jupyterlab_canvas_share.model.base import Frozen

from .folds import Task


class Result(Frozen):
    """One run. ``score`` is null when it failed, and ``failure`` says why."""

    system: str
    fold: int
    task: Task
    score: float | None
    seconds: float
    failure: str | None = None
    facts: dict[str, object] = Field(default_factory=dict)


def markdown(results: Iterable[Result], systems: Iterable[str]) -> str:
    """A row for each data set, averaged over its folds; ties share their ranks' mean."""
    systems = list(systems)
    scores: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        scores[result.task.name][result.system].append(result)
    lines = [
        f"| data set | metric | {' | '.join(systems)} |",
        f"|---|---|{'---|' * len(systems)}",
    ]
    ranks: dict[str, list[float]] = defaultdict(list)
    for name, found in scores.items():
        if any(system not in found for system in systems):
            continue
        task = found[systems[0]][0].task
        values = {system: _mean(found[system]) for system in systems}
        for system, rank in _ranks(values, less_is_better=task.problem == "regression").items():
            ranks[system].append(rank)
        best = (min if task.problem == "regression" else max)(
            value for value in values.values() if value is not None
        )
        cells = [_cell(values[system], best) for system in systems]
        lines.append(f"| {name} | {task.metric} | {' | '.join(cells)} |")
    means = [f"{mean(ranks[system]):.2f}" if ranks[system] else "-" for system in systems]
    lines.append(f"| **mean rank** | | {' | '.join(means)} |")
    return "\n".join(lines)


def _mean(results: list[Result]) -> float | None:
    values = [result.score for result in results if result.score is not None]
    return mean(values) if len(values) == len(results) else None


def _ranks(values: dict[str, float | None], *, less_is_better: bool) -> dict[str, float]:
    """From 1, the best. Who failed is last."""

    def place(value: float | None) -> float:
        if value is None:
            return float("inf")
        return value if less_is_better else -value

    places = {system: place(value) for system, value in values.items()}
    return {
        system: 1
        + sum(other < own for other in places.values())
        + (sum(other == own for other in places.values()) - 1) / 2
        for system, own in places.items()
    }


def _cell(value: float | None, best: float) -> str:
    if value is None:
        return "failed"
    text = f"{value:.4f}" if abs(value) < 100 else f"{value:,.1f}"
    return f"**{text}**" if value == best else text
