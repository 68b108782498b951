"""Searching cards: every word must occur somewhere in a card's text, be it in the middle of a word.

Whether a card matches is always decided by its text. An inverted list of trigrams (SQLite's FTS5,
https://www.sqlite.org/fts5.html#the_trigram_tokenizer) only narrows down which cards to look at, so
it holds no positions, and a few trigrams of a word are enough.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from .bulk import insert_many, is_filled

SCHEMA = """
CREATE TABLE texts (
    card INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE trigrams USING fts5 (
    text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE trigram_terms USING fts5vocab (trigrams, row);
"""

#: So many different words are searched for; SQLite has a limit on the size of a condition.
_WORDS = 50
#: So many trigrams of one word, and of all, are looked up: reading a frequent one's takes time.
_PER_WORD = 3
_IN_ALL = 16
#: A word of one or two characters that begins more trigrams than these is frequent.
_TERMS = 200
_LAST = "\U0010ffff"

#: A card, its text as it was, if it had one, and as it is.
Text = tuple[int, str | None, str]


def search_text(parts: Iterable[str]) -> str:
    """The text of a card. Its end makes the last characters of the text begin trigrams, too."""
    return "\n".join(parts).casefold().replace("\0", " ") + "\n\n"


def search_words(q: str) -> list[str]:
    """What a person typed, as words to look for, in any case and once each."""
    text = q.encode("utf-8", "replace").decode().casefold().replace("\0", " ")
    return list(dict.fromkeys(text.split()))[:_WORDS]


def write_texts(db: sqlite3.Connection, texts: Sequence[Text]) -> None:
    """Make cards found by their new texts, and no longer by their old ones."""
    new = [(card, text) for card, old, text in texts if text != old]
    insert_many(db, "INSERT OR REPLACE INTO texts", new)
    if is_filled(db):
        gone = [(card, old) for card, old, text in texts if old not in (None, text)]
        db.executemany("INSERT INTO trigrams (trigrams, rowid, text) VALUES ('delete', ?, ?)", gone)
        insert_many(db, "INSERT INTO trigrams (rowid, text)", new)


def index_texts(db: sqlite3.Connection) -> None:
    """Make the trigrams of all texts, of which there are none yet."""
    db.execute("INSERT INTO trigrams (rowid, text) SELECT card, text FROM texts")


def candidates(db: sqlite3.Connection, words: Sequence[str], limit: int) -> list[int] | None:
    """The cards that may match, if there are at most ``limit``; None if there are more, or if it
    is not known yet."""
    if not is_filled(db):
        return None
    groups: list[str] = []
    count = 0
    for word in words:
        if len(word) < 3:
            begun = _begun(db, word, limit)
            if begun is None:
                continue
            if not begun:
                return []
            groups.append(f"({' OR '.join(map(_quoted, begun))})")
        else:
            chosen = _spread(word)[: _IN_ALL - count]
            count += len(chosen)
            groups += map(_quoted, chosen)
    if not groups:
        return None
    found = db.execute(
        "SELECT rowid FROM trigrams WHERE trigrams MATCH ? LIMIT ?",
        (" AND ".join(groups), limit + 1),
    ).fetchall()
    return None if len(found) > limit else [card for (card,) in found]


def _begun(db: sqlite3.Connection, word: str, limit: int) -> list[str] | None:
    """The trigrams that begin with a word of one or two characters; None if it is frequent."""
    terms: list[str] = []
    cards = 0
    for term, count in db.execute(
        "SELECT term, doc FROM trigram_terms WHERE term >= ? AND term <= ?", (word, word + _LAST)
    ):
        terms.append(term)
        cards += count
        if cards > limit or len(terms) > _TERMS:
            return None
    return terms


def _spread(word: str) -> list[str]:
    """A few trigrams from all over a word."""
    last = len(word) - 3
    steps = min(_PER_WORD - 1, last)
    return [
        word[at : at + 3] for at in sorted({last * i // max(steps, 1) for i in range(steps + 1)})
    ]


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
