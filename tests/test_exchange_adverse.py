"""What an adversary, or bad luck at one exact moment, could do to lose or double something."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.keys import Ulids, first_ulid, milliseconds
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import CanvasShareError, Unavailable
from jupyterlab_canvas_share.model.events import EventKind, SharedModelId

from .checker_fixtures import Fault, Faults, FaultyStore
from .exchange_fixtures import (
    A_REF,
    KEYS,
    a_version,
    an_event,
    eventually,
    listed,
    profile,
    share,
)
from .faulty_people import People


async def _count(exchange: Exchange, id: SharedModelId, kind: EventKind) -> int:
    return len(await exchange.index.history(id, [kind], 100, None))


async def _break(exchange: Exchange, path: Path) -> None:
    """Damage the index under a running server and let it notice."""
    generation = exchange.index.generation
    with closing(sqlite3.connect(path)) as db:
        # a change by somebody else, so that the server reads its pages again
        db.executescript("CREATE TABLE other (x); PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (os.fstat(file.fileno()).st_size - 4096))
    async with asyncio.timeout(10):
        while exchange.index.generation == generation:
            with suppress(CanvasShareError):
                await exchange.index.rejected()


async def test_an_answer_is_not_refused_because_ones_own_record_could_not_be_read_just_then(
    tmp_path: Path,
) -> None:
    async with People(tmp_path) as people:
        alice = await people.start("alice")
        bob = await people.start("bob")
        id = await share(alice, ["bob"], people.model)
        await listed(bob, id)
        await bob.send(["alice"], an_event(shared_model=id, note="fine"))
        await people.stop(alice)
        # the first thing read with the lost index is the record, and that fails
        people.faults["alice"].armed.append(Fault("get", "fails", where="alice"))
        alice = await people.start("alice", "-lost")
        with pytest.raises(Unavailable):
            await alice.synced()
        assert people.faults["alice"].armed == []
        await people.stop(alice)
        alice = await people.start("alice", "-lost")
        await alice.synced()
        assert await _count(alice, id, "feedback") == 1
        assert await alice.index.rejected() == []


async def test_a_repeated_request_is_known_also_while_the_index_is_made_anew(
    tmp_path: Path,
) -> None:
    async with People(tmp_path) as people:
        alice = await people.start("alice")
        id = await share(alice, ["bob"], people.model)
        await asyncio.sleep(0.3)  # nothing is being read that would notice
        await _break(alice, people.path("alice"))
        try:
            again = await share(alice, ["bob"], people.model)
        except Unavailable:
            again = id  # to say that it is not known yet is fine, too
        assert again == id
        assert people.received("bob") == 1


class BreakingStore(FaultyStore):
    """Breaks an index at the moment a certain mail was read."""

    exchange: Exchange | None = None
    path = Path()
    words = b"\0"

    async def get(self, key: str, limit: int) -> bytes:
        data = await super().get(key, limit)
        if self.exchange is not None and self.words in data:
            exchange, self.exchange = self.exchange, None
            await _break(exchange, self.path)
        return data


async def test_an_answer_read_while_the_index_breaks_is_neither_lost_nor_told_twice(
    tmp_path: Path,
) -> None:
    async with People(tmp_path) as people:
        store = BreakingStore(FolderStore(tmp_path / "store"), Faults(), people.wire)
        alice = Exchange(store, KEYS.domain, "alice", people.path("alice"))
        people.running.add(alice)
        heard: list[str] = []
        alice.on_change(lambda change: heard.append(change.action) if change.live else None)
        await alice.start()
        bob = await people.start("bob")
        id = await share(alice, ["bob"], people.model)
        await listed(bob, id)
        store.path, store.words, store.exchange = people.path("alice"), b"wonderful", alice
        await bob.send(["alice"], an_event(shared_model=id, note="wonderful"))
        await bob.send(["alice"], an_event(shared_model=id, note="and another"))

        async def both() -> bool:
            try:
                return await _count(alice, id, "feedback") == 2
            except Unavailable:
                return False

        await eventually(both)
        assert store.exchange is None
        assert heard.count("sent") == 1
        assert heard.count("received") <= 2
        assert await alice.index.rejected() == []


async def test_a_profile_that_could_not_be_read_once_is_read_the_next_time(tmp_path: Path) -> None:
    async with People(tmp_path) as people:
        bob = await people.start("bob")
        await bob.register(profile("bob"))
        alice = await people.start("alice")
        await alice.synced()
        people.faults["alice"].armed.append(Fault("get", "fails", where="bob"))
        alice = await people.start("alice", "-other")
        await alice.synced()
        assert people.faults["alice"].armed == []
        assert [each.name for each in await alice.profiles(fresh=True)] == ["bob"]


async def test_an_update_that_arrives_late_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    async with People(tmp_path) as people:
        alice = await people.start("alice")
        carol = await people.start("carol")
        people.faults["alice"].clock = timedelta(minutes=5)
        id = await share(alice, ["carol"], people.model)
        people.faults["alice"].armed.append(Fault("put", "fails", where="carol"))
        for title in ("first update", "second update"):
            event = an_event("updated", shared_model=id, version=a_version(A_REF, title))
            await alice.send(["carol"], event)
        await asyncio.sleep(0.1)
        await alice.finish()
        assert people.received("carol") == 3

        async def all_there() -> bool:
            return await _count(carol, id, "updated") == 2

        await eventually(all_there)
        assert (await alice.card(id)).version.title == "second update"
        assert (await carol.card(id)).version.title == "second update"


async def test_two_servers_of_one_person_agree_on_which_update_is_newer(tmp_path: Path) -> None:
    async with People(tmp_path) as people:
        ahead = await people.start("alice")
        people.faults["alice"].clock = timedelta(minutes=5)
        id = await share(ahead, ["bob"], people.model)
        people.faults["alice"] = Faults()
        behind = await people.start("alice", "-2")
        await behind.synced()
        version = a_version(A_REF, "ahead")
        newer = await ahead.send(["bob"], an_event("updated", shared_model=id, version=version))

        async def read() -> bool:
            return await _count(behind, id, "updated") == 1

        await eventually(read)
        version = a_version(A_REF, "behind")
        newest = await behind.send(["bob"], an_event("updated", shared_model=id, version=version))
        assert newest > newer
        bob = await people.start("bob")
        await bob.synced()
        assert (await bob.card(id)).version.title == "behind"


async def test_whoever_waits_for_a_server_that_stops_hears_of_it(tmp_path: Path) -> None:
    async with People(tmp_path) as people:
        people.faults["alice"] = Faults([Fault("list", "slow", times=100)])
        alice = await people.start("alice")
        waiting = asyncio.create_task(alice.new_id())
        await asyncio.sleep(0)
        await people.stop(alice)
        async with asyncio.timeout(5):
            result = (await asyncio.gather(waiting, return_exceptions=True))[0]
        assert isinstance(result, Unavailable)
        with pytest.raises(Unavailable) as error:
            await alice.index.pending()
        assert error.value.code == "index_closed"


def test_two_servers_that_go_on_from_one_ulid_do_not_meet() -> None:
    now = datetime.now(UTC)
    ahead = first_ulid(milliseconds(now + timedelta(minutes=5)))
    servers = [Ulids(), Ulids()]
    for server in servers:
        server.observe(ahead)
    made = [server.next(now) for server in servers for _ in range(100)]
    assert len(set(made)) == len(made)
    assert min(made) > ahead


async def test_what_overtakes_the_event_that_added_one_does_not_stop_the_mailbox(
    tmp_path: Path,
) -> None:
    async with People(tmp_path) as people:
        alice = await people.start("alice")
        people.faults["alice"].clock = timedelta(minutes=5)
        id = await share(alice, ["bob"], people.model)
        people.faults["alice"].armed.append(Fault("put", "fails", where="mailboxes/carol"))
        version = a_version(A_REF)
        await alice.send(["carol"], an_event("recipients-added", shared_model=id, version=version))
        await alice.send(["bob", "carol"], an_event("feedback", shared_model=id))
        assert people.received("carol") == 1
        carol = await people.start("carol")
        await carol.synced()
        assert await carol.index.card(id) is None
        await asyncio.sleep(0.1)
        await alice.finish()
        await listed(carol, id)
        other = await share(alice, ["carol"], people.model, "request-2")
        await listed(carol, other)
        card = await carol.card(id)
        assert (card.unseen, card.removed, card.newest_kind) == (True, False, "recipients-added")


async def test_a_repeated_request_is_not_sent_twice_while_its_record_cannot_be_read(
    tmp_path: Path,
) -> None:
    async with People(tmp_path) as people:
        id = await share(await people.start("alice"), ["bob"], people.model)
        people.faults["alice"].armed.append(Fault("get", "fails", where="mailboxes/alice"))
        other = await people.start("alice", "-other")
        with pytest.raises(Unavailable) as error:
            await other.find("request-1")
        assert error.value.code == "record_unreadable"
        assert "jupyter canvas-share verify" in error.value.message

        async def found() -> bool:
            try:
                return await other.find("request-1") == id
            except Unavailable:
                return False

        await eventually(found)
        assert await other.new_id() > id
