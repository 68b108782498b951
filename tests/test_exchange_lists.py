"""The two lists: what is in them, in which order, and that no page leaves out or repeats a row."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.judging import parse_content
from jupyterlab_canvas_share.exchange.keys import MailName, first_ulid, ulid_milliseconds
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.errors import BadRequest
from jupyterlab_canvas_share.model.events import ModelSource
from jupyterlab_canvas_share.model.paging import cursor
from jupyterlab_canvas_share.model.shares import Direction, SharedModel, Sort
from jupyterlab_canvas_share.services.shared_models import SharedModelReader

from .exchange_fixtures import A_REF, a_version, folder_circle
from .services_fixtures import page_of

SOURCES: tuple[ModelSource, ...] = get_args(ModelSource)
SORTS: tuple[Sort, ...] = get_args(Sort)
ME = "bob"


class Mail(NamedTuple):
    """What the tests say of a share or of an update of one. ``number`` is its place in time."""

    number: int
    title: str = "Churn"
    source: ModelSource = "autopilot"
    target: str = "Churn?"
    note: str = ""
    owner: str = "alice"
    updates: int | None = None

    @property
    def id(self) -> str:
        # three to a millisecond, so that more than the time must order them
        ulid = first_ulid(1_700_000_000_000 + self.number // 3)
        return f"{ulid[:20]}{self.number:06d}.{self.owner}"

    @property
    def shared_model(self) -> str:
        return self.id if self.updates is None else self._replace(number=self.updates).id


async def put(exchange: Exchange, mails: Iterable[Mail]) -> None:
    """Into the index, as if they had been read from the mailbox."""
    entries = []
    for mail in mails:
        version = a_version(A_REF, mail.title).model_dump(mode="json")
        event = {
            "id": mail.id,
            "kind": "shared" if mail.updates is None else "updated",
            "shared_model": mail.shared_model,
            "to_app": "Studio",
            "note": mail.note,
            "version": {**version, "source": mail.source, "target": mail.target},
        }
        mine = {"format": 1, "recipients": ["alice"], "request": None, "event": event}
        data = canonical_json(mine if mail.owner == ME else event)
        ulid = mail.id.partition(".")[0]
        name = MailName(ulid, hashlib.sha256(data).hexdigest(), mail.owner)
        entries.append(parse_content(name, data, ulid_milliseconds(ulid), ME, done=True))
    assert [entry.rejected for entry in entries] == [None] * len(entries)
    assert len(await exchange.index.add(entries)) == len(entries)


@asynccontextmanager
async def lists_of(*mails: Mail) -> AsyncIterator[Exchange]:
    with TemporaryDirectory() as folder:
        async with folder_circle(Path(folder)).person(ME) as exchange:
            await exchange.synced()
            await put(exchange, mails)
            yield exchange


async def pages(
    exchange: Exchange, wanted: Filter, limit: int
) -> AsyncIterator[tuple[SharedModel, ...]]:
    """A list page by page, as somebody scrolls through it."""
    reader, after = SharedModelReader(exchange), None
    while True:
        page = await page_of(reader, wanted, limit, after)
        yield page.items
        after = page.next
        if after is None:
            return
        assert len(page.items) == limit


async def whole(exchange: Exchange, wanted: Filter, limit: int = 3) -> list[SharedModel]:
    return [card async for page in pages(exchange, wanted, limit) for card in page]


async def titles(exchange: Exchange, sort: Sort, limit: int = 3) -> list[str]:
    return [card.title for card in await whole(exchange, Filter("with-me", sort=sort), limit)]


def shares(*names: str) -> list[Mail]:
    return [Mail(number, name) for number, name in enumerate(names)]


async def test_titles_are_sorted_as_people_look_for_them() -> None:
    expected = ["aardvark", "Äpfel", "apple", "Éclair", "eclair 2", "Straße 1", "strasse 2", "日本"]
    async with lists_of(*shares(*expected[::-1])) as exchange:
        assert await titles(exchange, "title") == ["aardvark", "Äpfel", "apple", *expected[3:]]
        assert await titles(exchange, "-title") == expected[::-1]
        assert await titles(exchange, "updated") == expected


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_equal_titles_in_any_writing_come_once_each(limit: int) -> None:
    names = ["modèle", "MODELE", "Modèle", "modele", "modèle"]
    async with lists_of(*shares(*names)) as exchange:
        for sort in SORTS:
            found = await whole(exchange, Filter("with-me", sort=sort), limit)
            assert len({card.id for card in found}) == len(found) == len(names)


async def test_the_lists_are_two_and_each_source_is_a_part_of_one() -> None:
    mails = [
        Mail(number, source=SOURCES[number % 3], owner=("alice", ME)[number % 2])
        for number in range(20)
    ]
    async with lists_of(*mails) as exchange:
        owners: dict[Direction, str] = {"with-me": "alice", "by-me": ME}
        for direction, owner in owners.items():
            for sort in SORTS:
                for source in SOURCES:
                    found = await whole(exchange, Filter(direction, source, sort=sort))
                    assert {card.id for card in found} == {
                        mail.id for mail in mails if (mail.owner, mail.source) == (owner, source)
                    }
                    assert len({card.id for card in found}) == len(found)
            page = await page_of(SharedModelReader(exchange), Filter(direction, SOURCES[0]), 1)
            assert page.sources == SOURCES[:3], "those of the whole list, filtered or not"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("key", [("\ud800", "x"), (2**63, "x"), (1.5, "x"), ("x",), (None, "x")])
async def test_a_cursor_that_is_none_is_refused(sort: Sort, key: tuple[object, ...]) -> None:
    async with lists_of(Mail(1)) as exchange:
        with pytest.raises(BadRequest) as error:
            await SharedModelReader(exchange).list(Filter("with-me", sort=sort), 1, cursor(key))  # type: ignore[arg-type]
        assert error.value.code == "bad_cursor"


_TITLES = st.text(st.sampled_from("aAbÄä ßé日🎯\0%_\"'"), min_size=1, max_size=4)


class Change(NamedTuple):
    """After which page which share gets a new version, and under which title; null: its own."""

    page: int
    share: int
    title: str | None


_CHANGES = st.lists(
    st.builds(Change, st.integers(0, 5), st.integers(0, 11), st.none() | _TITLES), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(_TITLES, min_size=1, max_size=12),
    _CHANGES,
    st.sampled_from(SORTS),
    st.integers(1, 4),
)
def test_what_stays_in_its_place_is_shown_once(
    names: list[str], changes: Sequence[Change], sort: Sort, limit: int
) -> None:
    """Somebody scrolls, and meanwhile owners share new versions."""

    async def scroll() -> None:
        mails = shares(*names)
        moved: set[str] = set()
        shown: list[SharedModel] = []
        later = iter(range(1000, 2000))
        async with lists_of(*mails) as exchange:
            number = 0
            async for page in pages(exchange, Filter("with-me", sort=sort), limit):
                shown += page
                for change in changes:
                    if change.page == number and change.share < len(mails):
                        old = mails[change.share]
                        title = old.title if change.title is None else change.title
                        new = Mail(next(later), title, updates=change.share)
                        await put(exchange, [new])
                        mails[change.share] = old._replace(title=title)
                        if sort == "updated" or title != old.title:
                            moved.add(old.id)
                number += 1
            counts = Counter(card.id for card in shown)
            assert all(counts[mail.id] == 1 for mail in mails if mail.id not in moved)
            if sort == "updated":
                assert max(counts.values()) == 1, "what moved up is not met again further down"
            # and read anew each is there once, in order
            again = await whole(exchange, Filter("with-me", sort=sort), limit)
            assert Counter(card.id for card in again) == Counter(mail.id for mail in mails)
            assert {card.id: card.title for card in again} == {m.id: m.title for m in mails}
            if sort == "updated":
                assert all(a.updated_at >= b.updated_at for a, b in pairwise(again))

    asyncio.run(scroll())


#: So many that a rare word is found by its trigrams.
_MANY = 1300
_SPECIAL = (
    'say "hello"',
    "50% off",
    "a_b*c",
    "AND OR NOT NEAR",
    "col:umn ^top",
    "back\\slash",
    "-minus (brackets)",
    "naïve Übermodell",
    "STRASSE straße",
    "日本語モデル",
    "goal 🎯🎯",
    "a\0b",
    "İstanbul",
)


class Searched(NamedTuple):
    exchange: Exchange
    runner: asyncio.Runner
    mails: list[Mail]

    def expected(self, q: str) -> set[str]:
        """As a person would say: every word is somewhere, in any case."""
        words = q.replace("\0", " ").casefold().split()
        return {
            mail.id
            for mail in self.mails
            if all(
                any(
                    word in part.replace("\0", " ").casefold()
                    for part in (mail.title, mail.owner, mail.target, mail.note)
                )
                for word in words
            )
        }

    def found(self, q: str, source: ModelSource | None = None) -> set[str]:
        sort = SORTS[len(q) % len(SORTS)]
        wanted = Filter("with-me", source, q, sort)
        ids = [card.id for card in self.runner.run(whole(self.exchange, wanted, 200))]
        assert len(set(ids)) == len(ids)
        return set(ids)


@pytest.fixture(scope="module")
def searched() -> Iterator[Searched]:
    mails = [Mail(n, name, note="special") for n, name in enumerate(_SPECIAL)]
    mails += [
        Mail(n, f"model {n} of week {n % 52}", SOURCES[n % 5], target=f"target-{n % 7}")
        for n in range(len(_SPECIAL), _MANY)
    ]
    with asyncio.Runner() as runner:
        context = lists_of(*mails)
        exchange = runner.run(context.__aenter__())
        try:
            yield Searched(exchange, runner, mails)
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize(
    "q",
    [
        *_SPECIAL,
        *(
            "hello",
            "HELLO",
            '"',
            '""',
            "%",
            "50%",
            "_",
            "*",
            "a_b*c",
            "AND",
            "NOT",
            "near(",
            "^top",
        ),
        *("col:", "\\", "-", "-minus", "(", ")", "Ü", "über", "strasse", "STRASSE", "日", "日本"),
        *("モデル", "🎯", "🎯🎯", "a b", "i̇", "", "  ", "x" * 5000, "model " * 100),
        *("mo", "m", "week 5", "week 51 model", "l 1", "1299", "target-3 alice", "nobody", "\n"),
    ],
)
def test_a_search_finds_what_has_every_word(searched: Searched, q: str) -> None:
    assert searched.found(q) == searched.expected(q)


@pytest.mark.parametrize("q", ["week 5", "1299", "12", "no such word"])
def test_a_search_within_a_source(searched: Searched, q: str) -> None:
    for source in SOURCES:
        ids = {mail.id for mail in searched.mails if mail.source == source}
        assert searched.found(q, source) == searched.expected(q) & ids


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from('aoe1 5"%*_-\\^():日🎯ÜßNORmdk\0'), max_size=8))
def test_whatever_is_typed_is_searched_for(searched: Searched, q: str) -> None:
    assert searched.found(q) == searched.expected(q)


def test_a_word_that_is_no_longer_there_finds_nothing(searched: Searched) -> None:
    last = searched.mails[-1]
    renamed = last._replace(number=_MANY, title="renamed entirely", updates=last.number)
    assert searched.found(f"{last.number}") == {last.id}
    searched.runner.run(put(searched.exchange, [renamed]))
    assert searched.found(f"{last.number}") == set()
    assert searched.found("entirely renamed") == {last.id}
    searched.mails[-1] = last._replace(title=renamed.title)
