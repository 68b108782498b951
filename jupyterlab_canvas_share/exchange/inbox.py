"""Reading a mailbox: one list call, then what the index does not know, judged one by one.

There is no cursor to lose. A mail whose key is older than the window, because its sender's clock
was wrong or its delivery came late, is found by the next reading of the whole mailbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from ..model.errors import CanvasShareError, NotFound
from ..model.events import EVENT_LIMIT, Record, SharedModelEvent
from .index import Index
from .keys import (
    WINDOW,
    Keys,
    MailName,
    author_of,
    first_ulid,
    milliseconds,
    parse_mail,
    ulid_milliseconds,
)
from .rules import objection_to_event, objection_to_record
from .store import ObjectInfo, ObjectStore
from .tables import Entry

log = logging.getLogger(__name__)

#: So many mails of one author are read before the next author's turn.
TURN = 50
#: The first string after all names of mails.
_END = "~"


class Inbox:
    """Reads one profile's mailbox into its index. ``since``, in ms, is when the profile began."""

    def __init__(self, store: ObjectStore, keys: Keys, me: str, index: Index) -> None:
        self._store = store
        self._keys = keys
        self._me = me
        self._index = index
        self._prefix = keys.mailbox(me)
        self._unreadable: set[str] = set()
        self.since = 0

    async def read(self, *, whole: bool) -> list[Entry]:
        """Take in what is new; answers what was accepted. Raises Unavailable: nothing is lost."""
        first, last = "", _END
        if not whole:
            now = milliseconds(await self._store.now())
            first, last = first_ulid(now - WINDOW), first_ulid(now + WINDOW)
        found = await self._store.list(
            self._prefix, start_after=self._prefix + first, end_before=self._prefix + last
        )
        known = await self._index.known(first, last)
        new: list[tuple[MailName, ObjectInfo]] = []
        done: set[str] = set()
        unparsable: list[Entry] = []
        for info in found:
            file = info.key.removeprefix(self._prefix)
            parsed = parse_mail(file)
            if parsed is None:
                name = file.encode("unicode_escape").decode()
                if name not in known:
                    unparsable.append(_reject(name, None, 0, "the key does not parse"))
            elif parsed[1] == "done":
                done.add(str(parsed[0]))
            elif str(parsed[0]) not in known:
                new.append((parsed[0], info))
        await self._note_done(done)
        accepted = await self._index.add(unparsable) if unparsable else []
        for batch in in_turn(new, self._me):
            read = await asyncio.gather(*(self._open(*mail, done) for mail in batch))
            judged = [
                await self._judge(name, entry)
                for (name, _), entry in zip(batch, read, strict=True)
                if entry is not None
            ]
            accepted += await self._index.add(judged)
            for entry in judged:
                if entry.rejected:
                    log.warning("Ignored %s in the mailbox: %s", entry.name, entry.rejected)
        return accepted

    async def _note_done(self, done: set[str]) -> None:
        for name in await self._index.pending():
            if name in done:
                await self._index.set_delivered(name, (), done=True)

    async def _open(self, name: MailName, info: ObjectInfo, done: set[str]) -> Entry | None:
        """The mail, checked against its key; None when it could not be read now."""
        at = min(ulid_milliseconds(name.ulid), milliseconds(info.modified))
        if info.size > EVENT_LIMIT:
            return _reject(str(name), name.author, at, f"{info.size} bytes are too many")
        try:
            data = await self._store.get(info.key, EVENT_LIMIT)
        except NotFound:
            return None
        except CanvasShareError as error:
            # one mail that nobody can read must not keep the others from being read
            if str(name) not in self._unreadable:
                self._unreadable.add(str(name))
                log.warning("Cannot read %s: %s", info.key, error.message)
            return None
        return self._parse(name, data, at, done)

    def _parse(self, name: MailName, data: bytes, at: int, done: set[str]) -> Entry:
        if hashlib.sha256(data).hexdigest() != name.sha256:
            return _reject(str(name), name.author, at, "its content is not what its key says")
        record = None
        try:
            if name.author == self._me:
                record = Record.model_validate_json(data)
                event = record.event
            else:
                event = SharedModelEvent.model_validate_json(data)
        except ValidationError as error:
            reason = f"it does not parse: {error.errors()[0]['msg']}"
            return _reject(str(name), name.author, at, reason)
        return Entry(
            name=str(name),
            id=name.event_id,
            author=name.author,
            at=at,
            event=event,
            record=record,
            done=record is None or not record.recipients or str(name) in done,
        )

    async def _judge(self, name: MailName, entry: Entry) -> Entry:
        if entry.event is None:
            return entry
        if entry.at < self.since - WINDOW:
            objection: str | None = "it is older than this profile"
        elif entry.record is not None:
            objection = objection_to_record(name, entry.record)
        else:
            mine = author_of(entry.event.shared_model) == self._me
            participants = (
                await self._index.participants(entry.event.shared_model) if mine else frozenset()
            )
            objection = objection_to_event(name, entry.event, self._me, participants)
        return (
            entry if objection is None else _reject(entry.name, entry.author, entry.at, objection)
        )


def in_turn(
    mails: Sequence[tuple[MailName, ObjectInfo]], me: str
) -> Iterator[list[tuple[MailName, ObjectInfo]]]:
    """Batches of at most TURN mails of one author: first all of one's own records, which say who
    may answer, then one batch of each author in turn, so that no flood starves the others."""
    by_author: dict[str, list[tuple[MailName, ObjectInfo]]] = defaultdict(list)
    for mail in mails:
        by_author[mail[0].author].append(mail)
    own = by_author.pop(me, [])
    for start in range(0, len(own), TURN):
        yield own[start : start + TURN]
    for start in range(0, max(map(len, by_author.values()), default=0), TURN):
        for theirs in by_author.values():
            if batch := theirs[start : start + TURN]:
                yield batch


def _reject(name: str, author: str | None, at: int, reason: str) -> Entry:
    return Entry(name=name, id=None, author=author, at=at, event=None, rejected=reason)
