"""Requests that a page would not send, to every route that a SharedModel's events have."""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from typing import Any

from jupyterlab_canvas_share.model.shares import Revoke

from .exchange_fixtures import profile
from .http_fixtures import People, together
from .services_fixtures import to

__all__ = ["together"]

REQUEST = "request-bad"
MODEL = {"source": "autopilot", "model_id": "linear", "request": REQUEST}
SHARE = {**MODEL, "recipients": ["bob"]}
VERSION = {**MODEL, "kind": "updated"}
FEEDBACK = {"note": "hm", "request": REQUEST}
PEOPLE = {"recipients": ["carol"], "request": REQUEST}
REVOKE = {"request": REQUEST}
LONG = "x" * 10_001
NO_MOMENTS: tuple[object, ...] = (
    "tomorrow",
    "2100-01-01T00:00:00",
    "10000-01-01T00:00:00Z",
    "",
    [],
    True,
)
PAST: tuple[object, ...] = ("2020-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", 0)

#: Path, body, status, code.
REFUSED: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    *(
        (path, {**body, **wrong}, 400, "invalid_request")
        for path, body in (
            ("", SHARE),
            ("/versions", VERSION),
            ("/feedback", FEEDBACK),
            ("/recipients", PEOPLE),
            ("/revoke", REVOKE),
        )
        for wrong in (
            {"unknown": 1},
            {"note": 5},
            {"note": None},
            {"request": "short"},
            {"request": "x" * 65},
            {"request": "with blanks in it"},
            {"request": 12345678},
            {"request": None},
        )
    ),
    *(
        (path, {**body, "expires_at": moment}, 400, "invalid_request")
        for path, body in (("", SHARE), ("/versions", VERSION))
        for moment in NO_MOMENTS
    ),
    *(
        (path, {**body, "expires_at": moment}, 422, "already_expired")
        for path, body in (("", SHARE), ("/versions", VERSION))
        for moment in PAST
    ),
    *(
        (path, {**body, "note": LONG}, 422, "note_too_long")
        for path, body in (
            ("", SHARE),
            ("/versions", VERSION),
            ("/feedback", FEEDBACK),
            ("/recipients", PEOPLE),
            ("/revoke", REVOKE),
        )
    ),
    ("/versions", {**VERSION, "kind": "shared"}, 400, "invalid_request"),
    ("/versions", {**VERSION, "source": "nowhere"}, 400, "invalid_request"),
    ("/versions", {**VERSION, "source": "mlflow"}, 404, "unknown_source"),
    ("/versions", {**VERSION, "model_id": "nothing"}, 404, "no_such_model"),
    ("/versions", {**VERSION, "model_id": "training"}, 409, "candidate_not_ready"),
    ("/versions", {**VERSION, "model_id": ""}, 400, "invalid_request"),
    ("/feedback", {**FEEDBACK, "note": ""}, 422, "no_feedback"),
    ("/feedback", {"request": REQUEST}, 400, "invalid_request"),
    ("/recipients", {**PEOPLE, "recipients": "carol"}, 400, "invalid_request"),
    ("/recipients", {**PEOPLE, "recipients": [None]}, 400, "invalid_request"),
    ("/recipients", {**PEOPLE, "recipients": []}, 422, "no_recipients"),
    ("/recipients", {**PEOPLE, "recipients": ["bob"]}, 422, "already_shared"),
    ("/recipients", {**PEOPLE, "recipients": ["alice"]}, 422, "cannot_share_with_yourself"),
    ("/recipients", {**PEOPLE, "recipients": ["nobody"]}, 422, "unknown_profile"),
    ("/recipients", {**PEOPLE, "recipients": ["../bob"]}, 422, "unknown_profile"),
    (
        "/recipients",
        {**PEOPLE, "recipients": [f"p{number}" for number in range(23)]},
        422,
        "too_many_recipients",
    ),
)


async def post(people: People, path: str, body: object) -> tuple[int, Any]:
    status, answer = await people.ask(
        people.alice, "POST", f"/shared-models{path}", json.dumps(body).encode()
    )
    return status, json.loads(answer)


async def test_each_is_refused_with_its_code_and_nothing_is_sent(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        alice = people.alice
        for number in range(23):
            await alice.exchange.register(profile(f"p{number}"))
        id = (await alice.sharing.share(to("bob"))).id
        wrong = []
        for path, body, status, code in REFUSED:
            answer = await post(people, path and f"/{id}{path}", body)
            if (answer[0], answer[1]["code"]) != (status, code):
                wrong.append((path, body, status, code, answer))
        assert wrong == []
        mailbox = people.folder / "store" / "domains" / "default" / "mailboxes" / "alice"
        assert len([*mailbox.glob("*.json")]) == 1
        objects = people.folder / "store" / "domains" / "default" / "objects" / "alice"
        assert len([path for path in objects.rglob("*") if path.is_file()]) == 1
        # what was refused did not use up the request's id
        assert (await post(people, f"/{id}/feedback", FEEDBACK))[0] == 200


async def test_twenty_three_people_in_all_are_the_most(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        for number in range(23):
            await people.alice.exchange.register(profile(f"p{number}"))
        id = (await people.alice.sharing.share(to("bob"))).id
        names = [f"p{number}" for number in range(22)]
        status, card = await post(people, f"/{id}/recipients", {**PEOPLE, "recipients": names})
        assert (status, len(card["recipients"])) == (200, 23)
        more = {"recipients": ["p22"], "request": "request-more"}
        status, error = await post(people, f"/{id}/recipients", more)
        assert (status, error["code"]) == (422, "too_many_recipients")
        assert error["details"] == {"limit": 23, "count": 24}


async def test_three_hundred_identical_posts_are_one(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        answers = await asyncio.gather(*(post(people, "", SHARE) for _ in range(300)))
        assert {status for status, _ in answers} == {201}
        (id,) = {card["id"] for _, card in answers}
        repeated = await asyncio.gather(
            *(
                post(people, f"/{id}/feedback", {**FEEDBACK, "request": "once-only"})
                for _ in range(50)
            )
        )
        assert {status for status, _ in repeated} == {200}
        _, answer = await people.ask(people.alice, "GET", f"/shared-models/{id}/events")
        assert [each["kind"] for each in json.loads(answer)["items"]] == ["feedback", "shared"]


async def test_a_request_that_was_answered_stays_answered(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        _, card = await post(people, "", SHARE)
        other = (await people.alice.sharing.share(to("bob", request="request-2"))).id
        # another body, even one that is wrong by now
        assert (await post(people, "", {**SHARE, "recipients": ["nobody"]}))[1]["id"] == card["id"]
        for path, body in (
            (f"/{other}/feedback", FEEDBACK),
            (f"/{card['id']}/feedback", FEEDBACK),
            (f"/{card['id']}/revoke", REVOKE),
        ):
            status, error = await post(people, path, body)
            assert (status, error["code"]) == (409, "request_used")
        await people.alice.sharing.revoke(card["id"], Revoke(request="request-r"))
        assert (await post(people, "", SHARE))[1]["state"] == "revoked"
        await people.alice.marks.remove(card["id"])
        assert (await post(people, "", SHARE))[1]["state"] == "removed"


async def test_odd_names_cannot_be_blocked(together: AbstractAsyncContextManager[People]) -> None:
    async with together as people:
        for name, status, code in (
            ("alice", 422, "cannot_block_yourself"),
            ("..", 400, "bad_profile_name"),
            ("a_b", 400, "bad_profile_name"),
            ("-", 400, "bad_profile_name"),
            ("x" * 64, 400, "bad_profile_name"),
            ("nobody-yet", 200, ""),
        ):
            for verb in ("block", "unblock"):
                answer = await people.ask(people.alice, "POST", f"/profiles/{name}/{verb}", b"")
                assert (answer[0], json.loads(answer[1]).get("code", "")) == (status, code), name
