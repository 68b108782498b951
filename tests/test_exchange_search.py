"""What is typed into the search field of a list finds what a person would say it finds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.model.events import ModelSource

from .lists_fixtures import SORTS, SOURCES, Mail, lists_of, put, whole

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
