"""verify: what is wrong on the store is found, each time under its own key, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.keys import author_of
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectInfo, ObjectStore
from jupyterlab_canvas_share.exchange.verify import Finding, Verifier
from jupyterlab_canvas_share.model.errors import Refused, Unavailable
from jupyterlab_canvas_share.model.events import ObjectRef, SharedModelId

from .cli_fixtures import Cli, cli, config_dir
from .exchange_fixtures import (
    KEYS,
    MODEL,
    Circle,
    Stored,
    Through,
    a_version,
    an_event,
    circle,
    folder_circle,
    forge,
    listed,
    model,
    profile,
    share,
)

__all__ = ["circle", "cli", "config_dir", "model"]

PEOPLE = ("alice", "bob", "carol")


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


@pytest.mark.parametrize("me", PEOPLE)
async def test_a_sound_store_has_no_findings(
    circle: Circle, model: Path, me: str, tmp_path: Path
) -> None:
    await tell_story(circle, model)
    verifier = Verifier(circle.store(), KEYS, me, tmp_path)
    assert [finding async for finding in verifier.findings()] == []
    assert verifier.counts.mails == len(circle.mail(me))
    assert verifier.counts.objects == (2 if me == "carol" else 4)
    assert verifier.counts.bytes == verifier.counts.objects * len(MODEL)
    assert verifier.counts.copies > 0


# Any one byte


@dataclass
class Story:
    circle: Circle
    id: SharedModelId

    @property
    def root(self) -> Path:
        return self.circle.folder / "store"

    @cached_property
    def refs(self) -> dict[str, ObjectRef]:
        """Every object by its name, as the records name it."""
        refs = {}
        for record in self.root.rglob("mailboxes/*/*.json"):
            content = json.loads(record.read_text())
            version = content.get("event", content).get("version")
            for candidate in version["candidates"] if version else ():
                ref = ObjectRef.model_validate(candidate["bundle"])
                refs[ref.name] = ref
        return refs

    @cached_property
    def keys(self) -> list[str]:
        """All that has bytes."""
        files = [path for path in self.root.rglob("*") if path.is_file() and path.stat().st_size]
        return sorted(str(path.relative_to(self.root)) for path in files)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    model = folder / "model"
    model.write_bytes(b"a model" * 20)
    circle = folder_circle(folder)
    return Story(circle, asyncio.run(tell_story(circle, model)))


@given(data=st.data())
def test_any_one_byte_that_changes_is_found_and_not_read(story: Story, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["mailboxes", "objects", "profiles"]))
    key = data.draw(st.sampled_from([key for key in story.keys if f"/{kind}/" in key]))
    path = story.root / key
    before = path.read_bytes()
    position = data.draw(st.integers(0, len(before) - 1))
    changed = before[position] ^ data.draw(st.integers(1, 255))
    path.write_bytes(before[:position] + bytes([changed]) + before[position + 1 :])
    try:
        found = asyncio.run(all_keys_found(story.circle))
        assert found == {key}
        asyncio.run(reading_refuses(story, key))
    finally:
        path.write_bytes(before)


async def all_keys_found(circle: Circle) -> set[str]:
    return {key for me in PEOPLE for _, key in await kinds(circle, me)}


async def reading_refuses(story: Story, key: str) -> None:
    """By a server with an index that it never had."""
    _, _, kind, whose, *_, name = key.split("/")
    with tempfile.TemporaryDirectory() as cache:
        store, index = FolderStore(story.root), Path(cache) / "index.sqlite"
        exchange = Exchange(store, "default", whose, index)
        if kind == "mailboxes":
            await exchange.start()
            try:
                await exchange.synced()
                rejected = dict(await exchange.index.rejected())
            finally:
                await exchange.stop()
            assert name.removesuffix(".json") in rejected
        elif kind == "profiles":
            known = [profile.name for profile in await exchange.profiles()]
            assert known == [name for name in PEOPLE if name != whose]
        else:
            target = Path(cache) / "model"
            with pytest.raises(Refused):
                await exchange.fetch_object(whose, key.split("/")[4], story.refs[name], target)
            assert not target.exists()


# One thing wrong, on every kind of store


def remove(mail: Stored) -> None:
    mail.remove()


def change(mail: Stored) -> None:
    mail.write(mail.read().replace(b"Churn", b"Burnt"))


def grow(mail: Stored) -> None:
    mail.write(mail.read() + b" " * (256 * 1024))


def rewrite(change: Callable[[dict[str, object]], object]) -> Callable[[Stored], None]:
    """Another content under a key that fits it: only who may write as its author can do that."""

    def apply(mail: Stored) -> None:
        content = json.loads(mail.read())
        change(content)
        data = json.dumps(content).encode()
        ulid, _, author, end = mail.name.split(".")
        mail.remove()
        name = f"{ulid}.{hashlib.sha256(data).hexdigest()}.{author}.{end}"
        Stored(mail.place, f"{mail.key.rpartition('/')[0]}/{name}").write(data)

    return apply


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (change, "damaged"),
        (grow, "too_large"),
        (lambda mail: mail.rename(mail.key.replace(".json", ".txt")), "bad_key"),
        (lambda mail: mail.rename(mail.key.replace(".alice.", ".carol.")), "unauthorised"),
        (rewrite(lambda event: event.update(kind="mystery")), "damaged"),
        (rewrite(lambda event: event.update(kind="seen")), "unauthorised"),
    ],
)
async def test_what_is_wrong_with_a_mail_is_said(
    circle: Circle, model: Path, damage: Callable[[Stored], None], kind: str
) -> None:
    await tell_story(circle, model)
    before = {mail.key for mail in circle.mail("bob")}
    first = circle.received("bob")[0]
    damage(first)
    now_there = set(circle.place.keys(KEYS.mailbox("bob")))
    (changed,) = now_there - before - {mail.key for mail in circle.mail("bob", "done")} or {
        first.key
    }
    assert await kinds(circle, "bob") == [(kind, changed)]


async def test_a_mail_that_is_gone_is_missed_by_the_next_one_and_by_its_author(
    circle: Circle, model: Path
) -> None:
    id = await tell_story(circle, model)
    async with circle.person("alice") as alice:
        for note in ("second", "third"):
            await alice.send(["bob"], an_event(shared_model=id, note=note))
    second, third = circle.received("bob")[-2:]
    second.remove()
    assert await kinds(circle, "bob") == [("missing_event", third.key)]
    assert await kinds(circle, "alice") == [("lost_mail", second.key)]


async def test_who_was_added_later_misses_nothing_from_before(circle: Circle, model: Path) -> None:
    id = await tell_story(circle, model)
    async with circle.person("alice") as alice, circle.person("dave") as dave:
        ref = await alice.describe_object(model)
        await alice.put_object(id, ref, model)
        added = an_event("recipients-added", shared_model=id, version=a_version(ref))
        await alice.send(["bob", "carol", "dave"], added)
        await listed(dave, id)
    assert await kinds(circle, "dave") == []


async def test_a_record_that_is_gone_left_its_mark(circle: Circle, model: Path) -> None:
    await tell_story(circle, model)
    last = next(mail for mail in reversed(circle.mail("alice")) if mail.name in done(circle))
    last.remove()
    assert ("lost_record", last.key) in await kinds(circle, "alice")


def done(circle: Circle) -> set[str]:
    return {mark.name.replace(".done", ".json") for mark in circle.mail("alice", "done")}


async def test_what_was_not_delivered_is_said(circle: Circle, model: Path) -> None:
    await tell_story(circle, model)
    mark = circle.mail("alice", "done")[0]
    mark.remove()
    assert await kinds(circle, "alice") == [("undelivered", mark.key.replace(".done", ".json"))]


async def test_a_mark_with_content_or_of_somebody_else_is_none(circle: Circle, model: Path) -> None:
    await tell_story(circle, model)
    mark = circle.mail("alice", "done")[0]
    mark.write(b"x")
    assert ("damaged", mark.key) in await kinds(circle, "alice")
    foreign = Stored(mark.place, mark.key.replace(".alice.", ".bob."))
    foreign.write(b"")
    assert ("damaged", foreign.key) in await kinds(circle, "alice")


async def test_objects_that_are_gone_or_changed_are_said_unless_the_share_ended(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice, circle.person("bob"):
        id = await share(alice, ["bob"], model)
        (key,) = circle.place.keys(f"domains/default/objects/alice/{id}/")
        circle.place.write(key, b"another model")
        assert await kinds(circle, "bob") == [("damaged_object", key)]
        circle.place.write(key, b"longer" * 10_000)
        assert await kinds(circle, "alice") == [("damaged_object", key)]
        circle.place.remove(key)
        assert await kinds(circle, "bob") == [("missing_object", key)]
        await alice.send(["bob"], an_event("revoked", shared_model=id))
        assert await kinds(circle, "bob") == []
        assert await kinds(circle, "alice") == []


async def test_the_objects_of_what_has_expired_need_not_be_there(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        (key,) = circle.place.keys(f"domains/default/objects/alice/{id}/")
        circle.place.remove(key)
        for hours, found in ((1, [("missing_object", key)]), (-1, [])):
            ends = datetime.now(UTC) + timedelta(hours=hours)
            version = (await alice.card(id)).version
            await alice.send(
                ["bob"], an_event("updated", shared_model=id, version=version, expires_at=ends)
            )
            assert await kinds(circle, "bob") == found


async def test_a_stranger_in_a_share_is_said(circle: Circle, model: Path) -> None:
    id = await tell_story(circle, model)
    stranger = an_event(shared_model=id, note="let me in").model_dump_json().encode()
    name = forge(circle, "alice", "mallory", stranger)
    assert await kinds(circle, "alice") == [("unauthorised", KEYS.mail("alice", name))]


async def test_a_damaged_record_is_said_once_and_not_what_follows_from_it(
    circle: Circle, model: Path
) -> None:
    """Bob's feedback stays believable: the record that named him as a recipient is there."""
    id = await tell_story(circle, model)
    record = next(mail for mail in circle.mail("alice") if author_of(id) in mail.name)
    change(record)
    assert await kinds(circle, "alice") == [("damaged", record.key)]


async def test_what_the_store_knows_to_be_forged_is_said(circle: Circle, model: Path) -> None:
    await tell_story(circle, model)
    forged = circle.received("bob")[0].key

    class Knowing(Through):
        async def list(self, prefix: str) -> list[ObjectInfo]:
            found = await self.inner.list(prefix)
            return [
                ObjectInfo(info.key, info.size, info.modified, info.key != forged) for info in found
            ]

    with tempfile.TemporaryDirectory() as scratch:
        (finding,) = await verify(Knowing(circle.store()), "bob", Path(scratch))
    assert (finding.kind, finding.key) == ("forged", forged)


async def test_a_store_that_is_down_is_no_finding(circle: Circle, tmp_path: Path) -> None:
    circle.place.take_away()
    with pytest.raises(Unavailable):
        await verify(circle.store(), "bob", tmp_path)


# The command


def test_the_command_says_what_is_wrong(story: Story, cli: Cli) -> None:
    arguments = ["verify", "--store", story.root.as_uri(), "--user-profile", "bob"]
    sound = cli(*arguments)
    assert sound.code == 0
    assert "No problems found" in sound.out
    mail = story.circle.received("bob")[0]
    before = mail.read()
    mail.write(b"{}")
    hostile = mail.key.rpartition("/")[0] + "/\x1b[31mnews\n.json"
    story.circle.place.write(hostile, b"")
    try:
        ran = cli(*arguments)
        assert ran.code == 1
        assert f"damaged: its content is not what its key says: {mail.key}\n" in ran.out
        assert "2 problems found" in ran.out
        assert "\x1b" not in ran.out
        ran = cli(*arguments, "--json")
        assert ran.code == 1
        report = json.loads(ran.out)
    finally:
        mail.write(before)
        story.circle.place.remove(hostile)
    assert {finding["key"] for finding in report["findings"]} == {mail.key, hostile}
    assert report["profile"] == "bob"
    assert report["counts"]["objects"] > 0
