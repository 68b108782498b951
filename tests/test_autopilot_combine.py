"""The two ensembles of a job: of the same members, chosen once."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.caps import Choice
from jupyterlab_canvas_share.autopilot.combine import combine
from jupyterlab_canvas_share.autopilot.folder import write_json
from jupyterlab_canvas_share.autopilot.held_back import chosen_by
from jupyterlab_canvas_share.autopilot.members import members_of
from jupyterlab_canvas_share.autopilot.schedule import Trial
from jupyterlab_canvas_share.autopilot.task import HELD_BACK, Work
from jupyterlab_canvas_share.autopilot.trained import Trained
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.model.jobs import Algorithm

from .task_fixtures import make_task
from .trainers_fixtures import folds, table

ROWS = 600
CANDIDATES = ("good-1", "large-1", "wrong-1")
DATA = table("BinaryClassification", ROWS)
TASK = make_task(objective="F1", features=DATA.features)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """Candidates that have answered: two that err apart, one of them of 10 MB, and a wrong one."""
    work = Work(tmp_path)
    arrays = {
        "train": DATA.matrix,
        "train_target": DATA.target,
        "train_row": np.arange(1, ROWS + 1),
        "validation": DATA.matrix[:0],
        "fold": (np.arange(ROWS) % 5).astype(np.int8),
    }
    work.save(TASK, arrays)
    draw = np.random.default_rng(0)
    graph = trainer("linear-learner").fuse(folds(DATA, "linear-learner", 2)).graph()
    truth = 2 * DATA.target - 1
    log_odds = {
        "good-1": truth + draw.normal(0, 1.2, ROWS),
        "large-1": truth + draw.normal(0, 1.6, ROWS),
        "wrong-1": -truth,
    }
    for name, value in log_odds.items():
        yes = 1 / (1 + np.exp(-value))
        work.save_scores(name, {HELD_BACK: np.column_stack([1 - yes, yes])})
        work.save_graph(name, graph.SerializeToString())
    return work


def large(work: Work) -> None:
    with (work.path / "large-1.onnx").open("ab") as file:
        file.truncate(10_000_000)


def made(work: Work, algorithm: Algorithm, members: Sequence[str] = CANDIDATES) -> Trained:
    trial = Trial(candidate=f"{algorithm}-1", algorithm=algorithm, number=0, members=tuple(members))
    return combine(work, TASK, trial, ())


def test_both_ensembles_are_of_the_members_that_the_first_one_chose(work: Work) -> None:
    weighted = made(work, "WeightedEnsemble")
    assert set(weighted.hyperparameters) == {"weight of good-1", "weight of large-1"}
    assert weighted.size_notice is None
    # what they were chosen from is not looked at again
    for path in work.path.glob("wrong-1.*"):
        path.unlink()
    stacked = made(work, "StackedEnsemble")
    assert set(stacked.hyperparameters) == set(weighted.hyperparameters)
    assert not np.allclose(stacked.scores[HELD_BACK], weighted.scores[HELD_BACK], atol=1e-3)


def test_who_asks_while_members_are_chosen_waits_for_the_choice(work: Work) -> None:
    choice = Choice(weights={"good-1": 0.25, "wrong-1": 0.75})
    with (work.path / "members.lock").open("w") as lock, ThreadPoolExecutor(1) as thread:
        fcntl.flock(lock, fcntl.LOCK_EX)
        asked = thread.submit(members_of, work, TASK, CANDIDATES, chosen_by(work))
        time.sleep(0.3)
        assert not asked.done()
        write_json(work.path / "members.json", choice)
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert asked.result() == choice


def test_what_leaving_a_member_out_costs_is_said_where_it_was_measured(work: Work) -> None:
    large(work)
    notice = "To keep the model below 10 MB, large-1 was left out."
    stacked = made(work, "StackedEnsemble")
    assert stacked.size_notice == notice
    weighted = made(work, "WeightedEnsemble")
    assert set(weighted.hyperparameters) == {"weight of good-1"}
    assert str(weighted.size_notice).startswith(f"{notice} It costs 0.")
    assert str(weighted.size_notice).endswith(" of LogLoss.")
