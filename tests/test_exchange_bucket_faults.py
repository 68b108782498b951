"""Bad networks and busy services: nothing acknowledged is lost, and nothing appears twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.keys import milliseconds, parse_mail, ulid_milliseconds
from jupyterlab_canvas_share.model.errors import Unavailable

from .exchange_fixtures import (
    KEYS,
    MODEL,
    Circle,
    an_event,
    bucket_circle,
    eventually,
    forge,
    ids,
    listed,
    model,
    share,
)
from .s3_faults import (
    Fault,
    Proxy,
    answer_lost,
    bursts,
    call_lost,
    clock_off,
    guarded_writes,
    lagging_lists,
    reads,
    records,
    refused,
    refused_after_commit,
    serve_faults,
    slow,
    writes,
)
from .s3_fixtures import Seaweed

__all__ = ["model"]

YEAR = 365 * 24 * 3600 * 1000


@dataclass
class Line:
    """People whose servers reach the bucket through a proxy."""

    circle: Circle
    proxy: Proxy


@contextmanager
def a_line(folder: Path, seaweed: Seaweed) -> Iterator[Line]:
    with serve_faults(seaweed.endpoint) as proxy:
        yield Line(bucket_circle(folder, seaweed, proxy.endpoint), proxy)


@pytest.fixture
def line(tmp_path: Path, seaweed: Seaweed) -> Iterator[Line]:
    with a_line(tmp_path, seaweed) as made:
        yield made


async def insist(sender: Exchange, recipients: list[str], model: Path, request: str) -> str:
    """What a page does: it sends the same request again until it hears of a success."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await share(sender, recipients, model, request)
            except Unavailable:
                await asyncio.sleep(0.1)


FAULTS: dict[str, Callable[[], list[Fault]]] = {
    "409": lambda: [refused(409, "ConditionalRequestConflict", bursts(writes))],
    "412 after the commit": lambda: [
        refused_after_commit(412, "PreconditionFailed", guarded_writes)
    ],
    "500 at the commit": lambda: [refused(500, "InternalError", bursts(records, succeed=1))],
    "500": lambda: [refused(500, "InternalError", bursts(writes))],
    "503": lambda: [refused(503, "SlowDown", bursts(writes)), refused(503, "S", bursts(reads))],
    "answers lost": lambda: [answer_lost(bursts(writes)), answer_lost(bursts(reads))],
    "answers to the commit lost": lambda: [answer_lost(bursts(records, succeed=1))],
    "calls lost": lambda: [call_lost(bursts(writes)), call_lost(bursts(reads))],
    "committed, yet a 500": lambda: [refused_after_commit(500, "InternalError", bursts(writes))],
    "slow": lambda: [slow(0.2)],
    "lists that lag": lambda: [lagging_lists(2)],
    "answers lost, and lists that lag": lambda: [
        answer_lost(bursts(records, succeed=1)),
        lagging_lists(3),
    ],
    "a clock 5 minutes fast": lambda: [clock_off(timedelta(minutes=5))],
    "a clock 5 minutes slow": lambda: [clock_off(timedelta(minutes=-5))],
}
SHORT = {
    "409",
    "503",
    "answers lost",
    "answers to the commit lost",
    "answers lost, and lists that lag",
}


@pytest.mark.parametrize(
    "fault", [pytest.param(f, marks=() if f in SHORT else pytest.mark.long) for f in FAULTS]
)
async def test_everybody_gets_every_acknowledged_share_exactly_once(
    line: Line, fault: str, model: Path, tmp_path: Path
) -> None:
    circle = line.circle
    names = ("bob", "carol")
    acknowledged: dict[str, str] = {}
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        await alice.synced()
        await bob.synced()
        line.proxy.faults[:] = FAULTS[fault]()
        for number in range(4):
            request = f"request-{number}"
            acknowledged[request] = await insist(alice, [*names], model, request)
        first = acknowledged["request-0"]
        assert await insist(alice, [*names], model, "request-0") == first
        line.proxy.faults[:] = []
        await alice.finish()
        for id in acknowledged.values():
            assert (await alice.card(id)).undelivered == ()
            await listed(bob, id, 20)
    for name in names:
        assert len(circle.received(name)) == len(acknowledged)
        async with circle.person(name, index="new") as reader:
            await reader.synced()
            assert sorted(await ids(reader)) == sorted(acknowledged.values())
            assert await reader.index.rejected() == []
            for id in acknowledged.values():
                ref = (await reader.card(id)).version.candidates[0].bundle
                await reader.fetch_object("alice", id, ref, tmp_path / "fetched")
                assert (tmp_path / "fetched").read_bytes() == MODEL
    heard = [change.shared_model for change in circle.heard["bob"] if change.live]
    assert len(heard) == len(set(heard)), "nobody is told twice"
    async with circle.person("alice", index="new") as alice:
        await alice.synced()
        assert sorted(await ids(alice, "by-me")) == sorted(acknowledged.values())
    assert len(circle.mail("alice", "done")) == len(acknowledged)


async def test_a_bucket_that_is_gone_is_said_and_used_again_when_back(
    line: Line, model: Path
) -> None:
    circle = line.circle
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        line.proxy.faults[:] = [refused(404, "NoSuchBucket")]
        with pytest.raises(Unavailable) as error:
            await share(alice, ["bob"], model, "request-2")
        assert error.value.code == "store_unavailable"
        assert circle.store().url in error.value.message
        assert "CanvasShare.store" in error.value.message
        # what was read before is still there to look at
        assert (await bob.card(id)).owner == "alice"

        async def noticed() -> bool:
            try:
                await bob.synced()
            except Unavailable:
                return True
            return False

        await eventually(noticed)
        line.proxy.faults[:] = []
        again = await insist(alice, ["bob"], model, "request-2")
        await listed(bob, again, 20)
        assert len(await ids(bob)) == 2


async def test_an_endpoint_that_is_gone_is_said_in_seconds(
    line: Line, seaweed: Seaweed, tmp_path: Path, model: Path
) -> None:
    with serve_faults(seaweed.endpoint) as proxy:
        gone = bucket_circle(tmp_path, seaweed, proxy.endpoint)
    key = KEYS.mail("bob", forge(line.circle, "bob", "alice", b"x"))
    store = gone.store()
    began = time.monotonic()
    for call in (
        store.put(key, b"x"),
        store.get(key, 10),
        store.list(KEYS.mailbox("bob")),
        store.put_file(KEYS.object("alice", f"{'0' * 26}.alice", "0" * 32), model),
        store.delete(key),
    ):
        with pytest.raises(Unavailable, match="cannot be connected to") as error:
            await call
        assert error.value.code == "store_unavailable"
    # without the store's clock this machine's is taken
    assert abs((await store.now() - datetime.now(UTC)).total_seconds()) < 1
    assert time.monotonic() - began < 10


@pytest.mark.long
async def test_a_service_that_never_answers_is_given_up_in_seconds(line: Line) -> None:
    line.proxy.faults[:] = [slow(60)]
    began = time.monotonic()
    with pytest.raises(Unavailable, match="does not answer in time"):
        await line.circle.store().list(KEYS.mailbox("bob"))
    assert time.monotonic() - began < 20


async def test_keys_from_the_future_push_and_hide_nothing(line: Line, model: Path) -> None:
    """A forger's keys, a year ahead: in somebody's mailbox, and under the owner's own name."""
    circle = line.circle
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        await alice.synced()
        await bob.synced()
        feedback = an_event(shared_model=f"{'0' * 26}.alice").model_dump_json().encode()
        for reader, author in (("bob", "mallory"), ("bob", "alice"), ("alice", "alice")):
            forge(circle, reader, author, feedback, ago=-YEAR)
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
    for index in ("index", "new"):
        async with circle.person("alice", index=index) as alice:
            after = await share(alice, ["bob"], model, f"request-{index}")
            now = milliseconds(datetime.now(UTC))
            assert abs(ulid_milliseconds(after.partition(".")[0]) - now) < 60_000
        async with circle.person("bob", index=index) as bob:
            await listed(bob, after)
            assert id in await ids(bob)


@pytest.mark.parametrize("minutes", [5, -5])
async def test_a_server_goes_by_the_stores_clock_not_its_own(
    line: Line, model: Path, minutes: int
) -> None:
    """To a server whose own clock is 5 minutes wrong the store's seems to be, the other way."""
    line.proxy.faults[:] = [clock_off(timedelta(minutes=minutes))]
    circle = line.circle
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        theirs = milliseconds(datetime.now(UTC) + timedelta(minutes=minutes))
        parsed = parse_mail(circle.received("bob")[0].name)
        assert parsed is not None
        assert abs(ulid_milliseconds(parsed[0].ulid) - theirs) < 10_000
        # what is shown is never later than what the store says of the object
        assert (await bob.card(id)).updated_at <= milliseconds(datetime.now(UTC)) + 1000
