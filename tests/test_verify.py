"""verify: what is wrong on the store is found, each time under its own key, and nothing else."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.keys import author_of
from jupyterlab_canvas_share.exchange.stores.store import ObjectInfo
from jupyterlab_canvas_share.exchange.verify import Verifier
from jupyterlab_canvas_share.model.errors import Unavailable

from .exchange_fixtures import (
    KEYS,
    MODEL,
    Circle,
    Through,
    a_version,
    an_event,
    forge,
    listed,
    model,
    share,
)
from .exchange_places import Stored
from .verify_fixtures import PEOPLE, circle, kinds, tell_story, verify

__all__ = ["circle", "model"]


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
