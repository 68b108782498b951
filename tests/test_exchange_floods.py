"""Very much from one person: the others, and the server, must not feel it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Change
from jupyterlab_canvas_share.exchange.index.tables import Entry, Participants
from jupyterlab_canvas_share.exchange.keys import first_ulid, milliseconds
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectInfo
from jupyterlab_canvas_share.model.errors import CanvasShareError, Unavailable

from .exchange_fixtures import (
    A_REF,
    KEYS,
    Through,
    a_version,
    an_event,
    eventually,
    folder_circle,
    forge,
    listed,
    model,
    share,
)
from .services_fixtures import office, to

__all__ = ["model"]

MANY = 400
#: Seconds that a look at a mailbox takes.
LOOK = 0.05


async def test_pages_are_told_of_a_flood_without_stopping_the_event_loop(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        told: list[int] = []
        turn = 0

        def hear(change: Change) -> None:
            if change.action == "received":
                told.append(turn)

        alice.on_change(hear)
        answer = an_event(shared_model=id).model_dump_json().encode()
        for _ in range(MANY):
            forge(circle, "alice", "bob", answer)
        async with asyncio.timeout(30):
            while len(told) < MANY:
                turn += 1
                await asyncio.sleep(0)
    assert max(told.count(each) for each in set(told)) <= 50


async def test_whom_a_model_is_shared_with_is_looked_up_once_for_many_answers(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        found: list[frozenset[str]] = []

        def judge(participants: Participants) -> list[Entry]:
            found.extend(participants(id) for _ in range(3))
            return []

        await alice.index.take(judge)
    assert found[0] == {"bob"}
    assert all(each is found[0] for each in found), "each look reads all of its events"


class Counted(Through):
    """Counts how often bob's objects are listed, as each cleaning does."""

    listed = 0

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        self.listed += prefix == KEYS.objects("bob")
        return await self.inner.list(prefix, start_after, end_before)


async def test_what_others_let_expire_does_not_have_the_whole_store_read(tmp_path: Path) -> None:
    circle = folder_circle(tmp_path)
    store = Counted(FolderStore(tmp_path / "store"))
    async with (
        office(tmp_path) as place,
        place.server("alice"),
        place.server("bob", store=store) as bob,
    ):
        await bob.sharing.share(to("alice"))
        await eventually(lambda: asyncio.sleep(0, store.listed))
        first = store.listed
        now = datetime.now(UTC)
        ids = set()
        for number in range(5):
            ulid = first_ulid(milliseconds(now) + number)
            event = an_event(
                "shared",
                shared_model=f"{ulid}.mallory",
                version=a_version(A_REF),
                expires_at=now + timedelta(seconds=0.5 + number / 5),
            )
            forge(circle, "bob", "mallory", event.model_dump_json().encode(), ulid=ulid)
            ids.add(("expired", event.shared_model))
        await eventually(lambda: asyncio.sleep(0, ids <= set(bob.heard)))
    assert store.listed == first


class Locked(Through):
    """What mallory sent cannot be read; ``tries`` counts the attempts."""

    locked = True
    tries = 0

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        found: list[bytes | CanvasShareError] = await self.inner.get_many(keys, limit)
        if not self.locked:
            return found
        theirs = [key.endswith(".mallory.json") for key in keys]
        self.tries += sum(theirs)
        gone = Unavailable("no permission")
        return [gone if is_theirs else data for is_theirs, data in zip(theirs, found, strict=True)]


class RestlessStore(Through):
    """Somebody touches the mailbox all the time, and to look at it takes a while."""

    looks = 0

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        if prefix == KEYS.mailbox("bob"):
            self.looks += 1
            await asyncio.sleep(LOOK)
        return await self.inner.list(prefix, start_after, end_before)

    async def changes(
        self, _prefix: str, _attended: Callable[[], bool]
    ) -> AsyncGenerator[None, None]:
        while True:
            yield
            await asyncio.sleep(0)


async def test_who_touches_a_mailbox_all_the_time_does_not_keep_its_server_busy(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    restless = RestlessStore(circle.store())
    async with circle.person("alice") as alice, circle.person("bob", restless) as bob:
        await bob.synced()
        began, restless.looks = asyncio.get_running_loop().time(), 0
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        await asyncio.sleep(20 * LOOK)
        seconds, looks = asyncio.get_running_loop().time() - began, restless.looks
    assert 1 < looks <= seconds / (2 * LOOK) + 2


async def test_what_cannot_be_read_is_not_tried_with_each_look(tmp_path: Path, model: Path) -> None:
    circle = folder_circle(tmp_path)
    store = Locked(FolderStore(tmp_path / "store"))
    async with circle.person("alice") as alice:
        async with circle.person("bob", store) as bob:
            await bob.synced()
            ulid = first_ulid(milliseconds(datetime.now(UTC)))
            id = f"{ulid}.mallory"
            event = an_event("shared", shared_model=id, version=a_version(A_REF))
            forge(circle, "bob", "mallory", event.model_dump_json().encode(), ulid=ulid)
            for number in range(12):
                await listed(bob, await share(alice, ["bob"], model, f"request-{number}"))
            assert 1 <= store.tries <= 4
            assert await bob.index.card(id) is None
        store.locked = False
        async with circle.person("bob", store) as bob:
            await bob.synced()
            assert await bob.index.card(id)
