"""Rows predicted and explained with a model of one's own, before it is shared."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.autopilot.folder import write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.processes import mark
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.workers import Workers
from jupyterlab_canvas_share.model.bundle import Value
from jupyterlab_canvas_share.model.errors import BadRequest, NotFound, Refused
from jupyterlab_canvas_share.model.predictions import Predict
from jupyterlab_canvas_share.routes.table import API
from jupyterlab_canvas_share.services.explaining import Explaining
from jupyterlab_canvas_share.services.models import Models
from jupyterlab_canvas_share.services.own_bundles import OwnBundles
from jupyterlab_canvas_share.sources.autopilot import AutopilotSource

from .bundle_fixtures import make_bundle
from .job_fixtures import add_candidate, job_folder
from .lifecycle_fixtures import reaches
from .services_fixtures import office, to

ROW: dict[str, Value] = {
    "tenure": 3,
    "Monthly Charges": 70.5,
    "Contract": "One year",
    "Payment": "Card",
    "Since": "2020-01-31",
}
#: Missing, unseen, out of range, and a column left out.
ROWS: tuple[dict[str, Value], ...] = (
    ROW,
    {**ROW, "Contract": None, "tenure": 900},
    {**ROW, "Payment": "Cowries"},
    {"tenure": 3},
)


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    return tmp_path / "data" / "jobs"


@asynccontextmanager
async def explaining(jobs: Path) -> AsyncIterator[Explaining]:
    workers = Workers(1)
    source = AutopilotSource(Jobs(jobs, jobs))
    try:
        yield Explaining(OwnBundles(Models({"autopilot": source})), workers)
    finally:
        await workers.close()


async def test_ones_own_model_answers_as_the_shared_one(tmp_path: Path) -> None:
    request = Predict(rows=ROWS, contributions=True)
    async with (
        office(tmp_path) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
    ):
        own = Explaining(OwnBundles(Models({"autopilot": place.shelf})), place.workers)
        for model in ("linear", "forest"):
            shared = await alice.sharing.share(to("bob", model=model, request=f"share-{model}"))
            await reaches(bob, shared.id, "ready")
            theirs = await bob.predicting.predict(shared.id, request)
            mine = await own.predict("autopilot", model, request)
            assert mine == theirs
            assert all(len(item.contributions) == len(ROW) for item in mine.items)


async def test_contributions_and_expected_value_make_the_answer(jobs: Path) -> None:
    folder = job_folder(jobs, "churn")
    add_candidate(folder, "binary", make_bundle("linear", 2))
    add_candidate(folder, "number", make_bundle("forest", 0))
    request = Predict(rows=ROWS, contributions=True)
    async with explaining(jobs) as own:
        classes = await own.predict("autopilot", "churn~binary", request)
        numbers = await own.predict("autopilot", "churn~number", request)
    for item in classes.items:
        likely = next(each.probability for each in item.probabilities if each.name == item.value)
        total = (item.expected_value or 0) + sum(each.value for each in item.contributions)
        assert total == pytest.approx(likely, abs=1e-6)
    for item in numbers.items:
        total = (item.expected_value or 0) + sum(each.value for each in item.contributions)
        assert total == pytest.approx(item.value, rel=1e-6)


async def test_a_model_that_may_not_be_shared_yet_can_be_asked(jobs: Path) -> None:
    folder = job_folder(jobs, "churn")
    add_candidate(folder, "binary", make_bundle(), shareable=False, explanation="Pending")
    async with explaining(jobs) as own:
        answer = await own.predict("autopilot", "churn~binary", Predict(rows=(ROW,)))
    assert answer.items[0].value in ("No", "Yes")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "InProgress"}, "still training"),
        ({"status": "Failed", "failure_reason": "It ran out of memory."}, "out of memory"),
    ],
)
async def test_a_model_without_a_result_says_why(
    jobs: Path, fields: dict[str, Any], sentence: str
) -> None:
    folder = job_folder(jobs, "churn", ended=False)
    write_json(folder.process, mark(os.getpid()))
    add_candidate(folder, "binary", **fields)
    async with explaining(jobs) as own:
        with pytest.raises(Refused, match=sentence) as refusal:
            await own.predict("autopilot", "churn~binary", Predict(rows=(ROW,)))
    assert refusal.value.code == "candidate_not_ready"


async def test_what_was_deleted_or_damaged_is_told(jobs: Path) -> None:
    folder = job_folder(jobs, "churn")
    add_candidate(folder, "binary", make_bundle())
    request = Predict(rows=(ROW,))
    async with explaining(jobs) as own:
        await own.predict("autopilot", "churn~binary", request)
        path = folder.candidate("binary") / "bundle.canvasmodel"
        good = path.read_bytes()
        path.write_bytes(good[: len(good) // 2])
        with pytest.raises(BundleInvalid):
            await own.predict("autopilot", "churn~binary", request)
        path.unlink()
        with pytest.raises(NotFound, match="train again") as missing:
            await own.predict("autopilot", "churn~binary", request)
    assert missing.value.code == "no_such_bundle"


@pytest.mark.parametrize(
    ("row", "code"), [({"tenur": 3}, "unknown_column"), ({"tenure": "x"}, "wrong_type")]
)
async def test_a_row_that_does_not_fit_names_its_column(
    jobs: Path, row: dict[str, Value], code: str
) -> None:
    add_candidate(job_folder(jobs, "churn"), "binary", make_bundle())
    async with explaining(jobs) as own:
        with pytest.raises(BadRequest, match="tenure") as refusal:
            await own.predict("autopilot", "churn~binary", Predict(rows=(row,)))
    assert refusal.value.code == code


async def test_over_http(jp_fetch: Any, jobs: Path) -> None:
    add_candidate(job_folder(jobs, "churn"), "binary", make_bundle())

    async def ask(source: str, model: str, body: object) -> tuple[int, Any]:
        answer = await jp_fetch(
            *API.split("/"),
            *("models", source, model, "predictions"),
            method="POST",
            body=json.dumps(body),
            raise_error=False,
        )
        return answer.code, json.loads(answer.body)

    rows = {"rows": [ROW], "contributions": True}
    status, answer = await ask("autopilot", "churn~binary", rows)
    assert status == 200
    assert {each["column"] for each in answer["items"][0]["contributions"]} == set(ROW)
    for source, model in (
        ("autopilot", "churn~nothing"),
        ("autopilot", "..%2F..~binary"),
        ("autopilot", "churn~..%2Fbinary"),
        ("nowhere", "churn~binary"),
    ):
        status, answer = await ask(source, model, rows)
        assert (status, set(answer)) == (404, {"code", "message", "details"})
    bodies: list[object] = [{"rows": []}, {"rows": [ROW] * 1001}, {"rows": [["tenure"]]}, {}]
    for body in bodies:
        status, answer = await ask("autopilot", "churn~binary", body)
        assert (status, answer["code"]) == (400, "invalid_request")


async def test_the_details_of_a_model_that_may_not_be_shared_are_there(
    jp_fetch: Any, jobs: Path
) -> None:
    folder = job_folder(jobs, "churn")
    made = make_bundle()
    add_candidate(folder, "binary", made, shareable=False, not_shareable_reason="It differs.")
    answer = await jp_fetch(*API.split("/"), "models", "autopilot", "churn~binary")
    details = json.loads(answer.body)
    assert details["model"]["not_shareable_reason"] == "It differs."
    assert details["explainability"] is not None
    background = made.contents.explanations.background
    assert details["made_up_rows"] == [list(row) for row in background[:10]]
    assert len(details["made_up_rows"][0]) == len(details["columns"])
