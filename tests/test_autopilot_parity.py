"""The parity check must be able to fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.folder import JobFolder, write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.prepare import prepare
from jupyterlab_canvas_share.autopilot.task import Work
from jupyterlab_canvas_share.autopilot.trainers.base import Matrix, Scores
from jupyterlab_canvas_share.autopilot.trial import check_parity, unshareable
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.model.jobs import Candidate

from .autopilot_fixtures import Finished, churn

__all__ = ["churn"]


def test_other_answers_than_the_trainers_make_a_candidate_unshareable(
    churn: Finished, tmp_path: Path
) -> None:
    folder = JobFolder(tmp_path / "jobs" / "churn")
    folder.path.mkdir(parents=True)
    task = prepare(folder, JobFolder(churn.folder).record())
    work = Work(folder.work)
    matrices = {"validation": work.held_back().matrix, "made_up": task.encode(task.made_up)}

    def constant(matrix: Matrix) -> Scores:
        return np.tile([0.6, 0.4], (len(matrix), 1))

    same = {split: constant(matrix) for split, matrix in matrices.items()}
    assert unshareable(check_parity(task, same, constant, matrices)) is None
    shifted = {**same, "made_up": same["made_up"] + [[2e-5, -2e-5]]}
    parity = check_parity(task, shifted, constant, matrices)
    assert parity.labels_differing == 0
    assert "2.0e-05" in (unshareable(parity) or "")
    flipped = {**same, "validation": same["validation"].copy()}
    flipped["validation"][3] = [0.4, 0.6]
    assert "another class on 1 rows" in (
        unshareable(check_parity(task, flipped, constant, matrices)) or ""
    )
    missing = {**same, "validation": same["validation"] * np.nan}
    assert unshareable(check_parity(task, missing, constant, matrices)) is not None


async def test_an_unshareable_candidate_is_refused_with_its_reason(
    churn: Finished, tmp_path: Path
) -> None:
    copied = JobFolder(tmp_path / "jobs" / "churn")
    for name in ("job.json", "status.json", "candidates/mlp-1/candidate.json"):
        (copied.path / name).parent.mkdir(parents=True, exist_ok=True)
        (copied.path / name).write_bytes((churn.folder / name).read_bytes())
    path = copied.candidate("mlp-1") / "candidate.json"
    candidate = Candidate.model_validate_json(path.read_bytes())
    reason = "Converted for sharing, the model predicts another class on 3 rows."
    write_json(
        path, candidate.model_copy(update={"shareable": False, "not_shareable_reason": reason})
    )
    with pytest.raises(Refused, match="another class on 3 rows") as refused:
        await Jobs(tmp_path / "jobs", tmp_path).bundle_path("churn~mlp-1")
    assert refused.value.code == "candidate_not_shareable"
