"""Model Details and Analyze as two real servers answer them, for a really trained model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .bad_input_fixtures import flip
from .bad_input_fixtures import share as post_share
from .servers import Server, eventually
from .trained import CUSTOMER, scientist_and_analyst


@dataclass
class Share:
    scientist: Server
    analyst: Server
    id: str
    home: Path


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Share]:
    home = tmp_path_factory.mktemp("details")
    with scientist_and_analyst(home) as (scientist, analyst):
        shared = post_share(scientist, "analyst", note="look at tenure").body
        yield Share(scientist, analyst, shared["id"], home)


def best(server: Server) -> Any:
    candidates = server.get("/jobs/churn/candidates")["items"]
    return next(candidate for candidate in candidates if candidate["best"])


def details(server: Server, model_id: str) -> Any:
    return server.get(f"/models/autopilot/{model_id}")


def test_every_candidate_is_explained_and_measured(share: Share) -> None:
    candidates = share.scientist.get("/jobs/churn/candidates")["items"]
    finished = [each for each in candidates if each["status"] == "Completed"]
    assert len(finished) > 1
    for candidate in finished:
        model = details(share.scientist, candidate["model_id"])
        assert model["model"]["id"] == candidate["model_id"]
        assert (model["model"]["target"], model["positive_class"]) == ("churn", "Yes")
        shap = model["explainability"]["chart"]["spec"]["layer"][0]["encoding"]["x"]["title"]
        assert model["explainability"]["unit"] in shap
        explained = {each["column"] for each in model["explainability"]["attributions"]}
        assert explained == {"tenure", "charges", "contract"}
        objective = model["performance"]["metrics"][0]
        assert objective["name"] == "F1"
        assert objective["validation"] == pytest.approx(candidate["objective"]["value"])
        # in folds every row is learnt from, and held back once
        assert model["performance"]["folds"] == 5
        assert model["performance"]["train_rows"] == model["performance"]["validation_rows"] == 600
        counts = model["performance"]["confusion_matrix"]["counts"]
        assert sum(map(sum, counts)) == model["performance"]["validation_rows"]
        assert {artifact["group"] for artifact in model["artifacts"]} >= {"Inputs", "Outputs"}
        assert "Network isolation" in {fact["name"] for fact in model["network"]}


def test_what_travels_is_without_the_identifier_and_without_rows(share: Share) -> None:
    model = details(share.scientist, best(share.scientist)["model_id"])
    travels = model["what_travels"]
    assert [column["name"] for column in travels["columns"]] == ["tenure", "charges", "contract"]
    assert "customer" in travels["dropped"]
    assert travels["bundle_size"] == best(share.scientist)["bundle_size"]
    assert CUSTOMER not in json.dumps(model)


def test_the_analyst_sees_the_same_figures_in_words(share: Share) -> None:
    def ready() -> Any:
        answer = share.analyst.call("GET", f"/shared-models/{share.id}")
        # a busy machine may not have looked into the mailbox yet
        arrived = answer.status == 200 and answer.body["shared_model"]["state"] == "ready"
        return answer.body if arrived else None

    seen = eventually(ready)
    own = details(share.scientist, best(share.scientist)["model_id"])
    analysis = seen["analysis"]
    assert analysis["score"]["value"] == pytest.approx(own["model"]["objective_value"])
    assert sum(each["impact"] for each in analysis["column_impact"]) == pytest.approx(1)
    assert analysis["charts"] == own["performance"]["charts"]
    assert [column["name"] for column in seen["columns"]] == ["tenure", "charges", "contract"]
    assert (seen["classes"], seen["shared_model"]["positive_class"]) == (["No", "Yes"], "Yes")
    assert [(entry["kind"], entry["note"]) for entry in seen["history"]] == [
        ("shared", "look at tenure")
    ]
    assert CUSTOMER not in json.dumps(seen)


def test_the_owner_sees_what_was_shared_too(share: Share) -> None:
    seen = share.scientist.get(f"/shared-models/{share.id}")
    assert seen["shared_model"]["recipients"] == ["analyst"]
    assert seen["analysis"]["score"]["name"] == "F1"


def test_a_model_in_training_has_nothing_to_explain_yet(share: Share) -> None:
    table = ["a,b,y"] + [f"{i % 97},{i * 7 % 89},{i % 97 * 2 + i % 5}" for i in range(40_000)]
    (share.scientist.folder / "slow.csv").write_text("\n".join(table))
    request = {"name": "slow", "input_path": "slow.csv", "target": "y", "time_budget_seconds": 120}
    share.scientist.post("/jobs", request)

    def unfinished() -> Any:
        for candidate in share.scientist.get("/jobs/slow/candidates")["items"]:
            if candidate["status"] == "InProgress":
                found = details(share.scientist, candidate["model_id"])
                if not found["model"]["shareable"]:
                    return found
        return None

    found = eventually(unfinished, 60)
    share.scientist.post("/jobs/slow/stop")
    assert found["explainability"] is None
    assert found["performance"] is None
    assert found["what_travels"] is None
    assert "still training" in found["model"]["not_shareable_reason"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/models/unknown/churn~x", "unknown_source"),
        ("/models/autopilot/churn~nothing", "no_such_model"),
        ("/models/autopilot/nothing", "no_such_model"),
    ],
)
def test_what_is_not_there_is_not_found(share: Share, path: str, code: str) -> None:
    answer = share.scientist.call("GET", path)
    assert (answer.status, answer.body["code"]) == (404, code)


def test_a_damaged_and_a_deleted_bundle_are_told(share: Share) -> None:
    candidates = share.scientist.get("/jobs/churn/candidates")["items"]
    victim = next(each for each in candidates if not each["best"] and each["shareable"])
    details(share.scientist, victim["model_id"])
    (bundle,) = share.home.glob(f"scientist/data/**/{victim['name']}/bundle.canvasmodel")
    flip(bundle, bundle.stat().st_size // 2)
    damaged = share.scientist.call("GET", f"/models/autopilot/{victim['model_id']}")
    assert (damaged.status, damaged.body["code"]) == (422, "bundle_invalid")
    bundle.unlink()
    deleted = share.scientist.call("GET", f"/models/autopilot/{victim['model_id']}")
    assert (deleted.status, deleted.body["code"]) == (404, "no_such_bundle")
