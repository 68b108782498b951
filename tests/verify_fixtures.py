"""What the tests of ``verify`` share: a story, and what is found in it."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.exchange.verify import Finding, Verifier
from jupyterlab_canvas_share.model.events import SharedModelId

from .exchange_fixtures import (
    KEYS,
    Circle,
    a_version,
    an_event,
    bucket_circle,
    folder_circle,
    listed,
    profile,
    share,
)

PEOPLE = ("alice", "bob", "carol")


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.long)])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Circle:
    """On a bucket only in the long run: what ``verify`` asks of a store, the others' tests do."""
    if request.param == "folder":
        return folder_circle(tmp_path)
    return bucket_circle(tmp_path, request.getfixturevalue("seaweed"))


async def verify(store: ObjectStore, me: str, scratch: Path) -> list[Finding]:
    return [finding async for finding in Verifier(store, KEYS, me, scratch).findings()]


async def kinds(circle: Circle, me: str) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as scratch:
        found = await verify(circle.store(), me, Path(scratch))
    return [(finding.kind, finding.key) for finding in found]


async def tell_story(circle: Circle, model: Path) -> SharedModelId:
    """Alice shares with Bob and Carol; they look and answer; she updates and shares again."""
    async with AsyncExitStack() as servers:
        alice, bob, carol = [
            await servers.enter_async_context(circle.person(name)) for name in PEOPLE
        ]
        for server in (alice, bob, carol):
            await server.register(profile(server.me))
        id = await share(alice, ["bob", "carol"], model, note="Für dich")
        await listed(bob, id)
        await listed(carol, id)
        await bob.send((), an_event("seen", shared_model=id, subject=id))
        await bob.send(["alice"], an_event(shared_model=id, note="Too many columns"))
        await carol.send(["alice"], an_event(shared_model=id, note="Fine"))
        await alice.send((), an_event("seen", shared_model=id, subject=id))
        ref = await alice.describe_object(model)
        await alice.put_object(id, ref, model)
        await alice.send(
            ["bob", "carol"], an_event("updated", shared_model=id, version=a_version(ref))
        )
        ref = await bob.describe_object(model)
        await bob.put_object(id, ref, model)
        await bob.send(["alice"], an_event("alternate", shared_model=id, version=a_version(ref)))
        await share(bob, ["alice"], model, "request-2")
        return id
