"""The two lists: what is in them, in which order, and that no page leaves out or repeats a row."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.model.errors import BadRequest
from jupyterlab_canvas_share.model.paging import cursor
from jupyterlab_canvas_share.model.shares import Direction, SharedModel, Sort
from jupyterlab_canvas_share.services.shared_models import SharedModelReader

from .lists_fixtures import ME, SORTS, SOURCES, Mail, lists_of, pages, put, whole
from .services_fixtures import page_of


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
