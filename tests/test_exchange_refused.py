"""Mails that a reader must not believe: each is refused with its reason, and changes nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jupyterlab_canvas_share.exchange.keys import MailName, first_ulid, milliseconds, parse_mail
from jupyterlab_canvas_share.model.events import EVENT_LIMIT, SharedModelEvent

from .exchange_fixtures import (
    A_REF,
    KEYS,
    Circle,
    a_version,
    an_event,
    circle,
    eventually,
    forge,
    ids,
    listed,
    model,
    profile,
    share,
)

__all__ = ["circle", "model"]


async def forged(circle: Circle, reader: str, author: str, event: SharedModelEvent) -> str:
    return str(forge(circle, reader, author, event.model_dump_json().encode()))


async def test_events_that_no_role_allows_are_refused_with_a_reason(
    circle: Circle, model: Path
) -> None:
    async with (
        circle.person("alice") as alice,
        circle.person("bob") as bob,
    ):
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        version = a_version(A_REF)
        bad = {
            "someone else speaks in alice's SharedModel": (
                "bob",
                "mallory",
                an_event(shared_model=id),
            ),
            "a recipient speaks as the owner": (
                "alice",
                "bob",
                an_event("revoked", shared_model=id),
            ),
            "a stranger answers": ("alice", "mallory", an_event(shared_model=id)),
            "a recipient adds people": (
                "alice",
                "bob",
                an_event("recipients-added", shared_model=id, version=version),
            ),
            "a private event from outside": (
                "bob",
                "alice",
                an_event("seen", shared_model=id, subject=id),
            ),
            "a SharedModel under a name that is not its event's": (
                "bob",
                "alice",
                an_event("shared", shared_model=id, version=version),
            ),
            "an update without a version": ("bob", "alice", an_event("updated", shared_model=id)),
            "feedback with a version": (
                "bob",
                "alice",
                an_event(shared_model=id, version=version),
            ),
        }
        names = {
            what: await forged(circle, reader, author, event)
            for what, (reader, author, event) in bad.items()
        }
        await asyncio.sleep(1.5)
        rejected = dict(await alice.index.rejected()) | dict(await bob.index.rejected())
        assert {what for what, name in names.items() if name not in rejected} == set()
        assert len(rejected) == len(bad), "each is written down once"
        assert len(await bob.index.history(id, ["shared", "feedback", "updated"], 9, None)) == 1
        assert len(await alice.index.history(id, ["shared", "feedback", "revoked"], 9, None)) == 1


async def test_what_is_not_an_event_is_refused_with_a_reason(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
    good = an_event("updated", shared_model=id, version=a_version(A_REF)).model_dump(mode="json")
    flipped = forge(circle, "bob", "alice", json.dumps(good).encode())
    mail = circle.at(KEYS.mail("bob", flipped))
    data = bytearray(mail.read())
    data[data.index(b"Churn")] ^= 1
    mail.write(bytes(data))
    bad = {
        "its content is not what its key says": flipped,
        "does not parse": forge(circle, "bob", "alice", b"{"),
        "too many": forge(circle, "bob", "alice", b" " * (EVENT_LIMIT + 1)),
        "Extra inputs": forge(circle, "bob", "alice", json.dumps(good | {"x": 1}).encode()),
        "at most 10000": forge(
            circle, "bob", "alice", json.dumps(good | {"note": "x" * 10_001}).encode()
        ),
        "Input should be 1": forge(
            circle, "bob", "alice", json.dumps(good | {"format": 2}).encode()
        ),
    }
    for junk in ("not a key.json", "line\nbreak"):
        circle.at(KEYS.mailbox("bob") + junk).write(b"{}")
    async with circle.person("bob") as bob:
        await bob.synced()
        rejected = dict(await bob.index.rejected())
        assert await ids(bob) == [id]
    for reason, name in bad.items():
        assert reason in rejected.pop(str(name))
    assert set(rejected.values()) == {"the key does not parse"}
    assert len(rejected) == 2


async def test_an_old_event_under_a_newer_key_is_refused(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        for title in ("older", "newer"):
            version = a_version(A_REF, title)
            await alice.send(["bob"], an_event("updated", shared_model=id, version=version))
        older = next(mail for mail in circle.received("bob") if b"older" in mail.read())
        name = parse_mail(older.name)
        assert name is not None
        moved = MailName(
            f"{first_ulid(milliseconds(datetime.now(UTC)) + 1000)}", name[0].sha256, "alice"
        )
        circle.at(KEYS.mail("bob", moved)).write(older.read())

        async def refused() -> bool:
            return str(moved) in dict(await bob.index.rejected())

        await eventually(refused)
        assert (await bob.card(id)).version.title == "newer"


async def test_of_two_events_with_one_name_the_first_read_stands(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        content = json.loads(circle.received("bob")[0].read()) | {"note": "another story"}
        first = parse_mail(circle.received("bob")[0].name)
        assert first is not None
        data = json.dumps(content).encode()
        same_ulid = forge(circle, "bob", "alice", data, ulid=first[0].ulid)

        async def refused() -> bool:
            return str(same_ulid) in dict(await bob.index.rejected())

        await eventually(refused)
        assert (await bob.card(id)).note == ""


async def test_an_event_from_before_the_profile_began_is_ignored(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice:
        await share(alice, ["bob"], model)
    async with circle.person("bob") as bob:
        me = profile("bob")
        await bob.register(me.model_copy(update={"since": me.since + timedelta(hours=2)}))
    async with circle.person("bob", index="fresh") as bob:
        await bob.synced()
        assert await ids(bob) == []
        assert [reason for _, reason in await bob.index.rejected()] == [
            "it is older than this profile"
        ]
