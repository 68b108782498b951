"""Reading a mailbox: one list call, then what the index does not know, judged one by one.

There is no cursor to lose. A mail whose key is older than the window, because its sender's clock
was wrong or its delivery came late, is found by the next reading of the whole mailbox.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..model.errors import CanvasShareError, NotFound
from ..model.events import EVENT_LIMIT
from .index import Index
from .judging import counted_time, judge, needs_participants, parse_content, reject
from .keys import WINDOW, Keys, MailName, first_ulid, milliseconds, parse_mail
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
                    unparsable.append(reject(name, None, 0, "the key does not parse"))
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
        at = counted_time(name, info)
        if info.size > EVENT_LIMIT:
            return reject(str(name), name.author, at, f"{info.size} bytes are too many")
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
        return parse_content(name, data, at, self._me, done=str(name) in done)

    async def _judge(self, name: MailName, entry: Entry) -> Entry:
        participants: frozenset[str] = frozenset()
        if entry.event is not None and needs_participants(entry, self._me):
            participants = await self._index.participants(entry.event.shared_model)
        return judge(name, entry, self._me, self.since, participants)


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
