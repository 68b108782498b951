"""The candidate definition notebook: what was trained, how well it does, and training it again."""

from __future__ import annotations

from typing import Any

from ...model.jobs import AutoMLJob, Candidate
from ..mode import ENSEMBLES
from .cells import code, markdown, words

#: Candidates with a part of their own; the table has all.
_SHOWN = 10


def candidate_definition(
    job: AutoMLJob, candidates: tuple[Candidate, ...], setup: str
) -> list[dict[str, Any]]:
    """``candidates`` are the completed ones, the best first, at least one; ``setup`` is the code
    that makes ``experiment``."""
    best = candidates[0]
    again = next((each for each in candidates if each.algorithm not in ENSEMBLES), None)
    return [
        markdown(
            f"# Candidate definition: {words(job.name)}\n\n"
            f"The models that Autopilot trained to predict **{words(job.target)}**, best first: "
            "their algorithms, their hyperparameters, how well they do on rows they had not learnt "
            "from, and how to train one of them again. Nothing here changes the experiment."
        ),
        code(setup),
        markdown(f"## The experiment\n\n{_method(job)}"),
        code("experiment.facts()"),
        markdown(f"## The candidates\n\n{len(candidates)} were completed."),
        code("experiment.candidates()"),
        markdown(
            "## What the models get to see\n\nThe columns become features by steps that travel "
            "with the model: dates and text become numbers, categories become their place in the "
            "list of those that were frequent enough."
        ),
        code(f"experiment.features({best.name!r})"),
        *(cell for each in candidates[:_SHOWN] for cell in _candidate(each)),
        *(_again(again) if again is not None else ()),
    ]


def _method(job: AutoMLJob) -> str:
    how = {
        "ENSEMBLING": "Each algorithm is trained on folds of the rows, so that every row is held "
        "back once; the folds' models become one, and ensembles weigh the candidates.",
        "HYPERPARAMETER_TUNING": "A search tries hyperparameters, led by what did well on the rows "
        "held back.",
    }.get(job.mode, "")
    return f"{words(job.mode_reason)} {how}".strip()


def _candidate(each: Candidate) -> list[dict[str, Any]]:
    value = "not defined" if each.objective.value is None else f"{each.objective.value:.6g}"
    deviation = each.objective.standard_deviation
    spread = "" if deviation is None else f" ± {deviation:.2g}"
    notice = f" {words(each.notice)}" if each.notice else ""
    return [
        markdown(
            f"### {words(each.name)}\n\n{words(each.algorithm)}, "
            f"{words(each.objective.name)} {value}{spread} on rows held back.{notice}"
        ),
        code(f"experiment.hyperparameters({each.name!r})"),
        code(f"experiment.metrics({each.name!r})"),
        code(f"experiment.importance({each.name!r})"),
    ]


def _again(candidate: Candidate) -> list[dict[str, Any]]:
    return [
        markdown(
            f"## Train {words(candidate.name)} again\n\nWith the same data, seed and "
            "hyperparameters it is the same model. Other hyperparameters, of those in its list "
            "above, are given by their names: `experiment.train(candidate, name=value)`."
        ),
        code(f"trained = experiment.train({candidate.name!r})\ntrained.metrics()"),
        code(
            "listed = experiment.candidates()\n"
            f"before = listed.filter(pl.col('candidate') == {candidate.name!r})['value'][0]\n"
            "print(f'{trained.objective_value} now, {before} in the experiment')"
        ),
        markdown(
            "It predicts rows of the input, or of any table with its columns. The rows below were "
            "learnt from, so how well it does on them says nothing."
        ),
        code("trained.predict(experiment.table().head(10))"),
    ]
