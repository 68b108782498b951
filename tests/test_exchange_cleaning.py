"""Objects that no record names are deleted after a week, and nothing that a record names ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.errors import CanvasShareError, NotFound, Unavailable

from .exchange_fixtures import (
    KEYS,
    MODEL,
    Circle,
    Through,
    a_version,
    an_event,
    circle,
    eventually,
    ids,
    listed,
    model,
    share,
)

__all__ = ["circle", "model"]

#: Where no kind of store differs.
on_a_folder = pytest.mark.parametrize("circle", ["folder"], indirect=True)
WEEK = timedelta(days=7, minutes=1)


class Later(Through):
    """The store as it will be: only its clock is ahead."""

    def __init__(self, inner: ObjectStore) -> None:
        super().__init__(inner)
        self.ahead = timedelta(0)

    async def now(self) -> datetime:
        now: datetime = await self.inner.now()
        return now + self.ahead


class Deaf(Later):
    """Never says that something may be new."""

    async def changes(self, *_: object) -> AsyncGenerator[None, None]:
        await asyncio.sleep(3600)
        yield


class Unreadable(Later):
    """One object cannot be read, for now."""

    key = ""

    async def get(self, key: str, limit: int) -> bytes:
        if key == self.key:
            raise Unavailable("not now")
        return await self.inner.get(key, limit)

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        found = await self.inner.get_many(keys, limit)
        return [
            Unavailable("not now") if key == self.key else data
            for key, data in zip(keys, found, strict=True)
        ]


class Refusing(Through):
    """Takes objects, but no records."""

    async def put(self, key: str, data: bytes) -> None:
        raise Unavailable("not now")


async def stored(circle: Circle, author: str = "alice") -> int:
    return len(await circle.store().list(KEYS.objects(author)))


async def orphan(exchange: Exchange, model: Path) -> None:
    """An object that no record will name."""
    ref = await exchange.describe_object(model)
    await exchange.put_object(await exchange.new_id(), ref, model)


async def in_a_week(exchange: Exchange, store: Later) -> None:
    store.ahead = WEEK
    try:
        await exchange.cleaning.run()
    finally:
        store.ahead = timedelta(0)


async def test_only_what_is_old_and_has_no_record_is_deleted(circle: Circle, model: Path) -> None:
    store = Later(circle.store())
    async with circle.person("alice", store) as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        for kind in ("updated", "alternate"):
            ref, data = [await alice.describe_object(model) for _ in range(2)]
            for each in (ref, data):
                await alice.put_object(id, each, model)
            version = a_version(ref).model_copy(update={"dataset": data})
            await alice.send(["bob"], an_event(kind, shared_model=id, version=version))
        await orphan(alice, model)
        await orphan(bob, model)
        assert await stored(circle) == 6
        await alice.cleaning.run()
        assert await stored(circle) == 6
        await in_a_week(alice, store)
        assert (await stored(circle), await stored(circle, "bob")) == (5, 1)
        await in_a_week(alice, store)
        assert await stored(circle) == 5


@on_a_folder
async def test_a_lost_index_deletes_nothing(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice:
        await share(alice, ["bob"], model)
        await orphan(alice, model)
    store = Later(circle.store())
    async with circle.person("alice", store, index="new") as alice:
        # perhaps before the mailbox was read
        await in_a_week(alice, store)
        assert await stored(circle) >= 1
        await alice.synced()
        await in_a_week(alice, store)
        assert await stored(circle) == 1
        (id,) = await ids(alice, "by-me")
        ref = (await alice.card(id)).version.candidates[0].bundle
        await alice.fetch_object("alice", id, ref, model.with_name("copy"))


@on_a_folder
async def test_another_server_of_the_same_person_shares_meanwhile(
    circle: Circle, model: Path
) -> None:
    store = Deaf(circle.store())
    async with (
        circle.person("alice", store) as one,
        circle.person("alice", index="other") as other,
    ):
        await one.synced()
        await orphan(one, model)
        await share(other, ["bob"], model)
        await in_a_week(one, store)
        assert await stored(circle) == 2, "one does not know what the other shared"
    async with circle.person("alice", store) as one:
        await one.synced()
        await in_a_week(one, store)
        assert await stored(circle) == 1


@on_a_folder
async def test_while_a_record_cannot_be_read_nothing_is_deleted(
    circle: Circle, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with circle.person("alice") as alice:
        await share(alice, ["bob"], model)
        await orphan(alice, model)
    (record,) = circle.mail("alice")
    store = Unreadable(circle.store())
    store.key = record.key
    async with circle.person("alice", store, index="new") as alice:
        await alice.filled()
        assert await ids(alice, "by-me") == []
        await in_a_week(alice, store)
        assert await stored(circle) == 2
        assert "1 records of alice cannot be read" in caplog.text
    good = record.read()
    record.write(good[:-1] + b" ")
    async with circle.person("alice", store, index="newer") as alice:
        store.key = ""
        await alice.synced()
        await in_a_week(alice, store)
        assert await stored(circle) == 2, "what was damaged may be mended"
    record.write(good)
    async with circle.person("alice", store, index="newest") as alice:
        await alice.synced()
        await in_a_week(alice, store)
        assert await stored(circle) == 1


@on_a_folder
async def test_a_recipient_cannot_stop_the_cleaning_by_sending_a_mail_back(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice:
        await share(alice, ["bob"], model)
        await orphan(alice, model)
        (sent,) = circle.received("bob")
        sent.rename(f"{KEYS.mailbox('alice')}{sent.name}")
        await eventually(alice.index.rejected)
    store = Later(circle.store())
    async with circle.person("alice", store, index="new") as alice:
        await alice.synced()
        await in_a_week(alice, store)
        assert await stored(circle) == 1


@on_a_folder
@pytest.mark.parametrize("cleaned", [False, True])
async def test_a_share_killed_before_its_record_can_be_sent_again(
    circle: Circle, model: Path, *, cleaned: bool
) -> None:
    async with circle.person("alice", Refusing(circle.store())) as alice:
        with pytest.raises(Unavailable):
            await share(alice, ["bob"], model)
    assert await stored(circle) == 1
    store = Later(circle.store())
    async with circle.person("alice", store) as alice, circle.person("bob") as bob:
        await alice.synced()
        if cleaned:
            await in_a_week(alice, store)
            assert await stored(circle) == 0
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        assert await share(alice, ["bob"], model) == id
        if not cleaned:
            await in_a_week(alice, store)
        assert await stored(circle) == 1
        copy = model.with_name("copy")
        ref = (await bob.card(id)).version.candidates[0].bundle
        await bob.fetch_object("alice", id, ref, copy)
        assert copy.read_bytes() == MODEL


async def test_what_was_revoked_is_deleted_by_each_author(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        kept = await share(alice, ["bob"], model, "request-2")
        await listed(bob, id)
        ref = await bob.describe_object(model)
        await bob.put_object(id, ref, model)
        alternate = an_event("alternate", shared_model=id, version=a_version(ref))
        await bob.send(["alice"], alternate)
        for person in (alice, bob):
            await person.cleaning.run()
        assert (await stored(circle), await stored(circle, "bob")) == (2, 1)
        await alice.send(["bob"], an_event("revoked", shared_model=id))
        await alice.cleaning.run()
        await alice.cleaning.run()
        assert await stored(circle) == 1

        async def heard() -> bool:
            return (await bob.card(id)).revoked_at is not None

        await eventually(heard)
        await bob.cleaning.delete_objects(id)
        await bob.cleaning.delete_objects(id)
        assert await stored(circle, "bob") == 0
        first = (await alice.card(id)).version.candidates[0].bundle
        with pytest.raises(NotFound):
            await bob.fetch_object("alice", id, first, model.with_name("copy"))
        second = (await alice.card(kept)).version.candidates[0].bundle
        await bob.fetch_object("alice", kept, second, model.with_name("copy"))
