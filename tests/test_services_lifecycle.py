"""How a SharedModel ends: revoke, expiry, remove."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import Unavailable
from jupyterlab_canvas_share.model.shares import AddRecipients, Revoke, ShareFeedback
from jupyterlab_canvas_share.services.details import Details

from .exchange_fixtures import eventually
from .lifecycle_fixtures import (
    ROW,
    again,
    copies,
    ended,
    listed,
    objects,
    reaches,
    refusal,
    shared,
    upload,
    vanish,
)
from .services_fixtures import office, to


async def test_a_revoke_reaches_everything(tmp_path: Path) -> None:
    async with shared(tmp_path) as (place, alice, bob, id):
        await bob.sharing.share_version(id, again("alternate", "request-a"))
        await alice.importing.contents(id)
        done = await bob.predicting.start_batch(id, "done.csv", await upload(tmp_path, 1))
        await ended(bob, id, done.id)
        running = await bob.predicting.start_batch(id, "big.csv", await upload(tmp_path, 300_000))
        waiting = await bob.predicting.start_batch(id, "next.csv", await upload(tmp_path, 2))
        await bob.predicting.predict(id, ROW)
        assert (len(objects(place)), len(objects(place, "bob"))) == (1, 1)
        bob.heard.clear()

        start = time.monotonic()
        card = await alice.sharing.revoke(id, Revoke(note="wrong data", request="request-r"))
        assert (card.state, card.direction, card.recipients) == ("revoked", "by-me", ("bob",))
        assert card.revoked_at is not None
        await reaches(bob, id, "revoked")
        assert ("received", id) in bob.heard
        assert time.monotonic() - start < 2
        for attempt in (
            bob.predicting.predict(id, ROW),
            bob.predicting.start_batch(id, "more.csv", tmp_path / "none"),
            bob.importing.contents(id),
            bob.importing.retry(id),
            bob.sharing.feedback(id, ShareFeedback(note="hm", request="request-f")),
            bob.sharing.share_version(id, again("updated", "request-u")),
            alice.predicting.predict(id, ROW),
            alice.sharing.revoke(id, Revoke(request="request-s")),
            alice.sharing.add_recipients(id, AddRecipients(recipients=("x",), request="request-x")),
        ):
            error = await refusal(attempt)
            assert (error.status, error.code) == (410, "revoked")
        assert (await refusal(bob.importing.contents(id))).message.startswith(
            "alice no longer shares this model, since 20"
        )
        # the same request, again
        assert (await alice.sharing.revoke(id, Revoke(request="request-r"))).state == "revoked"

        for batch in (running, waiting):
            await ended(bob, id, batch.id)
            found = await bob.predicting.batch(id, batch.id)
            assert found.status == "Failed"
            assert "alice no longer shares this model" in (found.failure_reason or "")
        # what was computed before stays
        assert (await bob.predicting.batch_result(id, done.id)).exists()
        assert len((await bob.predicting.batches(id)).items) == 3
        for name in ("alice", "bob"):
            await vanish(objects, place, name)
            await vanish(copies, place, name)

        seen = await bob.reader.get(id)
        assert (seen.state, seen.unseen, seen.last_event.kind) == ("revoked", True, "revoked")
        assert seen.revoked_at is not None
        # a file system's clock ticks in steps
        assert abs(seen.revoked_at - card.revoked_at) < timedelta(seconds=0.1)
        kinds = [(entry.kind, entry.note) for entry in (await bob.reader.history(id)).items]
        assert kinds[0] == ("revoked", "wrong data")
        for server in (alice, bob):
            details = await Details(None, None, server.reader, server.importing).shared_model(id)  # type: ignore[arg-type]
            assert (details.analysis, details.columns) == (None, ())
            assert details.history[0].kind == "revoked"
        assert await listed(bob) == await listed(alice, "by-me") == [id]


class NothingIsDeleted(FolderStore):
    async def delete(self, key: str) -> None:
        raise Unavailable("not now")


async def test_a_revoke_that_a_crash_cut_off_is_finished(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        async with (
            place.server("alice", store=NothingIsDeleted(tmp_path / "store")) as alice,
            place.server("bob") as bob,
        ):
            id = (await alice.sharing.share(to("bob"))).id
            await reaches(bob, id, "ready")
            await alice.importing.contents(id)
        async with place.server("alice", store=NothingIsDeleted(tmp_path / "store")) as alice:
            await alice.sharing.revoke(id, Revoke(request="request-r"))
        assert objects(place)
        assert copies(place, "bob")
        for lost in ("alice", "bob"):
            for file in (tmp_path / "caches" / lost).glob("index*"):
                file.unlink()
            async with place.server(lost):
                await vanish(copies, place, lost)
                if lost == "alice":
                    await vanish(objects, place)


async def test_what_expires_is_over_without_an_event(tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=4)
    async with shared(tmp_path, expires_at=soon) as (place, alice, bob, id):
        assert (await bob.reader.get(id)).expires_at == soon.replace(
            microsecond=soon.microsecond // 1000 * 1000
        )
        await bob.predicting.predict(id, ROW)
        await reaches(bob, id, "revoked")
        assert (await refusal(bob.predicting.predict(id, ROW))).code == "revoked"
        await vanish(objects, place)
        await vanish(copies, place, "bob")

        async def told() -> bool:
            return ("expired", id) in bob.heard and ("expired", id) in alice.heard

        await eventually(told, 2)
        card = await alice.reader.get(id)
        assert (card.state, card.revoked_at) == ("revoked", card.expires_at)
        assert [each.kind for each in (await bob.reader.history(id)).items] == ["shared"]
        late = again("updated", "request-u")
        assert (await refusal(alice.sharing.share_version(id, late))).code == "revoked"


async def test_an_update_moves_or_clears_the_expiry(tmp_path: Path) -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC)
    async with shared(tmp_path, expires_at=later) as (place, alice, bob, id):
        moved = later + timedelta(days=1)
        card = await alice.sharing.share_version(
            id, again("updated", "request-1u", expires_at=moved)
        )
        assert card.expires_at == moved
        alternate = again("alternate", "request-2u")
        assert (await alice.sharing.share_version(id, alternate)).expires_at == moved
        card = await alice.sharing.share_version(id, again("updated", "request-3u"))
        assert card.expires_at is None
        assert card.versions == 4

        async def cleared() -> bool:
            return (await bob.reader.get(id)).expires_at is None

        await eventually(cleared)
        await reaches(bob, id, "ready")
        assert (await bob.importing.contents(id)).manifest.problem_type == "Regression"
        for server, kind in ((alice, "alternate"), (bob, "updated")):
            error = await refusal(
                server.sharing.share_version(id, again(kind, "request-4u", expires_at=later))
            )
            assert error.code == "expiry_not_yours"
        past = again("updated", "request-5u", expires_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert (await refusal(alice.sharing.share_version(id, past))).code == "already_expired"
        assert len(objects(place)) == 4


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999999Z"])
async def test_the_last_moment_there_is_expires_nothing(tmp_path: Path, moment: str) -> None:
    async with shared(tmp_path, expires_at=datetime.fromisoformat(moment)) as (_, alice, bob, id):
        for card in (await bob.reader.get(id), await alice.reader.get(id)):
            assert card.state == "ready"
            assert card.expires_at is not None
            assert card.expires_at.year == 9999


async def test_the_first_moment_there_was_does_not_break_the_list(tmp_path: Path) -> None:
    async with shared(tmp_path) as (_, alice, bob, id):
        first = datetime.fromisoformat("0001-01-01T00:00:00+14:00")
        card = await alice.exchange.card(id)
        event = (await alice.exchange.index.history(id, ("shared",), 1, None))[0].event
        forged = event.model_copy(update={"kind": "updated", "expires_at": first})
        await alice.exchange.send(card.recipients, forged)
        await reaches(bob, id, "revoked")
        assert await listed(bob) == [id]


async def test_what_is_put_away_comes_back_with_a_new_version(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        async with place.server("bob") as bob:
            id = (await alice.sharing.share(to("bob"))).id
            await reaches(bob, id, "ready")
            kept = await bob.predicting.start_batch(id, "a.csv", await upload(tmp_path, 1))
            await ended(bob, id, kept.id)
            running = await bob.predicting.start_batch(id, "b.csv", await upload(tmp_path, 300_000))
            assert (await bob.marks.remove(id)).state == "removed"
            assert (await bob.marks.remove(id)).state == "removed"
            assert await listed(bob) == []
            for attempt in (
                bob.reader.get(id),
                bob.reader.history(id),
                bob.predicting.predict(id, ROW),
                bob.predicting.batches(id),
                bob.predicting.batch_result(id, kept.id),
                bob.marks.seen(id),
                bob.importing.retry(id),
                bob.sharing.feedback(id, ShareFeedback(note="hm", request="request-f")),
            ):
                error = await refusal(attempt)
                assert (error.status, error.code) == (410, "removed")
            await vanish(copies, place, "bob")
            assert objects(place), "it is still the owner's"
            assert (await refusal(alice.marks.remove(id))).code == "still_shared"
        for file in (tmp_path / "caches" / "bob").glob("index*"):
            file.unlink()
        async with place.server("bob") as bob:
            await bob.exchange.synced()
            assert await listed(bob) == []
            await alice.sharing.feedback(id, ShareFeedback(note="and?", request="request-a"))
            await alice.sharing.share_version(id, again("updated", "request-u"))

            async def back() -> bool:
                return await listed(bob) == [id]

            await eventually(back)
            await reaches(bob, id, "ready")
            await bob.importing.contents(id)
            assert (await bob.predicting.batch_result(id, kept.id)).exists()
            await ended(bob, id, running.id)
        await alice.sharing.revoke(id, Revoke(request="request-r"))
        assert (await alice.marks.remove(id)).state == "removed"
        assert await listed(alice, "by-me") == []
