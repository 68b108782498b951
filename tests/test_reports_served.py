"""Reports over HTTP: of one's own models, and of what is shared."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_canvas_share.routes.table import API

from .bundle_fixtures import make_bundle
from .http_fixtures import People, together
from .job_fixtures import add_candidate, job_folder
from .lifecycle_fixtures import reaches
from .services_fixtures import to

__all__ = ["together"]


async def test_a_model_of_ones_own(jp_fetch: Any, tmp_path: Any) -> None:
    folder = job_folder(tmp_path / "data" / "jobs", "left")
    add_candidate(folder, "linear-1", make_bundle("linear", 2))
    model = (*API.split("/"), "models", "autopilot", "left~linear-1")
    details = json.loads((await jp_fetch(*model)).body)
    assert details["reports"] == [
        "performance.pdf",
        "performance.html",
        "statistics.json",
        "analysis.json",
    ]
    answer = await jp_fetch(*model, "reports", "analysis.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="left-linear-1-analysis.json"'
    )
    shown = {each["column"]: each["value"] for each in details["explainability"]["attributions"]}
    label = json.loads(answer.body)["explanations"]["kernel_shap"]["label0"]
    assert label["global_shap_values"] == shown
    counted = json.loads((await jp_fetch(*model, "reports", "statistics.json")).body)
    rows = details["performance"]["validation_rows"]
    assert counted["dataset"]["item_count"] == rows
    assert counted["dataset"]["evaluation_time"] == details["model"]["created_at"].replace(
        "Z", "+00:00"
    )


async def test_what_is_drawn_is_drawn_once(jp_fetch: Any, tmp_path: Any) -> None:
    folder = job_folder(tmp_path / "data" / "jobs", "left")
    add_candidate(folder, "linear-1", make_bundle("linear", 2))
    report = (*API.split("/"), "models", "autopilot", "left~linear-1", "reports")
    begun = time.monotonic()
    first = await asyncio.gather(*(jp_fetch(*report, "performance.html") for _ in range(3)))
    drawn = time.monotonic() - begun
    begun = time.monotonic()
    again = await jp_fetch(*report, "performance.html")
    assert time.monotonic() - begun < drawn / 4
    assert {each.body for each in (*first, again)} == {again.body}
    assert again.headers["Content-Type"] == "text/html; charset=utf-8"
    assert again.headers["Content-Disposition"].startswith("attachment;")
    paper = await jp_fetch(*report, "performance.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.body.startswith(b"%PDF-")


async def test_without_the_extra_there_is_json(
    jp_fetch: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as it is where these libraries are not installed
    for name in ("vl_convert", "reportlab"):
        monkeypatch.setitem(sys.modules, name, None)
    folder = job_folder(tmp_path / "data" / "jobs", "left")
    add_candidate(folder, "linear-1", make_bundle("linear", 2))
    model = (*API.split("/"), "models", "autopilot", "left~linear-1")
    details = json.loads((await jp_fetch(*model)).body)
    assert details["reports"] == ["statistics.json", "analysis.json"]
    for name in ("performance.pdf", "performance.html"):
        with pytest.raises(HTTPClientError) as refused:
            await jp_fetch(*model, "reports", name)
        assert refused.value.code == 422
        answer = json.loads(refused.value.response.body)
        assert answer["code"] == "reports_not_installed"
        assert "pip install 'jupyterlab-canvas-share[reports]'" in answer["message"]
    assert (await jp_fetch(*model, "reports", "statistics.json")).code == 200


async def test_a_shared_model_is_reported_to_its_recipients(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        id = (await people.alice.sharing.share(to("bob"))).id
        await reaches(people.bob, id, "ready")
        path = f"/shared-models/{id}"
        _, details = await people.ask(people.bob, "GET", path)
        assert "statistics.json" in json.loads(details)["reports"]
        status, answer = await people.ask(people.bob, "GET", f"{path}/reports/statistics.json")
        assert status == 200
        assert "binary_classification_metrics" in json.loads(answer)
        status, answer = await people.ask(people.bob, "GET", f"{path}/reports/report.ipynb")
        assert (status, json.loads(answer)["code"]) == (404, "no_such_report")
        assert (await people.ask(people.carol, "GET", f"{path}/reports/statistics.json"))[0] == 404
