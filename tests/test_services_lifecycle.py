"""The life of a SharedModel: new people, new versions, feedback, revoke, expiry, remove."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import (
    CanvasShareError,
    Conflict,
    Forbidden,
    Refused,
    Unavailable,
)
from jupyterlab_canvas_share.model.predictions import Predict
from jupyterlab_canvas_share.model.shares import (
    AddRecipients,
    Revoke,
    ShareFeedback,
    ShareVersion,
)
from jupyterlab_canvas_share.services.details import Details

from .exchange_fixtures import eventually, profile
from .services_fixtures import Office, Server, office, to
from .test_services_importing import CSV, ended, reaches

ROW = Predict(rows=({"tenure": 3.0},))


def again(kind: str, request: str, **fields: object) -> ShareVersion:
    body = {"kind": kind, "source": "autopilot", "model_id": "forest", "request": request}
    return ShareVersion.model_validate({**body, **fields})


def objects(place: Office, author: str = "alice") -> list[Path]:
    folder = place.folder / "store" / "domains" / "default" / "objects" / author
    return sorted(path for path in folder.rglob("*") if path.is_file())


def copies(place: Office, name: str) -> list[str]:
    return sorted(path.name for path in (place.folder / "caches" / name / "bundles").iterdir())


async def vanish(look: object, *arguments: object, seconds: float = 10) -> None:
    async def gone() -> bool:
        return not look(*arguments)  # type: ignore[operator]

    await eventually(gone, seconds)


async def refusal(work: object) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as error:
        await work  # type: ignore[misc]
    return error.value


async def listed(server: Server, direction: str = "with-me") -> list[str]:
    page = await server.reader.list(Filter(direction))  # type: ignore[arg-type]
    return [card.id for card in page.items]


@asynccontextmanager
async def shared(
    folder: Path, **fields: object
) -> AsyncIterator[tuple[Office, Server, Server, str]]:
    """Alice has shared a model with bob, and it is imported there."""
    async with (
        office(folder) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
    ):
        request = to("bob").model_copy(update=fields)
        id = (await alice.sharing.share(request)).id
        await reaches(bob, id, "ready")
        yield place, alice, bob, id


async def upload(folder: Path, rows: int) -> Path:
    path = folder / f"upload-{rows}"
    path.write_bytes(CSV + b"c1,3,70.5,One year,Card,2020-01-31\n" * rows)
    return path


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
            details = await Details(None, server.reader, server.importing).shared_model(id)  # type: ignore[arg-type]
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


async def test_somebody_who_is_added_gets_the_current_version(tmp_path: Path) -> None:
    async with shared(tmp_path) as (place, alice, bob, id), place.server("carol") as carol:
        await alice.sharing.share_version(id, again("updated", "request-u", note="better"))

        async def updated() -> bool:
            return (await bob.exchange.card(id)).note == "better"

        await eventually(updated)
        await reaches(bob, id, "ready")
        await bob.marks.seen(id)
        before = await bob.exchange.card(id)
        bob.heard.clear()
        card = await alice.sharing.add_recipients(
            id, AddRecipients(recipients=("carol",), request="request-c")
        )
        assert card.recipients == ("bob", "carol")
        assert card.shared_to == "Shared to: 2 Canvas users"
        await reaches(carol, id, "ready")
        contents = await carol.importing.contents(id)
        assert contents.manifest.problem_type == "Regression"
        theirs = await carol.reader.get(id)
        assert (theirs.note, theirs.versions, theirs.recipients) == ("better", 1, ())
        assert [each.kind for each in (await carol.reader.history(id)).items] == [
            "recipients-added"
        ]
        await carol.predicting.predict(id, ROW)

        async def told() -> bool:
            return ("received", id) in bob.heard

        await eventually(told)
        after = await bob.exchange.card(id)
        assert (after.version_id, after.import_state) == (before.version_id, "ready")
        assert not after.unseen
        assert ("ready", id) not in bob.heard, "there was nothing to import again"

        for names, code in (
            (("bob",), "already_shared"),
            (("carol", "bob"), "already_shared"),
            (("alice",), "cannot_share_with_yourself"),
            (("caroll",), "unknown_profile"),
            ((), "no_recipients"),
        ):
            request = AddRecipients(recipients=names, request="request-n")
            assert (await refusal(alice.sharing.add_recipients(id, request))).code == code
        mine = AddRecipients(recipients=("carol",), request="request-n")
        assert isinstance(await refusal(bob.sharing.add_recipients(id, mine)), Forbidden)


async def test_no_more_than_the_most_people_also_when_added_at_once(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice", max_recipients=3) as alice:
        for number in range(5):
            await alice.exchange.register(profile(f"p{number}"))
        id = (await alice.sharing.share(to("p0"))).id
        added = await asyncio.gather(
            *(
                alice.sharing.add_recipients(
                    id, AddRecipients(recipients=(f"p{number}",), request=f"request-{number}a")
                )
                for number in range(1, 5)
            ),
            return_exceptions=True,
        )
        refused = [each for each in added if isinstance(each, Refused)]
        assert [each.code for each in refused] == ["too_many_recipients"] * 2
        assert len((await alice.reader.get(id)).recipients) == 3


async def test_feedback_and_versions_go_to_whom_they_may(tmp_path: Path) -> None:
    async with shared(tmp_path) as (place, alice, bob, id), place.server("carol") as carol:
        added = AddRecipients(recipients=("carol",), request="request-c")
        await alice.sharing.add_recipients(id, added)
        await reaches(carol, id, "ready")
        await bob.sharing.feedback(id, ShareFeedback(note="recall!", request="request-f"))
        await bob.sharing.share_version(id, again("updated", "request-u"))
        await bob.sharing.share_version(id, again("alternate", "request-v"))
        await alice.sharing.feedback(id, ShareFeedback(note="soon", request="request-g"))

        async def kinds(server: Server) -> list[tuple[str, str]]:
            return [(e.author, e.kind) for e in (await server.reader.history(id)).items]

        async def arrived() -> bool:
            told = [await kinds(server) for server in (alice, carol)]
            return ("bob", "alternate") in told[0] and ("alice", "feedback") in told[1]

        await eventually(arrived)
        assert ("bob", "feedback") in await kinds(alice)
        assert ("bob", "updated") in await kinds(alice)
        assert not any(author == "bob" for author, _ in await kinds(carol))
        mine = await alice.reader.get(id)
        assert (mine.versions, mine.unseen, mine.title) == (3, True, "churn / linear")
        (notice,) = (
            each
            for each in (await alice.reader.notifications("Studio")).items
            if each.kind == "updated"
        )
        assert (notice.author, notice.direction) == ("bob", "by-me")
        history = (await alice.reader.history(id)).items
        assert [entry.kind for entry in history if entry.current] == ["shared"]
        blank = ShareFeedback(note=" \n", request="request-h")
        assert (await refusal(bob.sharing.feedback(id, blank))).code == "no_feedback"
        long = ShareFeedback(note="x" * 10_001, request="request-h")
        assert (await refusal(bob.sharing.feedback(id, long))).code == "note_too_long"


async def test_an_imported_file_is_ones_own_until_it_is_shared(tmp_path: Path) -> None:
    async with (
        office(tmp_path) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
    ):
        file = await place.shelf.bundle("linear")
        mine = await alice.sharing.import_bundle(file, " Churn ", "from a friend")
        assert (mine.title, mine.direction, mine.owner) == ("Churn", "with-me", "alice")
        await reaches(alice, mine.id, "ready")
        assert not mine.unseen
        await alice.predicting.predict(mine.id, ROW)
        twin = await alice.sharing.import_bundle(file, "Churn")
        assert twin.id != mine.id
        assert sorted(await listed(alice)) == sorted([mine.id, twin.id])
        feedback = ShareFeedback(note="hm", request="request-f")
        assert (await refusal(alice.sharing.feedback(mine.id, feedback))).code == "not_shared"
        revoke = Revoke(request="request-r")
        assert (await refusal(alice.sharing.revoke(mine.id, revoke))).code == "not_shared"

        added = AddRecipients(recipients=("bob",), request="request-a")
        assert (await alice.sharing.add_recipients(mine.id, added)).direction == "by-me"
        assert await listed(alice, "by-me") == [mine.id]
        await reaches(bob, mine.id, "ready")
        await bob.predicting.predict(mine.id, ROW)

        assert (await alice.marks.remove(twin.id)).state == "removed"
        await vanish(lambda: [path for path in objects(place) if twin.id in str(path)])
        assert len(objects(place)) == 1


async def test_a_bad_file_or_title_is_not_imported(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        file = await place.shelf.bundle("linear")
        damaged = tmp_path / "damaged.canvasmodel"
        damaged.write_bytes(file.read_bytes()[:-100])
        for path, title, code in (
            (damaged, "x", "bundle_invalid"),
            (tmp_path / "nothing", "x", "no_such_file"),
            (tmp_path, "x", "no_such_file"),
            (file, "", "bad_title"),
            (file, " ", "bad_title"),
            (file, "x" * 201, "bad_title"),
            (file, "two\nlines", "bad_title"),
            (file, "\x1b[31m", "bad_title"),
        ):
            assert (await refusal(alice.sharing.import_bundle(path, title))).code == code
        assert objects(place) == []
        assert await listed(alice) == []


async def test_a_request_id_stands_for_one_action(tmp_path: Path) -> None:
    async with shared(tmp_path) as (_, alice, bob, id):
        other = (await alice.sharing.share(to("bob", request="request-2"))).id
        feedback = ShareFeedback(note="first", request="request-f")
        await alice.sharing.feedback(id, feedback)
        changed = feedback.model_copy(update={"note": "second"})
        assert (await alice.sharing.feedback(id, changed)).id == id
        notes = [entry.note for entry in (await alice.reader.history(id)).items]
        assert notes == ["first", ""]
        for attempt in (
            alice.sharing.feedback(other, feedback),
            alice.sharing.revoke(id, Revoke(request="request-f")),
            alice.sharing.share(to("bob", request="request-f")),
            alice.sharing.revoke(id, Revoke(request="request-1")),
        ):
            error = await refusal(attempt)
            assert (error.code, isinstance(error, Conflict)) == ("request_used", True)
        at_once = await asyncio.gather(
            alice.sharing.feedback(id, ShareFeedback(note="a", request="request-g")),
            alice.sharing.revoke(id, Revoke(request="request-g")),
            return_exceptions=True,
        )
        assert [type(each).__name__ for each in at_once] == ["SharedModel", "Conflict"]
        # theirs is another person's
        assert (await bob.sharing.feedback(id, feedback)).id == id


async def test_three_hundred_identical_requests_are_one(tmp_path: Path) -> None:
    async with shared(tmp_path) as (place, alice, _, id):
        request = again("updated", "request-u")
        answers = await asyncio.gather(
            *(alice.sharing.share_version(id, request) for _ in range(300))
        )
        assert {answer.versions for answer in answers} == {2}
        assert len(objects(place)) == 2
