"""Who may do what: every route, for everybody who could ask, on a SharedModel in every state.

One real HTTP server, which answers as one person after the other. That no route answers without a
token or changes anything without the XSRF token is in ``test_auth.py``.
"""

from __future__ import annotations

import json
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from jupyterlab_canvas_share.model.shares import AddRecipients, Revoke
from jupyterlab_canvas_share.routes.table import API, ROUTES
from jupyterlab_canvas_share.services.batch_files import BatchFiles

from .http_fixtures import People, together
from .lifecycle_fixtures import CSV, reaches
from .services_fixtures import Server, to

__all__ = ["together"]

Verb = tuple[str, str]

ID = "/shared-models/{id}"
REPORT = f"{ID}/reports/{{report}}"
BATCHES = f"{ID}/batch-predictions"
BATCH = f"{BATCHES}/{{batch}}"

#: What a request answers to: the owner, a recipient, somebody who was added, a recipient after the
#: owner revoked it, one who has removed it, a stranger.
ROLES = ("owner", "recipient", "added", "revoked", "removed", "stranger")
READ = (200, 200, 200, 200, 410, 404)
ANSWER = (200, 200, 200, 410, 410, 404)
OWN = (200, 403, 403, 410, 410, 404)

#: In this order, so that what ends a share comes last.
MATRIX: dict[Verb, tuple[int, int, int, int, int, int]] = {
    ("GET", ID): READ,
    ("GET", f"{ID}/events"): READ,
    ("POST", f"{ID}/seen"): READ,
    ("POST", f"{ID}/import"): (409, 409, 409, 410, 410, 404),
    ("POST", f"{ID}/predictions"): ANSWER,
    ("GET", REPORT): ANSWER,
    ("GET", BATCHES): READ,
    ("POST", BATCHES): (201, 201, 201, 410, 410, 404),
    ("GET", BATCH): READ,
    ("GET", f"{BATCH}/result"): READ,
    ("POST", f"{ID}/feedback"): ANSWER,
    ("POST", f"{ID}/versions"): ANSWER,
    ("POST", f"{ID}/recipients"): OWN,
    ("POST", f"{ID}/revoke"): OWN,
    ("POST", f"{ID}/remove"): (200, 200, 200, 200, 200, 404),
}
#: Routes that name nothing of anybody else's.
ONES_OWN: set[Verb] = {
    ("GET", "/me"),
    ("GET", "/profiles"),
    ("POST", "/profiles/{name}/block"),
    ("POST", "/profiles/{name}/unblock"),
    ("GET", "/notifications"),
    ("GET", "/input"),
    ("GET", "/jobs"),
    ("POST", "/jobs"),
    ("GET", "/jobs/{name}"),
    ("DELETE", "/jobs/{name}"),
    ("POST", "/jobs/{name}/stop"),
    ("GET", "/jobs/{name}/candidates"),
    ("GET", "/jobs/{name}/comparison"),
    ("POST", "/jobs/{name}/notebooks/{kind}"),
    ("GET", "/models"),
    ("GET", "/models/{source}/{id}"),
    ("POST", "/models/{source}/{id}/predictions"),
    ("GET", "/models/{source}/{id}/artifacts/{artifact}"),
    ("GET", "/models/{source}/{id}/reports/{report}"),
    ("GET", "/shared-models"),
    ("POST", "/shared-models"),
    ("GET", "/openapi.yaml"),
}


def body(verb: Verb, request: str) -> bytes | None:
    """What this verb wants to be sent."""
    model = {"kind": "alternate", "source": "autopilot", "model_id": "linear"}
    bodies: dict[str, object] = {
        f"{ID}/predictions": {"rows": [{"tenure": 3}]},
        f"{ID}/feedback": {"note": "hm", "request": request},
        f"{ID}/versions": {**model, "request": request},
        f"{ID}/recipients": {"recipients": ["dave"], "request": request},
        f"{ID}/revoke": {"request": request},
    }
    if verb[0] == "GET":
        return None
    if verb[1] == BATCHES:
        return CSV + b"c1,3,70.5,One year,Card,2020-01-31\n"
    return json.dumps(bodies[verb[1]]).encode() if verb[1] in bodies else b""


def test_every_route_and_verb_has_its_row() -> None:
    routes = {
        (verb, path)
        for path, handler in ROUTES
        for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if hasattr(getattr(handler, verb.lower()), "operation")
    }
    assert set(MATRIX) | ONES_OWN == routes
    assert not set(MATRIX) & ONES_OWN


async def answer_to(
    people: People, who: Server, verb: Verb, id: str, batch: str = "", *, request: str = "request-1"
) -> tuple[int, str]:
    query = {"filename": "a.csv"} if verb == ("POST", BATCHES) else {}
    path = verb[1].format(id=id, batch=batch, report="statistics.json")
    return await people.ask(who, verb[0], path, body(verb, request), **query)


async def share_as(people: People, role: str) -> tuple[Server, str, str]:
    """A SharedModel to which somebody stands in that role: who it is, its id, and a batch of theirs
    (a stranger has only heard of bob's)."""
    alice, bob, carol = people.alice, people.bob, people.carol
    id = (await alice.sharing.share(to("bob", request=f"request-{role}"))).id
    await reaches(bob, id, "ready")
    name = {"owner": "alice", "added": "carol"}.get(role, "bob")
    if role == "added":
        added = AddRecipients(recipients=("carol",), request="request-carol")
        await alice.sharing.add_recipients(id, added)
        await reaches(carol, id, "ready")
    batch = past_batch(people.folder / "caches" / name / "batches", id)
    if role == "revoked":
        await alice.sharing.revoke(id, Revoke(request="request-revoke"))
        await reaches(bob, id, "revoked")
    if role == "removed":
        await bob.marks.remove(id)
    who = people.mallory if role == "stranger" else getattr(people, name)
    return who, id, batch


def past_batch(folder: Path, id: str) -> str:
    """A batch prediction that was made before."""
    files = BatchFiles(folder)
    with files.new_upload() as upload:
        batch = files.create(id, "a.csv", Path(upload.name))
    files.write(batch.model_copy(update={"status": "Ready"}))
    files.result(batch).write_bytes(CSV)
    return batch.id


async def test_every_role_gets_what_is_its_own(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        wrong = []
        for column, role in enumerate(ROLES):
            who, id, batch = await share_as(people, role)
            for number, (verb, expected) in enumerate(MATRIX.items()):
                request = f"request-{role}-{number}"
                status, answer = await answer_to(people, who, verb, id, batch, request=request)
                if status != expected[column]:
                    wrong.append((role, verb, expected[column], status, answer[:200]))
                if status >= 400:
                    assert set(json.loads(answer)) == {"code", "message", "details"}
        assert wrong == []


async def test_what_exists_answers_a_stranger_like_what_does_not(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        who, id, batch = await share_as(people, "stranger")
        never = f"{id[:20]}000000.alice"
        for verb in MATRIX:
            real = await answer_to(people, who, verb, id, batch)
            assert real == await answer_to(people, who, verb, never, batch)
            assert real[0] == 404
            assert id not in real[1]


async def test_a_stranger_hears_and_learns_nothing(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        who, id, _ = await share_as(people, "stranger")
        await people.alice.sharing.revoke(id, Revoke(request="request-r"))
        assert who.heard == []
        people.speak(who)
        for path, params in (
            ("shared-models", {"direction": "with-me"}),
            ("shared-models", {"direction": "by-me"}),
            ("notifications", {}),
        ):
            answer = json.loads((await people.fetch(*API.split("/"), path, params=params)).body)
            assert answer["items"] == []
        assert await who.exchange.index.rejected() == []


async def test_the_batches_of_one_person_are_nobody_elses(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        bob, id, batch = await share_as(people, "recipient")
        for path in (BATCH, f"{BATCH}/result"):
            assert (await answer_to(people, bob, ("GET", path), id, batch))[0] == 200
            status, answer = await answer_to(people, people.alice, ("GET", path), id, batch)
            assert (status, json.loads(answer)["code"]) == (404, "batch_not_found")
        people.speak(people.alice)
        listed = await answer_to(people, people.alice, ("GET", BATCHES), id)
        assert json.loads(listed[1])["items"] == []


async def test_recipients_are_known_to_the_owner_alone(
    together: AbstractAsyncContextManager[People],
) -> None:
    async with together as people:
        carol, id, _ = await share_as(people, "added")
        for who in (carol, people.bob):
            for path in (ID, f"{ID}/events"):
                _, answer = await answer_to(people, who, ("GET", path), id)
                assert "bob" not in answer
                assert "carol" not in answer
        _, answer = await answer_to(people, people.alice, ("GET", ID), id)
        assert '"recipients":["bob","carol"]' in answer
