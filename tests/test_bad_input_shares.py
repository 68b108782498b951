"""Shares that must not happen: the dialog is told why, and no event, record or object is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .bad_input_fixtures import (
    ANALYST,
    SCIENTIST,
    assert_refused,
    candidates,
    copied,
    domain,
    flip,
    mail,
    register,
    share,
    travelled,
)
from .servers import Answer, Server, running

CROWD = [f"analyst-{number}" for number in range(24)]


@dataclass
class Place:
    home: Path
    scientist: Server

    def refused(self, *recipients: str, model: str = "", note: str = "") -> Answer:
        before = travelled(self.home), self.scientist.get("/shared-models", direction="by-me")
        found = share(self.scientist, *recipients, model=model, note=note, request="refused-1")
        assert found.status != 201
        after = travelled(self.home), self.scientist.get("/shared-models", direction="by-me")
        assert after == before
        return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = copied(tmp_path_factory.mktemp("shares"))
    register(home / "store", CROWD)
    register(home / "store", ["engineer"], "Studio")
    with running(home / "scientist", home / "store", SCIENTIST) as scientist:
        yield Place(home, scientist)


def test_nobody(place: Place) -> None:
    assert_refused(place.refused(), 422, "no_recipients", "Nobody is named", "Choose at least one")


@pytest.mark.parametrize("name", ["nobody-here", "../analyst", "analyst\0", "", "ana lyst"])
def test_an_unknown_profile(place: Place, name: str) -> None:
    found = place.refused(ANALYST, name)
    assert_refused(found, 422, "unknown_profile", repr(name), "once its server was started")


def test_a_name_in_another_case_comes_with_the_right_one(place: Place) -> None:
    found = place.refused("Analyst")
    assert_refused(found, 422, "unknown_profile", "'Analyst'", "Did you mean analyst")


def test_a_profile_without_canvas(place: Place) -> None:
    found = place.refused(ANALYST, "engineer")
    assert_refused(found, 422, "no_canvas_app", "engineer", "Canvas app", "CanvasShare.apps")
    assert found.body["details"]["names"] == ["engineer"]
    offered = place.scientist.get("/profiles", app="Canvas", limit=200)["items"]
    assert "engineer" not in [profile["name"] for profile in offered]


def test_oneself(place: Place) -> None:
    found = place.refused(ANALYST, SCIENTIST)
    assert_refused(found, 422, "cannot_share_with_yourself", "Take your own name out")
    # and is not suggested either
    assert place.refused("Data-Scientist").body["details"]["similar"] == []


def test_24_recipients_are_one_too_many(place: Place) -> None:
    found = place.refused(*CROWD)
    assert_refused(found, 422, "too_many_recipients", "24 people", "at most 23", "Take out 1")
    assert place.scientist.get("/me")["max_recipients"] == 23
    shared = share(place.scientist, *CROWD[:23], request="crowd-23")
    assert (shared.status, shared.body["shared_to"]) == (201, "Shared to: 23 Canvas users")
    assert all(len(mail(place.home, name)) == 1 for name in CROWD[:23])
    assert mail(place.home, CROWD[23]) == []


@pytest.mark.parametrize("character", ["x", "😀", "א", "\u202e", "\n"], ids=ascii)
def test_a_note_is_counted_in_characters(place: Place, character: str) -> None:
    found = place.refused(ANALYST, note=character * 10_001)
    assert_refused(found, 422, "note_too_long", "1 character too long", "10,000", "Shorten it")
    before = set(mail(place.home, ANALYST))
    request = f"longest-{ord(character)}"
    shared = share(place.scientist, ANALYST, note=character * 10_000, request=request)
    assert shared.status == 201
    assert shared.body["note"] == character * 10_000
    (event,) = set(mail(place.home, ANALYST)) - before
    assert json.loads(event.read_bytes())["note"] == character * 10_000


def test_half_a_character_is_no_note(place: Place) -> None:
    """What is left of an emoji that was cut in two."""
    found = place.refused(ANALYST, note="cut \ud83d")
    assert_refused(found, 400, "invalid_request", "Invalid JSON")


@pytest.mark.parametrize("model", ["churn~nothing", "nothing~mlp-1", "../../churn", "churn"])
def test_a_model_that_is_not_there(place: Place, model: str) -> None:
    assert_refused(place.refused(ANALYST, model=model), 404, "no_such_model", model)


@pytest.mark.parametrize("position", [0, 60, 5000, -1])
def test_a_flipped_byte_in_the_job_folder(place: Place, position: int) -> None:
    """It is found before anything travels, and a file that was put right can be shared."""
    victim = candidates(place.scientist)[1]
    (bundle,) = place.home.glob(f"scientist/data/**/{victim['name']}/bundle.canvasmodel")
    flip(bundle, position)
    try:
        found = place.refused(ANALYST, model=victim["model_id"])
    finally:
        flip(bundle, position)
    title = f"churn / {victim['name']}"
    assert_refused(found, 422, "bundle_invalid", title, "damaged", "Train the model again")
    request = f"repaired-{abs(position)}-{position < 0}"
    healed = share(place.scientist, ANALYST, model=victim["model_id"], request=request)
    assert (healed.status, healed.body["title"]) == (201, title)


def test_a_bundle_that_was_deleted(place: Place) -> None:
    victim = candidates(place.scientist)[2]
    (bundle,) = place.home.glob(f"scientist/data/**/{victim['name']}/bundle.canvasmodel")
    hidden = bundle.rename(bundle.with_name("hidden"))
    try:
        found = place.refused(ANALYST, model=victim["model_id"])
    finally:
        hidden.rename(bundle)
    assert_refused(found, 404, "no_such_bundle", victim["name"], "Train the model again")


def test_a_class_whose_name_is_too_long_to_be_shared_is_not_trained(place: Place) -> None:
    label = "long " * 250
    rows = (f"{i % 7},{i % 5},{label if i * 7 % 10 > 5 else 'no'}" for i in range(500))
    (place.scientist.folder / "long.csv").write_text("\n".join(["a,b,y", *rows]))
    request = {"name": "long", "input_path": "long.csv", "target": "y", "time_budget_seconds": 60}
    found = place.scientist.call("POST", "/jobs", request)
    assert_refused(found, 422, "class_too_long", "“y”", "1,250 characters", "at most 250")


def test_a_recipient_that_cannot_be_reached_is_named(place: Place) -> None:
    """A file lies where the mailbox should be; the others have their event all the same."""
    register(place.home / "store", ["walled"])
    (domain(place.home) / "mailboxes" / "walled").write_text("in the way")
    others = len(mail(place.home, ANALYST))
    shared = share(place.scientist, "walled", ANALYST, request="walled-1")
    assert (shared.status, shared.body["undelivered"]) == (201, ["walled"])
    assert len(mail(place.home, ANALYST)) == others + 1
