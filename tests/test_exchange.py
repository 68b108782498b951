"""Several people's exchanges on one store: what is sent arrives, once, and nothing else does."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.model.errors import NotFound, Refused, TooLarge, Unavailable
from jupyterlab_canvas_share.model.events import EVENT_LIMIT

from .exchange_fixtures import (
    A_REF,
    KEYS,
    MODEL,
    Circle,
    Through,
    a_version,
    an_event,
    circle,
    eventually,
    forge,
    found,
    ids,
    listed,
    model,
    share,
)

__all__ = ["circle", "model"]


async def test_a_share_arrives_once_at_everybody_it_names(circle: Circle, model: Path) -> None:
    async with (
        circle.person("alice") as alice,
        circle.person("bob") as bob,
        circle.person("carol") as carol,
        circle.person("mallory") as mallory,
    ):
        id = await share(alice, ["bob", "carol"], model, note="look at recall")
        await listed(bob, id)
        await listed(carol, id)
        await asyncio.sleep(1.3)  # further looks find nothing new
        for name, reader in (("bob", bob), ("carol", carol)):
            assert [change.action for change in circle.heard[name]] == ["received"]
            card = await reader.card(id)
            assert (card.owner, card.note, card.unseen) == ("alice", "look at recall", True)
            assert card.recipients == (), "who else received it is the owner's business"
            assert card.undelivered == ()
        mine = await alice.card(id)
        assert mine.recipients == ("bob", "carol")
        assert mine.undelivered == ()
        assert not mine.unseen
        assert circle.heard["mallory"] == []
        with pytest.raises(NotFound):
            await mallory.card(id)
    assert [len(circle.received(name)) for name in ("bob", "carol", "mallory")] == [1, 1, 0]
    assert len(circle.mail("alice", "done")) == 1


async def test_an_object_comes_over_whole(circle: Circle, model: Path, tmp_path: Path) -> None:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        await listed(bob, id)
        ref = (await bob.card(id)).version.candidates[0].bundle
        await bob.fetch_object("alice", id, ref, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == MODEL


@pytest.mark.parametrize("damage", ["flipped", "longer", "shorter", "empty"])
async def test_a_damaged_object_is_found_and_leaves_no_file(
    circle: Circle, model: Path, tmp_path: Path, damage: str
) -> None:
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        ref = (await alice.card(id)).version.candidates[0].bundle
        stored = circle.at(KEYS.object("alice", id, ref.name))
        data = bytearray(stored.read())
        if damage == "flipped":
            data[3500] ^= 1
        stored.write(
            {"longer": data + b"x", "shorter": data[:-1], "empty": b""}.get(damage, bytes(data))
        )
        target = tmp_path / "fetched" / "bundle"
        target.parent.mkdir()
        with pytest.raises(Refused) as error:
            await alice.fetch_object("alice", id, ref, target)
        assert error.value.code == "object_damaged"
        assert list(target.parent.iterdir()) == []
        stored.remove()
        with pytest.raises(NotFound):
            await alice.fetch_object("alice", id, ref, target)


async def test_a_repeated_request_answers_the_first_share(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice:
        first = await share(alice, ["bob"], model, "request-1")
        assert await share(alice, ["bob"], model, "request-1") == first
        assert await share(alice, ["bob"], model, "request-2") != first
    async with circle.person("alice", index="another") as alice:
        assert await share(alice, ["bob"], model, "request-1") == first
    assert len(circle.received("bob")) == 2


async def test_every_event_names_its_authors_previous_one(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        id = await share(alice, ["bob"], model)
        note = an_event(shared_model=id, to_app="Canvas", note="one more thing")
        second = await alice.send(["bob"], note)
        third = await alice.send(["bob"], note)

        async def all_three() -> bool:
            return len(await bob.index.history(id, ["shared", "feedback"], 10, None)) == 3

        await eventually(all_three)
        history = await bob.index.history(id, ["shared", "feedback"], 10, None)
        assert [row.id for row in history] == [third, second, id]
        assert [row.event.previous for row in history] == [second, id, None]


async def test_a_recipient_answers_to_the_owner_alone(circle: Circle, model: Path) -> None:
    async with (
        circle.person("alice") as alice,
        circle.person("bob") as bob,
        circle.person("carol") as carol,
    ):
        id = await share(alice, ["bob", "carol"], model)
        await listed(bob, id)
        await listed(carol, id)
        await bob.send(["alice"], an_event(shared_model=id, note="fine"))

        async def answered() -> bool:
            return circle.heard["alice"][-1].action == "received"

        await eventually(answered)
        history = await alice.index.history(id, ["feedback"], 10, None)
        assert [(row.author, row.event.note) for row in history] == [("bob", "fine")]
        assert (await alice.card(id)).unseen
        assert await carol.index.history(id, ["feedback"], 10, None) == []


async def test_a_late_mail_is_found_by_reading_the_whole_mailbox(
    circle: Circle, model: Path
) -> None:
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
    update = an_event("updated", shared_model=id, version=a_version(A_REF, "Late"))
    async with circle.person("bob") as bob:
        await bob.synced()
        forge(circle, "bob", "alice", update.model_dump_json().encode(), ago=2 * 3600 * 1000)
        ahead = update.model_copy(update={"version": a_version(A_REF, "Ahead")})
        forge(circle, "bob", "alice", ahead.model_dump_json().encode(), ago=-2 * 3600 * 1000)
        await asyncio.sleep(1.5)
        assert len(await bob.index.history(id, ["updated"], 9, None)) == 0
    async with circle.person("bob") as bob:
        await bob.synced()
        history = await bob.index.history(id, ["updated"], 9, None)
        assert len(history) == 2
        card = await bob.card(id)
        assert card.version.title == "Ahead"
        # the time shown is never later than the store's
        arrived = circle.place.modified(circle.received("bob")[0].key)
        assert card.updated_at <= arrived.timestamp() * 1000 + 60_000


async def test_two_servers_of_one_person_both_hear_of_it(circle: Circle, model: Path) -> None:
    async with circle.person("bob") as one:
        heard_by_one = circle.heard["bob"]
        async with circle.person("bob") as two, circle.person("alice") as alice:
            id = await share(alice, ["bob"], model)
            await listed(one, id)
            await listed(two, id)
            assert [change.action for change in heard_by_one] == ["received"]
            assert [change.action for change in circle.heard["bob"]] == ["received"]
    async with circle.person("bob") as one, circle.person("bob") as two:
        await two.synced()
        await one.synced()
        await one.send((), an_event("seen", shared_model=id, subject=id))

        async def read() -> bool:
            return not (await two.card(id)).unseen

        await eventually(read)


async def test_an_event_over_the_limit_is_not_sent(circle: Circle) -> None:
    async with circle.person("alice") as alice:
        id = await alice.new_id()
        version = a_version(A_REF).model_copy(update={"title": "x" * EVENT_LIMIT})
        with pytest.raises(TooLarge):
            await alice.send(
                ["bob"], an_event("shared", shared_model=id).model_copy(update={"version": version})
            )
    assert circle.received("bob") == []


async def test_a_store_that_comes_back_is_followed_again(circle: Circle, model: Path) -> None:
    circle.place.take_away()
    async with circle.person("bob") as bob:
        with pytest.raises(Unavailable):
            await bob.synced()
        circle.place.bring_back()
        async with circle.person("alice") as alice:
            id = await share(alice, ["bob"], model)
        await listed(bob, id)

        async def synced() -> bool:
            # a moment after it is listed, once the whole mailbox was read
            with contextlib.suppress(Unavailable):
                await bob.synced()
                return True
            return False

        await eventually(synced)


class UnreachableMailbox(Through):
    """A store on which nobody can write to carol's mailbox for now."""

    open = False

    async def put(self, key: str, data: bytes) -> None:
        if "/mailboxes/carol/" in key and not self.open:
            raise Unavailable("No space left on device")
        await self.inner.put(key, data)


async def test_what_does_not_reach_somebody_is_said_and_tried_again(
    circle: Circle, model: Path
) -> None:
    store = UnreachableMailbox(circle.store())
    async with circle.person("alice", store) as alice, circle.person("bob") as bob:
        id = await share(alice, ["carol", "bob"], model)
        await listed(bob, id)
        assert (await alice.card(id)).undelivered == ("carol",)
        assert circle.mail("alice", "done") == []
        store.open = True
        await alice.finish()
        assert (await alice.card(id)).undelivered == ()
        assert circle.heard["alice"][-1].action == "delivered"
    assert len(circle.received("carol")) == 1
    assert len(circle.received("bob")) == 1


async def test_lists_are_filtered_searched_and_paged(circle: Circle, model: Path) -> None:
    async with circle.person("alice") as alice:
        shared = [
            await share(alice, ["bob"], model, f"request-{i}", title=f"Churn {i} Straße")
            for i in range(7)
        ]
        newest_first = shared[::-1]
        seen: list[str] = []
        before = None
        now = await alice.now()
        while page := await alice.index.page(Filter("by-me"), 3, now, before):
            seen += [card.place[1] for card in page]
            before = page[-1].place
        assert seen == newest_first
        assert await found(alice, Filter("by-me", q="STRASSE 4")) == [shared[4]]
        assert len(await found(alice, Filter("by-me", "autopilot"))) == 7
        assert await found(alice, Filter("by-me", "mlflow")) == []
        assert await found(alice, Filter("by-me", q="100%_")) == []
        assert await ids(alice, "with-me") == []
