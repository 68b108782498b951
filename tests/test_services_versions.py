"""What happens to a SharedModel while it lives: new people, versions, feedback; and imports."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from jupyterlab_canvas_share.model.errors import Conflict, Forbidden, Refused
from jupyterlab_canvas_share.model.events import ObjectRef
from jupyterlab_canvas_share.model.shares import AddRecipients, Revoke, ShareFeedback
from jupyterlab_canvas_share.services.versions import make_version

from .contents import binary
from .exchange_fixtures import eventually, profile
from .lifecycle_fixtures import ROW, again, listed, objects, reaches, refusal, shared, vanish
from .services_fixtures import Server, office, to


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
            id, AddRecipients(recipients=("carol",), note="Welcome", request="request-c")
        )
        assert card.note == "better", "what only Carol is told"
        assert card.recipients == ("bob", "carol")
        assert card.shared_to == "Shared to: 2 Canvas users"
        await reaches(carol, id, "ready")
        contents = await carol.importing.contents(id)
        assert contents.manifest.problem_type == "Regression"
        theirs = await carol.reader.get(id)
        assert (theirs.note, theirs.versions, theirs.recipients) == ("Welcome", 1, ())
        assert [each.kind for each in (await carol.reader.history(id)).items] == [
            "recipients-added"
        ]
        await carol.predicting.predict(id, ROW)

        async def told() -> bool:
            return ("received", id) in bob.heard

        await eventually(told)
        after = await bob.exchange.card(id)
        assert (after.version_id, after.import_state) == (before.version_id, "ready")
        assert (after.unseen, after.note) == (False, "better")
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


def test_a_name_too_long_for_an_event_is_refused() -> None:
    """Before anything is uploaded; a bundle of somebody else's may have such a class."""
    manifest = binary().manifest.model_copy(update={"positive_class": "x" * 1_001})
    ref = ObjectRef(name="0" * 32, size=1, sha256="0" * 64)
    with pytest.raises(Refused) as refused:
        make_version(
            manifest, ref, source="autopilot", title="long", candidate="mlp-1", objective_value=None
        )
    assert refused.value.code == "candidate_not_shareable"
    assert "positive class" in refused.value.message
    assert "at most 1000" in refused.value.message
