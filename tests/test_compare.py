"""Two candidates side by side: figures, settings, importance, and the rows on which they differ."""

from __future__ import annotations

import asyncio
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.compare import differences, save
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.task import Held
from jupyterlab_canvas_share.model.comparison import Comparison
from jupyterlab_canvas_share.model.errors import NotFound, Refused
from jupyterlab_canvas_share.routes.table import API
from jupyterlab_canvas_share.services.comparing import Comparing
from jupyterlab_canvas_share.services.models import Models
from jupyterlab_canvas_share.services.own_bundles import OwnBundles
from jupyterlab_canvas_share.sources.autopilot import AutopilotSource

from . import datasets
from .autopilot_fixtures import Finished, train
from .bundle_fixtures import make_bundle
from .job_fixtures import add_candidate, job_folder


def comparing(jobs: Jobs) -> Comparing:
    return Comparing(jobs, OwnBundles(Models({"autopilot": AutopilotSource(jobs)})))


def held(target: list[float]) -> Held:
    count = len(target)
    return Held(
        target=np.array(target),
        weight=None,
        folds=None,
        rows=np.arange(count) * 10 + 1,
        matrix=np.zeros((count, 1), np.float32),
    )


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "left", tmp_path / "right"
    left.mkdir()
    right.mkdir()
    return left, right


def test_classes_differ_where_another_is_predicted(pair: tuple[Path, Path]) -> None:
    left, right = pair
    rows = held([0, 1, 1, 0])
    save(left, rows, np.array([[0.9, 0.1], [0.4, 0.6], [0.45, 0.55], [0.2, 0.8]]))
    save(right, rows, np.array([[0.8, 0.2], [0.7, 0.3], [0.51, 0.49], [0.9, 0.1]]))
    found = differences(left, right)
    assert found is not None
    assert (found.compared, found.changed, found.threshold) == (4, 3, None)
    assert (found.left_better, found.right_better) == (2, 1)
    # where both were surest comes first
    assert [each.row for each in found.examples] == [31, 11, 21]
    first = found.examples[0]
    assert (first.actual, first.left, first.right) == (0, 1, 0)


def test_the_class_is_the_one_that_the_model_decides_for(pair: tuple[Path, Path]) -> None:
    left, right = pair
    rows, scores = held([1, 0]), np.array([[0.6, 0.4], [0.9, 0.1]])
    save(left, rows, scores)
    save(right, rows, scores, (0.3, 0.7))
    found = differences(left, right)
    assert found is not None
    assert [(each.row, each.left, each.right) for each in found.examples] == [(1, 0, 1)]


def test_numbers_differ_from_a_tenth_of_the_deviation_on(pair: tuple[Path, Path]) -> None:
    left, right = pair
    rows = held([0.0, 20.0, 0.0, 20.0])
    save(left, rows, np.array([[0.0], [20.0], [5.0], [19.0]]))
    save(right, rows, np.array([[0.9], [22.0], [1.0], [19.5]]))
    found = differences(left, right)
    assert found is not None
    assert found.threshold == pytest.approx(1.0)
    assert [each.row for each in found.examples] == [21, 11]
    assert (found.changed, found.left_better, found.right_better) == (2, 1, 1)


def test_only_rows_that_both_answered_are_compared(pair: tuple[Path, Path]) -> None:
    left, right = pair
    save(left, held([0, 1, 1]), np.array([[1.0, 0.0]] * 3))
    save(right, held([0, 1]), np.array([[0.0, 1.0]] * 2))
    found = differences(left, right)
    assert found is not None
    assert (found.compared, found.changed) == (2, 2)


def test_what_is_kept_are_figures_only(pair: tuple[Path, Path]) -> None:
    save(pair[0], held([0, 1]), np.array([[0.9, 0.1], [0.2, 0.8]]))
    kept = pl.read_parquet(pair[0] / "held_back.parquet")
    assert kept.columns == ["row", "actual", "predicted", "probability"]
    assert all(dtype.is_numeric() for dtype in kept.dtypes)


def test_answers_that_are_missing_or_damaged_are_not_known(pair: tuple[Path, Path]) -> None:
    left, right = pair
    save(left, held([0, 1]), np.array([[0.9, 0.1], [0.2, 0.8]]))
    assert differences(left, right) is None
    (right / "held_back.parquet").write_bytes(b"PAR1 and nothing more")
    assert differences(left, right) is None


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A small job of three candidates, from a file in which a few rows have no target."""
    root = tmp_path_factory.mktemp("compare")
    lines = datasets.churn().read_text().splitlines()[:701]
    for number in (10, 20):
        lines[number] = lines[number].rpartition(",")[0] + ","
    (root / "churn.csv").write_text("\n".join(lines) + "\n")
    request: dict[str, Any] = {"name": "churn", "input_path": "churn.csv", "target": "Churn"}
    request |= {
        "max_candidates": 3,
        "mode": "ENSEMBLING",
        "algorithms": ["linear-learner", "lightgbm"],
    }
    # a loop of its own, in a thread of its own: pytest-jupyter has one in this
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            lambda: asyncio.run(train(root, root / "state" / "jobs", **request))
        ).result()


async def test_two_trained_models_side_by_side(churn: Finished) -> None:
    left, right = "linear-learner-1", "lightgbm-1"
    found = await comparing(churn.jobs).compare("churn", left, right)
    by_name = {candidate.name: candidate for candidate in churn.candidates}
    assert (found.left, found.right) == (by_name[left], by_name[right])
    objective = found.metrics[0]
    assert (objective.name, objective.direction) == ("F1", "Maximize")
    assert objective.left == by_name[left].objective.value
    assert objective.right == by_name[right].objective.value
    assert {metric.name for metric in found.metrics} > {"Accuracy", "AUC", "InferenceLatency"}
    settings = {each.name: (each.left, each.right) for each in found.settings}
    assert settings["algorithm"] == ("linear-learner", "lightgbm")
    assert settings["num_leaves"][0] is None
    assert settings["num_leaves"][1] is not None
    assert sum(each.left or 0 for each in found.columns) == pytest.approx(1)
    assert sum(each.right or 0 for each in found.columns) == pytest.approx(1)
    assert found.rows_compared == 698
    assert found.rows_changed >= len(found.examples) > 0
    assert str(found.rows_changed) in found.sentence
    assert "F1" in found.sentence


async def test_a_row_that_differs_is_the_row_of_the_input(churn: Finished) -> None:
    found = await comparing(churn.jobs).compare("churn", "linear-learner-1", "lightgbm-1")
    assert found.values_missing_reason is None
    table = pl.read_csv(churn.root / "churn.csv", infer_schema=False)
    for example in found.examples:
        truth = table.row(example.row - 1, named=True)
        assert example.actual == truth["Churn"]
        assert example.left != example.right
        assert {example.left, example.right} == {"Yes", "No"}
        assert example.values
        # a CSV cell without anything in it is missing
        assert all((value or "") == (truth[name] or "").strip()
                   for name, value in example.values.items())  # fmt: skip


async def test_swapped_is_the_same_the_other_way_round(churn: Finished) -> None:
    compare = comparing(churn.jobs).compare
    one = await compare("churn", "linear-learner-1", "lightgbm-1")
    other = await compare("churn", "lightgbm-1", "linear-learner-1")
    assert (one.left, one.right) == (other.right, other.left)
    assert one.rows_changed == other.rows_changed
    assert one.columns == tuple(_swapped(each) for each in other.columns)
    assert set(one.settings) == {_swapped(each) for each in other.settings}
    assert one.examples == tuple(_swapped(each) for each in other.examples)
    assert one.sentence.split(".")[0] == other.sentence.split(".")[0]


def _swapped(each: Any) -> Any:
    return each.model_copy(update={"left": each.right, "right": each.left})


async def test_a_file_that_changed_or_went_leaves_the_figures(
    churn: Finished, tmp_path: Path
) -> None:
    shutil.copytree(churn.root, tmp_path / "root")
    root = tmp_path / "root"
    job = root / "state" / "jobs" / "churn" / "job.json"
    record = json.loads(job.read_text())
    job.write_text(json.dumps({**record, "root": str(root)}))
    jobs = Jobs(root / "state" / "jobs", root)

    async def look() -> Comparison:
        return await comparing(jobs).compare("churn", "linear-learner-1", "lightgbm-1")

    assert (await look()).examples[0].values
    with (root / "churn.csv").open("a") as file:
        file.write("\n")
    changed = await look()
    assert changed.values_missing_reason is not None
    assert "has changed since" in changed.values_missing_reason
    assert changed.examples
    assert all(example.values == {} for example in changed.examples)
    (root / "churn.csv").unlink()
    assert "not there any more" in ((await look()).values_missing_reason or "")


async def test_what_cannot_be_compared_says_why(tmp_path: Path) -> None:
    folder = job_folder(tmp_path / "jobs", "churn")
    for name in ("good", "better"):
        add_candidate(folder, name, make_bundle())
    add_candidate(folder, "failed", status="Failed", failure_reason="It ran out of memory.")
    compare = comparing(Jobs(tmp_path / "jobs", tmp_path)).compare
    for pair, error, code in (
        (("good", "good"), Refused, "same_candidate"),
        (("good", "failed"), Refused, "candidate_not_ready"),
        (("failed", "good"), Refused, "candidate_not_ready"),
        (("good", "nothing"), NotFound, "no_such_model"),
        (("good", "../good"), NotFound, "no_such_model"),
    ):
        with pytest.raises(error) as refusal:
            await compare("churn", *pair)
        assert refusal.value.code == code
    with pytest.raises(NotFound) as missing:
        await compare("../jobs", "good", "better")
    assert missing.value.code == "no_such_job"
    found = await compare("churn", "good", "better")
    assert (found.rows_compared, found.examples) == (0, ())
    assert found.sentence.startswith("Both reach 0.75 in F1.")
    assert "were not kept" in found.sentence


async def test_over_http(jp_fetch: Any, tmp_path: Path) -> None:
    folder = job_folder(tmp_path / "data" / "jobs", "churn")
    for name in ("good", "better"):
        add_candidate(folder, name, make_bundle())
    place = (*API.split("/"), "jobs", "churn", "comparison")

    async def ask(**query: str) -> tuple[int, Any]:
        answer = await jp_fetch(*place, params=query, raise_error=False)
        return answer.code, json.loads(answer.body)

    status, body = await ask(left="good", right="better")
    assert (status, body["left"]["name"], body["right"]["name"]) == (200, "good", "better")
    assert (await ask(left="good", right="good"))[0] == 422
    assert (await ask(left="good", right="../good"))[0] == 404
    for query in ({"left": "good"}, {"left": "", "right": "good"}, {"left": "good", "rihgt": "x"}):
        status, body = await ask(**query)
        assert (status, body["code"]) == (400, "invalid_request")
