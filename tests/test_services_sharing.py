"""Sharing as people see it: who may be named, what the lists say, and who sees what."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.model.base import NOTE_LIMIT
from jupyterlab_canvas_share.model.errors import BadRequest, CanvasShareError, NotFound, Refused
from jupyterlab_canvas_share.model.profiles import UserProfile
from jupyterlab_canvas_share.services.recipients import check_recipients

from .exchange_fixtures import eventually, profile
from .services_fixtures import Server, office, page_of, to


async def arrived(server: Server, id: str) -> None:
    async def there() -> bool:
        return any(
            card.id == id for card in (await page_of(server.reader, Filter("with-me"))).items
        )

    await eventually(there)


async def test_a_share_is_in_both_lists_and_nowhere_else(tmp_path: Path) -> None:
    async with (
        office(tmp_path) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
        place.server("carol") as carol,
    ):
        mine = await alice.sharing.share(to("bob", "bob", note="mind the recall"))
        assert (mine.direction, mine.recipients, mine.shared_to) == (
            "by-me",
            ("bob",),
            "Shared to: 1 Canvas user",
        )
        assert (mine.title, mine.target, mine.objective) == ("churn / linear", "Churn", "F1")
        assert (mine.objective_value, mine.state, mine.undelivered) == (0.75, "ready", ())
        await arrived(bob, mine.id)
        theirs = await bob.reader.get(mine.id)
        assert (theirs.direction, theirs.owner, theirs.note) == (
            "with-me",
            "alice",
            "mind the recall",
        )
        assert (theirs.recipients, theirs.shared_to, theirs.unseen) == ((), "", True)
        assert ("received", mine.id) in bob.heard
        assert ("sent", mine.id) in alice.heard
        with pytest.raises(NotFound) as error:
            await carol.reader.get(mine.id)
        assert error.value.code == "shared_model_not_found"
        with pytest.raises(NotFound):
            await carol.reader.history(mine.id)
        with pytest.raises(NotFound):
            await carol.importing.bundle_path(mine.id)
        assert (await page_of(carol.reader, Filter("with-me"))).items == ()
        history = (await bob.reader.history(mine.id)).items
        assert [(entry.author, entry.kind, entry.note, entry.current) for entry in history] == [
            ("alice", "shared", "mind the recall", True)
        ]


async def test_twelve_recipients_are_counted(tmp_path: Path) -> None:
    names = [f"analyst-{i}" for i in range(12)]
    async with office(tmp_path) as place, place.server("alice") as alice:
        for name in names:
            await alice.exchange.register(profile(name))
        mine = await alice.sharing.share(to(*names))
        assert mine.shared_to == "Shared to: 12 Canvas users"


async def test_a_repeated_request_answers_the_first_also_after_a_restart(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("bob") as bob:
        async with place.server("alice") as alice:
            request = to("bob")
            first, second = await asyncio.gather(
                alice.sharing.share(request), alice.sharing.share(request)
            )
            assert first.id == second.id
        async with place.server("alice") as alice:
            # also when what it asks for could not be shared any more
            again = await alice.sharing.share(to("nobody", model="gone"))
            assert again.id == first.id
        await arrived(bob, first.id)
        assert len((await page_of(bob.reader, Filter("with-me"))).items) == 1


async def refusal(server: Server, *recipients: str, **fields: str) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as error:
        await server.sharing.share(to(*recipients, **fields))
    return error.value


async def test_what_cannot_be_shared_is_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    async with (
        office(tmp_path) as place,
        place.server("bob"),
        place.server("only-studio", apps=("Studio",)),
        place.server("alice") as alice,
    ):
        for expected, error in {
            "candidate_not_ready": await refusal(alice, "bob", model="training"),
            "candidate_not_shareable": await refusal(alice, "bob", model="failed"),
            "no_such_model": await refusal(alice, "bob", model="nothing"),
            "no_recipients": await refusal(alice),
            "cannot_share_with_yourself": await refusal(alice, "alice", "bob"),
            "no_canvas_app": await refusal(alice, "only-studio"),
            "unknown_profile": await refusal(alice, "bop"),
            "note_too_long": await refusal(alice, "bob", note="x" * (NOTE_LIMIT + 7)),
        }.items():
            assert error.code == expected
        assert (await page_of(alice.reader, Filter("by-me"))).items == ()
        assert "7 characters too long" in error.message
        unknown_source = to("bob").model_copy(update={"source": "mlflow"})
        with pytest.raises(NotFound) as missing:
            await alice.sharing.share(unknown_source)
        assert missing.value.code == "unknown_source"
        longest = await alice.sharing.share(to("bob", note="ß" * NOTE_LIMIT))
        assert len(longest.note) == NOTE_LIMIT


def people(*names: str) -> Sequence[UserProfile]:
    return [profile(name) for name in names]


def refused(names: Sequence[str], registered: Sequence[UserProfile]) -> Refused:
    with pytest.raises(Refused) as error:
        check_recipients(names, registered, "alice", "Canvas", 23)
    return error.value


def test_twenty_three_recipients_are_the_most() -> None:
    names = [f"p{i}" for i in range(24)]
    assert check_recipients(names[:23], people(*names), "alice", "Canvas", 23) == tuple(names[:23])
    error = refused(names, people(*names))
    assert error.code == "too_many_recipients"
    assert "at most 23" in error.message
    twice = [*names[:23], *names[:23]]
    assert len(check_recipients(twice, people(*names), "alice", "Canvas", 23)) == 23


def test_an_unknown_name_comes_with_near_ones() -> None:
    error = refused(["Jon-Smith"], people("john-smith", "jane", "bob"))
    assert error.details == {"name": "Jon-Smith", "similar": ["john-smith"]}
    assert "Did you mean john-smith?" in error.message


def test_a_name_of_a_million_characters_is_refused_at_once() -> None:
    began = time.perf_counter()
    error = refused(["x" * 10**6], people("bob", "xxx"))
    assert time.perf_counter() - began < 0.1
    assert len(error.message) < 300
    assert len(error.body().model_dump_json()) < 600


def test_another_case_is_another_name() -> None:
    error = refused(["Bob"], people("bob"))
    assert (error.code, error.details["similar"]) == ("unknown_profile", ["bob"])


def test_whoever_cannot_receive_there_is_named_with_the_setting() -> None:
    registered = [*people("bob"), profile("carol", "Studio")]
    error = refused(["bob", "carol"], registered)
    assert (error.code, error.details["names"]) == ("no_canvas_app", ["carol"])
    assert "CanvasShare.apps" in error.message


async def test_reading_marks_as_read_for_good(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        async with place.server("bob") as bob:
            id = (await alice.sharing.share(to("bob"))).id
            await arrived(bob, id)
            assert not (await bob.marks.seen(id)).unseen
            mailbox = tmp_path / "store" / "domains" / "default" / "mailboxes" / "bob"
            written = len(list(mailbox.iterdir()))
            await bob.marks.seen(id)
            assert len(list(mailbox.iterdir())) == written
        for file in (tmp_path / "caches" / "bob").glob("index*"):
            file.unlink()
        async with place.server("bob") as bob:
            assert not (await bob.reader.get(id)).unseen
        assert (await alice.reader.history(id)).items[0].kind == "shared"


async def test_lists_page_by_cursor_and_refuse_made_up_ones(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("bob"), place.server("alice") as alice:
        made = [(await alice.sharing.share(to("bob", request=f"request-{i}"))).id for i in range(5)]
        seen: list[str] = []
        after = None
        while True:
            page = await page_of(alice.reader, Filter("by-me"), limit=2, after=after)
            seen += [card.id for card in page.items]
            after = page.next
            if after is None:
                break
        assert seen == made[::-1]
        for cursor in ("", "x", "bm90IGpzb24=", "WzFd", "é", "WyJhIiwgImIiXQ=="):
            with pytest.raises(BadRequest) as error:
                await alice.reader.list(Filter("by-me"), after=cursor)
            assert error.value.code == "bad_cursor"
        for limit in (0, -1, 201):
            with pytest.raises(BadRequest):
                await alice.reader.list(Filter("by-me"), limit=limit)


async def test_profiles_are_listed_by_app_and_name(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        for name, app in (
            ("Zoe", "Canvas"),
            ("bob", "Canvas"),
            ("carl", "Studio"),
            ("ann", "Canvas"),
        ):
            await alice.exchange.register(profile(name, app))

        async def names(**query: object) -> list[str]:
            return [each.name for each in (await alice.profiles.list(**query)).items]  # type: ignore[arg-type]

        assert await names() == ["ann", "bob", "carl", "Zoe"]
        assert await names(app="Canvas") == ["ann", "bob", "Zoe"]
        assert await names(app="Canvas", q="ZO") == ["Zoe"]
        first = await alice.profiles.list("Canvas", limit=2)
        assert await names(app="Canvas", after=first.next) == ["Zoe"]


async def test_a_profile_is_written_only_when_it_changed(tmp_path: Path) -> None:
    folder = tmp_path / "store" / "domains" / "default" / "profiles" / "bob"
    async with office(tmp_path) as place:
        async with place.server("bob") as bob:
            since = bob.profiles.me.since
        async with place.server("bob") as bob:
            assert bob.profiles.me.since == since
        assert len([*folder.iterdir()]) == 1
        async with place.server("bob", apps=("Canvas",)) as bob:
            assert bob.profiles.me.since == since
        assert len([*folder.iterdir()]) == 2
        with pytest.raises(Refused, match=r"CanvasShare\.user_profile") as error:
            async with place.server("Bob"):
                pass
        assert error.value.code == "profile_name_taken"
        async with place.server("mallory") as mallory:
            await mallory.exchange.register(profile("BOB"))
        async with place.server("bob") as bob:
            assert bob.profiles.me.since == since, "nobody's later name keeps him from starting"
