"""Making the cards of SharedModels from their events."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...model.events import (
    BRINGING_KINDS,
    CURRENT_KINDS,
    PRIVATE_KINDS,
    VERSION_KINDS,
    EventId,
    EventKind,
    SharedModelEvent,
    SharedModelId,
)
from ...model.profiles import App
from ..keys import WINDOW, author_of, milliseconds, ulid_milliseconds, ulid_of
from .bulk import insert_many, select_many
from .cards import title_key
from .database import parse_stored
from .imports import select_imported
from .news import Place, write_news
from .search import Text, search_text, write_texts

_NOBODY = "[]"
#: Before the place of every event.
_NOWHERE = (0, "")


class _Row(NamedTuple):
    """One accepted event of a SharedModel. Rows sort by the time that counts, not by the key alone:
    a sender's clock may be years ahead."""

    at: int
    id: EventId
    author: str
    kind: EventKind
    to_app: App
    subject: str | None
    bundle: str | None
    recipients: str | None
    undelivered: str | None

    @property
    def place(self) -> tuple[int, EventId]:
        """Its place in the order of all."""
        return self.at, self.id

    @property
    def written(self) -> tuple[int, EventId]:
        """Among its author's own events: as written, also where an earlier one arrived later and
        the author's clock is ahead. A key from far ahead counts from when it arrived."""
        by_key = ulid_milliseconds(ulid_of(self.id))
        return (by_key if by_key <= self.at + WINDOW else self.at), self.id


_ROWS = ("value", *(f"e.{each}" for each in _Row._fields))
_OF_ROWS = "FROM json_each(?) CROSS JOIN events e ON e.shared_model = value AND e.rejected IS NULL"
_SELECT_KNOWN = (
    "SELECT s.id, s.card, t.text FROM json_each(?) CROSS JOIN shared_models s ON s.id = value"
    " CROSS JOIN texts t ON t.card = s.card"
)
_WRITTEN = (
    "owner",
    "direction",
    "to_app",
    "source",
    "title",
    "shared_at",
    "updated_at",
    "version_id",
    "versions",
    "newest",
    "newest_kind",
    "unseen",
    "removed",
    "waiting",
    "expires_at",
    "revoked_at",
    "recipients",
    "undelivered",
    "current",
)
_INSERT = f"INSERT INTO shared_models ({', '.join(_WRITTEN)}, card, id)"
_UPDATE = f"UPDATE shared_models SET {', '.join(f'{each} = ?' for each in _WRITTEN)} WHERE card = ?"  # noqa: S608


def refresh_cards(
    db: sqlite3.Connection,
    me: str,
    shared_models: Collection[SharedModelId],
    parsed: Mapping[EventId, SharedModelEvent],
) -> None:
    """Write the cards of SharedModels anew from all of their accepted events.

    ``parsed`` are those events that need not be parsed again.
    """
    wanted = json.dumps(list(shared_models))
    rows: dict[SharedModelId, list[_Row]] = defaultdict(list)
    for shared_model, *row in select_many(db, _ROWS, _OF_ROWS, wanted):
        rows[shared_model].append(_Row._make(row))
    known = {id: (card, text) for id, card, text in db.execute(_SELECT_KNOWN, (wanted,))}
    brought = [row.id for each in rows.values() for row in each if row.kind in CURRENT_KINDS]
    maker = _Maker(db, me, parsed, select_imported(db, brought))
    (last,) = db.execute("SELECT coalesce(max(card), 0) FROM shared_models").fetchone()
    inserts: list[tuple[Any, ...]] = []
    updates: list[tuple[Any, ...]] = []
    texts: list[Text] = []
    news: list[tuple[int, bool, list[Place]]] = []
    for shared_model, its_rows in rows.items():
        its_rows.sort()
        made = maker.make(shared_model, its_rows)
        if made is None:
            continue
        card, old_text = known.get(shared_model, (0, None))
        if card:
            updates.append((*made.values, card))
        else:
            card = last = last + 1
            inserts.append((*made.values, card, shared_model))
        texts.append((card, old_text, made.text))
        news.append((card, old_text is not None, made.news))
    insert_many(db, _INSERT, inserts)
    db.executemany(_UPDATE, updates)
    write_texts(db, texts)
    write_news(db, news)


class _Made(NamedTuple):
    """What is written about one SharedModel; ``values`` are those of _WRITTEN."""

    values: tuple[Any, ...]
    text: str
    news: list[Place]


@dataclass(frozen=True)
class _Maker:
    """Makes the cards of ``me``. ``imported`` are the events whose versions' imports ended."""

    db: sqlite3.Connection
    me: str
    parsed: Mapping[EventId, SharedModelEvent]
    imported: Container[EventId]

    def make(self, shared_model: SharedModelId, rows: Sequence[_Row]) -> _Made | None:
        owner = author_of(shared_model)
        visible = [row for row in rows if row.kind not in PRIVATE_KINDS]
        theirs = [row for row in visible if row.author == owner]
        versions = [row for row in theirs if row.kind in CURRENT_KINDS]
        if not versions:
            return None  # an update can arrive before what it updates
        if len(versions) > 1:
            versions.sort(key=lambda row: row.written)
        # adding people repeats a version, with a note to them alone, and sets a new expiry
        newest = versions[-1]
        repeated = [
            row for row in versions if row.kind in VERSION_KINDS and row.bundle == newest.bundle
        ]
        current = (repeated or versions)[-1]
        event = self._event(current)
        expires_at = event.expires_at
        if current is not newest:
            expires_at = self._event(newest).expires_at
        version = event.version
        if version is None:
            return None
        # that somebody was added is news to that person alone, whose first version it brings
        first = next(row for row in visible if row.kind in BRINGING_KINDS)
        told = [
            row
            for row in visible
            if row.author == self.me or row.kind != "recipients-added" or row is first
        ]
        recipients = _names([row.recipients for row in visible])
        seen = _mark(self.db, rows, "seen")
        removed = _mark(self.db, rows, "removed")
        is_removed = removed != _NOWHERE and removed >= max(
            row.place for row in told if row.kind in BRINGING_KINDS
        )
        news = [row for row in told if row.author != self.me and row.place > seen]
        # the event that brought the version first: adding people repeats it
        version_id = next(row.id for row in versions if row.bundle == newest.bundle)
        # what one imported from a file is nobody else's yet
        direction = "by-me" if owner == self.me and recipients != _NOBODY else "with-me"
        revoked_at = min([row.at for row in theirs if row.kind == "revoked"], default=None)
        waiting = (
            direction == "with-me"
            and not is_removed
            and revoked_at is None
            and version_id not in self.imported
        )
        last = told[-1]
        values = (
            owner,
            direction,
            event.to_app,
            version.source,
            title_key(version.title),
            visible[0].at,
            last.at,
            version_id,
            max(1, len([row for row in visible if row.kind in VERSION_KINDS])),
            last.id,
            last.kind,
            bool(news),
            is_removed,
            waiting,
            None if expires_at is None else milliseconds(expires_at),
            revoked_at,
            recipients,
            _names([row.undelivered for row in visible]),
            current.id,
        )
        names = () if recipients == _NOBODY else json.loads(recipients)
        text = search_text((version.title, owner, version.target, event.note, *names))
        return _Made(values, text, [] if is_removed else [(row.to_app, *row.place) for row in news])

    def _event(self, row: _Row) -> SharedModelEvent:
        return self.parsed.get(row.id) or _stored(self.db, row.id)


def _mark(db: sqlite3.Connection, rows: Sequence[_Row], kind: EventKind) -> tuple[int, EventId]:
    """The place of the last event up to which marks of this kind were made.

    Nobody has seen what came much later than the mark, whatever time the marked event claims.
    """
    place = _NOWHERE
    for row in rows:
        if row.kind == kind:
            found = db.execute(
                "SELECT at FROM events WHERE id = ? AND rejected IS NULL", (row.subject,)
            ).fetchone()
            if found:
                place = max(place, min((found[0], row.subject or ""), (row.at + WINDOW, "")))
    return place


def _stored(db: sqlite3.Connection, id: EventId) -> SharedModelEvent:
    (event,) = db.execute(
        "SELECT event FROM events WHERE id = ? AND rejected IS NULL", (id,)
    ).fetchone()
    return parse_stored(SharedModelEvent, event)


def _names(lists: Sequence[str | None]) -> str:
    """The names in several JSON lists, each once, in their order, as one."""
    texts = [text for text in lists if text]
    if len(texts) < 2:
        return texts[0] if texts else _NOBODY
    return json.dumps(list(dict.fromkeys(name for text in texts for name in json.loads(text))))
