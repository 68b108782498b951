"""Making the cards of SharedModels from their events."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...model.events import (
    BRINGING_KINDS,
    PRIVATE_KINDS,
    EventId,
    EventKind,
    SharedModelEvent,
    SharedModelId,
)
from ...model.profiles import App
from ..keys import WINDOW, author_of, milliseconds, ulid_milliseconds, ulid_of
from .cards import title_key
from .database import parse_stored
from .news import Place, write_news
from .search import Text, search_text, write_texts

#: Kinds of the owner's that put a version in use; an alternate stands beside it.
CURRENT_KINDS: frozenset[EventKind] = frozenset({"shared", "updated", "recipients-added"})
#: Kinds that are a version of their own.
VERSION_KINDS: frozenset[EventKind] = frozenset({"shared", "updated", "alternate"})


class _Row(NamedTuple):
    """One accepted event of a SharedModel."""

    id: EventId
    author: str
    kind: EventKind
    at: int
    to_app: App
    subject: str | None
    bundle: str | None
    recipients: str | None
    undelivered: str | None

    @property
    def order(self) -> tuple[int, EventId]:
        """By the time that counts, not by the key alone: a sender's clock may be years ahead."""
        return self.at, self.id

    @property
    def written(self) -> tuple[int, EventId]:
        """Among its author's own events: as written, also where an earlier one arrived later and
        the author's clock is ahead. A key from far ahead counts from when it arrived."""
        by_key = ulid_milliseconds(ulid_of(self.id))
        return (by_key if by_key <= self.at + WINDOW else self.at), self.id


_SELECT_ROWS = (
    f"SELECT value, {', '.join(f'e.{each}' for each in _Row._fields)}"  # noqa: S608
    " FROM json_each(?) CROSS JOIN events e ON e.shared_model = value AND e.rejected IS NULL"
    " ORDER BY e.at, e.id"
)
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
    "version",
    "note",
)
_INSERT = (
    f"INSERT INTO shared_models ({', '.join(_WRITTEN)}, card, id)"  # noqa: S608
    f" VALUES ({', '.join('?' * len(_WRITTEN))}, ?, ?)"
)
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
    for shared_model, *row in db.execute(_SELECT_ROWS, (wanted,)):
        rows[shared_model].append(_Row._make(row))
    known = {id: (card, text) for id, card, text in db.execute(_SELECT_KNOWN, (wanted,))}
    (last,) = db.execute("SELECT coalesce(max(card), 0) FROM shared_models").fetchone()
    inserts: list[tuple[Any, ...]] = []
    updates: list[tuple[Any, ...]] = []
    texts: list[Text] = []
    news: list[tuple[int, bool, list[Place]]] = []
    for shared_model, its_rows in rows.items():
        made = _make(db, me, shared_model, its_rows, parsed)
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
    db.executemany(_INSERT, inserts)
    db.executemany(_UPDATE, updates)
    write_texts(db, texts)
    write_news(db, news)


class _Made(NamedTuple):
    """What is written about one SharedModel; ``values`` are those of _WRITTEN."""

    values: tuple[Any, ...]
    text: str
    news: list[Place]


def _make(
    db: sqlite3.Connection,
    me: str,
    shared_model: SharedModelId,
    rows: Sequence[_Row],
    parsed: Mapping[EventId, SharedModelEvent],
) -> _Made | None:
    owner = author_of(shared_model)
    visible = [row for row in rows if row.kind not in PRIVATE_KINDS]
    theirs = [row for row in visible if row.author == owner]
    versions = sorted(
        (row for row in theirs if row.kind in CURRENT_KINDS), key=lambda row: row.written
    )
    if not versions:
        return None  # an update can arrive before what it updates
    current = parsed.get(versions[-1].id) or _stored(db, versions[-1].id)
    version = current.version
    if version is None:
        return None
    # that somebody was added is news to that person alone
    told = [
        row
        for row in visible
        if row.author == me or row.kind != "recipients-added" or row is visible[0]
    ]
    recipients = _names(row.recipients for row in visible)
    seen = _mark(db, rows, "seen")
    removed = _mark(db, rows, "removed")
    is_removed = removed >= max(row.order for row in told if row.kind in BRINGING_KINDS)
    news = [row for row in told if row.author != me and row.order > seen]
    # the event that brought the version first: adding people repeats it
    version_id = next(row.id for row in versions if row.bundle == versions[-1].bundle)
    # what one imported from a file is nobody else's yet
    direction = "by-me" if owner == me and recipients else "with-me"
    revoked_at = min((row.at for row in theirs if row.kind == "revoked"), default=None)
    waiting = (
        direction == "with-me"
        and not is_removed
        and revoked_at is None
        and not db.execute("SELECT 1 FROM imports WHERE event = ?", (version_id,)).fetchone()
    )
    values = (
        owner,
        direction,
        current.to_app,
        version.source,
        title_key(version.title),
        visible[0].at,
        told[-1].at,
        version_id,
        max(1, sum(row.kind in VERSION_KINDS for row in visible)),
        told[-1].id,
        told[-1].kind,
        bool(news),
        is_removed,
        waiting,
        None if current.expires_at is None else milliseconds(current.expires_at),
        revoked_at,
        json.dumps(recipients),
        json.dumps(_names(row.undelivered for row in visible)),
        version.model_dump_json(),
        current.note,
    )
    text = search_text((version.title, owner, version.target, current.note, *recipients))
    return _Made(values, text, [] if is_removed else [(row.to_app, *row.order) for row in news])


def _mark(db: sqlite3.Connection, rows: Sequence[_Row], kind: EventKind) -> tuple[int, EventId]:
    """The place of the last event up to which marks of this kind were made.

    Nobody has seen what came much later than the mark, whatever time the marked event claims.
    """
    place = (0, "")
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


def _names(lists: Iterable[str | None]) -> list[str]:
    """The names in several JSON lists, each once, in their order."""
    return list(dict.fromkeys(name for text in lists if text for name in json.loads(text)))
