"""Candidates without time for their last folds: measured on fewer rows, which may be easier."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder, write_json
from jupyterlab_canvas_share.autopilot.held_back import chosen_by
from jupyterlab_canvas_share.autopilot.members import members_of
from jupyterlab_canvas_share.autopilot.reading import candidates_of
from jupyterlab_canvas_share.model.jobs import Candidate, ObjectiveValue

from .request_fixtures import prepared, root  # noqa: F401


def told(folder: JobFolder, name: str, value: float, folds: list[float], **facts: Any) -> None:
    path = folder.candidate(name)
    path.mkdir(parents=True)
    write_json(
        path / "candidate.json",
        Candidate(
            name=name,
            model_id=f"job~{name}",
            job="job",
            algorithm="xgboost",
            status="Completed",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            objective=ObjectiveValue(name=facts.pop("objective", "RMSE"), value=value),
            fold_values=tuple(folds),
            **facts,
        ),
    )


@pytest.mark.parametrize(
    ("value", "order"),
    [
        (9.0, ["a", "partial", "b"]),  # better than on its rows the others are, by less than a
        (10.0, ["a", "b", "partial"]),  # the lowest of all three, of the easiest rows
        (6.0, ["partial", "a", "b"]),
    ],
)
def test_a_partial_candidate_is_ranked_as_if_the_other_folds_were_as_hard_for_it(
    tmp_path: Path, value: float, order: list[str]
) -> None:
    """The first fold is easy: both others have an error of 8 and 9.5 there, of 14 and 15 in all."""
    folder = JobFolder(tmp_path)
    told(folder, "a", 14.0, [8.0, 17.0, 17.0])
    told(folder, "b", 15.0, [9.5, 17.0, 18.5])
    told(folder, "partial", value, [value], partial=True)
    found = candidates_of(folder, running=False)
    assert [candidate.name for candidate in found] == order
    assert [candidate.best for candidate in found] == [True, False, False]


def test_where_more_is_better_it_is_as_well(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    told(folder, "whole", 0.8, [0.9, 0.7], objective="AUC")
    told(folder, "partial", 0.85, [0.85], objective="AUC", partial=True)
    assert [c.name for c in candidates_of(folder, running=False)] == ["whole", "partial"]


def test_with_partial_candidates_only_the_best_of_them_is_the_best(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    told(folder, "a", 14.0, [14.0], partial=True)
    told(folder, "b", 13.0, [12.0, 14.0], partial=True)
    assert candidates_of(folder, running=False)[0].name == "b"


@pytest.mark.parametrize(("skill", "members"), [(0.35, {"whole"}), (0.05, {"partial", "whole"})])
def test_a_partial_candidate_joins_an_ensemble_if_it_is_better_on_its_rows(
    root: Path,  # noqa: F811
    skill: float,
    members: set[str],
) -> None:
    """On the rows of the first fold the whole one errs little, so that those look easy."""
    _, work = prepared(root, mode="ENSEMBLING", problem_type="BinaryClassification", objective="F1")
    task, chosen = work.task(), chosen_by(work)
    folds = work.folds()
    assert folds is not None
    assert len(task.classes) == 2
    truth = np.eye(2)[chosen.target.astype(np.int64)]
    error = np.where(folds == 0, 0.2, 0.45)[:, None]
    whole = truth * (1 - error) + (1 - truth) * error
    partial = np.where((folds == 0)[:, None], truth * (1 - skill) + (1 - truth) * skill, np.nan)
    for name, scores in (("whole", whole), ("partial", partial)):
        work.save_scores(name, {chosen.scored_on: scores})
        work.save_graph(name, b"small")
    choice = members_of(work, task, ["partial", "whole"], chosen)
    assert set(choice.weights) <= members
    assert (max(choice.weights, key=lambda name: choice.weights[name]) == "partial") == (
        "partial" in members
    )
