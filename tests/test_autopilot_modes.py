"""Both modes, small: what they train, how rows are held back, and that twice is the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.bundle.verify import read_bundle
from jupyterlab_canvas_share.model.bundle import BundleContents

from . import datasets
from .autopilot_fixtures import Finished, train

MODES: dict[str, Any] = {
    "ENSEMBLING": {"algorithms": ("linear-learner", "xgboost"), "max_candidates": 6},
    "HYPERPARAMETER_TUNING": {"algorithms": ("linear-learner", "xgboost"), "max_candidates": 4},
}


async def trained(folder: Path, mode: str, **more: Any) -> Finished:
    datasets.sample(datasets.churn(), 600, folder / "churn.csv")
    asked = {"name": "small", "input_path": "churn.csv", "target": "Churn", "mode": mode}
    return await train(folder, folder / "jobs", **{**asked, **MODES[mode], **more})


def contents(finished: Finished) -> dict[str, tuple[BundleContents, bytes]]:
    return {c.name: read_bundle(finished.bundle(c)) for c in finished.candidates}


@pytest.mark.parametrize("mode", MODES)
async def test_twice_the_same_is_the_same_to_the_byte(tmp_path: Path, mode: str) -> None:
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        folder.mkdir()
    first, second = [await trained(folder, mode) for folder in folders]
    assert first.job.status == "Completed"
    assert first.job.secondary_status == "MaxCandidatesReached"
    assert len(first.candidates) == MODES[mode]["max_candidates"]
    assert [c.name for c in first.candidates] == [c.name for c in second.candidates]
    found, again = contents(first), contents(second)
    for name, (told, graph) in found.items():
        assert again[name][1] == graph, name
        assert again[name][0].transforms == told.transforms
        assert again[name][0].explanations == told.explanations
        assert again[name][0].insights.metrics == told.insights.metrics
    _check_cross_validation(first, found)
    _check_explanations(first, found)


def _check_cross_validation(
    finished: Finished, found: dict[str, tuple[BundleContents, bytes]]
) -> None:
    split = finished.job.split
    assert split is not None
    assert (split.kind, split.folds, split.train_rows, split.validation_rows) == (
        "Folds",
        5,
        600,
        0,
    )
    for candidate in finished.candidates:
        told = found[candidate.name][0]
        provenance = told.manifest.provenance
        assert (provenance.folds, provenance.rows, provenance.validation_rows) == (5, 600, 600)
        matrix = told.insights.confusion_matrix
        assert matrix is not None
        assert sum(map(sum, matrix.counts)) == 600
        value, deviation = candidate.objective.value, candidate.objective.standard_deviation
        assert candidate.objective.status == "Succeeded"
        assert value is not None
        assert deviation is not None
        assert 0 < deviation < 0.2 < value
        validation = {m.name: m for m in candidate.metrics if m.set == "Validation"}
        assert validation["F1"].value == value
        assert validation["AUC"].value is not None
        # honest: rows held back are not those learnt from
        assert validation["AUC"].value < 0.9


def _check_explanations(finished: Finished, found: dict[str, tuple[BundleContents, bytes]]) -> None:
    for candidate in finished.candidates:
        assert candidate.explanation == "Completed"
        assert candidate.shareable
        explanations = found[candidate.name][0].explanations
        assert explanations.sample_size > 0
        assert explanations.attributions[0].value > 0
        assert candidate.bundle_size == finished.bundle(candidate).stat().st_size


async def test_a_share_held_back_is_the_validation_of_every_candidate(tmp_path: Path) -> None:
    finished = await trained(tmp_path, "ENSEMBLING", validation_fraction=0.3, max_candidates=3)
    split = finished.job.split
    assert split is not None
    assert (split.kind, split.folds, split.train_rows, split.validation_rows) == (
        "Fraction",
        5,
        420,
        180,
    )
    assert {c.algorithm for c in finished.candidates} == {
        "linear-learner",
        "xgboost",
        "WeightedEnsemble",
    }
    for candidate in finished.candidates:
        told, _ = read_bundle(finished.bundle(candidate))
        assert told.manifest.provenance.validation_rows == 180
        assert candidate.objective.standard_deviation is None
    assert finished.job.mode_reason == "Chosen by you."
