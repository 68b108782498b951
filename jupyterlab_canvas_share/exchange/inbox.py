"""Reading a mailbox: one list call, then what was not read before, judged one by one.

There is no cursor to lose. A mail whose key is older than the window, because its sender's clock
was wrong or its delivery came late, is found by the next reading of the whole mailbox.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence

from ..model.errors import CanvasShareError, NotFound
from ..model.events import EVENT_LIMIT
from .index.index import Index
from .index.tables import Entry, Participants
from .judging import counted_time, judge, needs_participants, parse_content, reject
from .keys import WINDOW, Keys, MailName, first_ulid, milliseconds, parse_mail, ulid_milliseconds
from .memory import Memory
from .stores.store import ObjectInfo, ObjectStore
from .waiting import Mail, Waiting

log = logging.getLogger(__name__)

Opened = tuple[Mail, Entry]

#: While much is being read, what came meanwhile is looked for so often, in seconds, and that takes
#: at most this part of the time.
_LOOK_AGAIN = 1.0
_LOOKING = 0.05
#: A mail that could not be read twice is tried again after a growing time, up to this, in seconds.
_LONGEST_REST = 60.0
#: What no name of a mail ends in.
_FORGED = " of another account"
#: The first string after all names of mails.
_END = "~"


class Inbox:
    """Reads one profile's mailbox into its index. ``since``, in ms, is when the profile began."""

    def __init__(self, store: ObjectStore, keys: Keys, me: str, index: Index) -> None:
        self._store = store
        self._me = me
        self._index = index
        self._prefix = keys.mailbox(me)
        self._waiting = Waiting(me)
        self._done: set[str] = set()
        #: How often a mail could not be read, and until when it is left, by ``time.monotonic``.
        self._unreadable: dict[str, tuple[int, float]] = {}
        #: Own records that could not be read when they were last tried.
        self.unread_records: set[MailName] = set()
        self._blocked: dict[str, int] = {}
        self.memory = Memory(index)
        self.since = 0

    async def read(self, *, whole: bool) -> AsyncGenerator[list[Entry], None]:
        """Take in what is new; what was accepted comes out in batches.

        Raises Unavailable: nothing is lost, and what came out is in the index.
        """
        self._waiting.clear()
        self._done.clear()
        if whole:
            self.unread_records.clear()
            self._unreadable = {key: (each[0], 0.0) for key, each in self._unreadable.items()}
        next_look = await self._look(whole=whole)
        opening: asyncio.Task[list[Opened]] | None = None
        try:
            while opening or self._waiting:
                opened = await (opening or self._open(self._waiting.take()))
                # the next are read and parsed while these go into the index
                opening = (
                    asyncio.create_task(self._open(self._waiting.take())) if self._waiting else None
                )
                if accepted := await self._add(opened):
                    yield accepted
                if time.monotonic() > next_look and opening:
                    next_look = await self._look(whole=False)
        finally:
            if opening:
                opening.cancel()

    async def _look(self, *, whole: bool) -> float:
        """Find out what is in the mailbox and was not read; answers when to look again."""
        began = time.monotonic()
        first, last = "", _END
        if not whole:
            now = milliseconds(await self._store.now())
            first, last = first_ulid(now - WINDOW), first_ulid(now + WINDOW)
        found = await self._store.list(
            self._prefix, start_after=self._prefix + first, end_before=self._prefix + last
        )
        await self.memory.prepare()
        await self._read_blocked()
        unparsable, done = await asyncio.to_thread(self._sort_out, found)
        if done:
            generation = self._index.generation
            pending = await self._index.pending()
            await self._index.note_done([name for name in pending if name in done])
            marks = (f"{name}.done" for name in done)
            await asyncio.to_thread(self.memory.note, marks, generation)
        if unparsable:
            rejected = [reject(name, None, 0, "the key does not parse") for name in unparsable]
            await self._index_entries(unparsable, lambda _: rejected)
            _log_rejected(rejected)
        ended = time.monotonic()
        return ended + max(_LOOK_AGAIN, (ended - began) / _LOOKING)

    def _sort_out(self, found: list[ObjectInfo]) -> tuple[list[str], set[str]]:
        """Let new mails wait; answers the names that do not parse, and the records marked done.

        Empties the list, one by one: to free very many at once would hold up the event loop.
        """
        unparsable: list[str] = []
        done: set[str] = set()
        ignored: list[str] = []
        found.reverse()
        while found:
            info = found.pop()
            file = info.key[len(self._prefix) :]
            known_as = file if info.authentic else _forged(file)
            if self.memory.holds(known_as):
                continue
            parsed = parse_mail(file)
            if parsed is None:
                name = file.encode("unicode_escape").decode()
                if not self.memory.holds(name):
                    unparsable.append(name)
            elif parsed[1] == "json":
                if not self._rests(parsed[0], info):
                    self._waiting.put(parsed[0], info)
            elif info.authentic and info.size == 0 and parsed[0].author == self._me:
                done.add(str(parsed[0]))
            else:
                ignored.append(known_as)
        self._done.update(done)
        self.memory.skip(ignored)
        return unparsable, done

    async def _open(self, batch: Sequence[Mail]) -> list[Opened]:
        """Read and parse a batch; what cannot be read now is left."""
        now = milliseconds(await self._store.now())
        blocked = await self._read_blocked()
        opened, to_read = await asyncio.to_thread(self._look_at, batch, blocked, now)
        contents = await self._store.get_many([mail[1].key for mail, _ in to_read], EVENT_LIMIT)
        return opened + await asyncio.to_thread(self._parse, to_read, contents)

    def _look_at(
        self, batch: Sequence[Mail], blocked: Mapping[str, int], now: int
    ) -> tuple[list[Opened], list[tuple[Mail, int]]]:
        """What can be refused unread; and what is to be read, with the time that counts."""
        refused: list[Opened] = []
        to_read: list[tuple[Mail, int]] = []
        for mail in batch:
            name, info = mail
            if self._is_left(mail, blocked):
                continue
            # a folder's files have the times that their owners give them
            at = min(counted_time(name, info), now)
            if not info.authentic:
                # under a name of its own: the author's own mail of this name may still come
                reason = f"the account that wrote it is not {name.author}'s"
                row = _forged(f"{name}.json").removesuffix(".json")
                refused.append((mail, reject(row, name.author, at, reason)))
            elif info.size > EVENT_LIMIT:
                reason = f"{info.size} bytes are too many"
                refused.append((mail, reject(str(name), name.author, at, reason)))
            else:
                to_read.append((mail, at))
        return refused, to_read

    def _parse(
        self, mails: Sequence[tuple[Mail, int]], contents: Sequence[bytes | CanvasShareError]
    ) -> list[Opened]:
        opened: list[Opened] = []
        for (mail, at), content in zip(mails, contents, strict=True):
            name, info = mail
            if isinstance(content, bytes):
                self.unread_records.discard(name)
                self._unreadable.pop(info.key, None)
                done = str(name) in self._done
                opened.append((mail, parse_content(name, content, at, self._me, done=done)))
                continue
            if name.author == self._me:
                self.unread_records.add(name)
            failures = self._unreadable.get(info.key, (0, 0.0))[0] + 1
            rest = min(2.0**failures, _LONGEST_REST) if failures > 1 else 0.0
            self._unreadable[info.key] = failures, time.monotonic() + rest
            if not isinstance(content, NotFound) and failures == 1:
                # one mail that nobody can read must not keep the others from being read
                log.warning("Cannot read %s: %s", info.key, content.message)
        return opened

    async def _add(self, opened: Sequence[Opened]) -> list[Entry]:
        """Judge mails and index them."""
        # who is blocked may have come to be known since they were read
        blocked = await self._read_blocked()
        files: list[str] = []
        rejected: list[Entry] = []

        def judged(participants: Participants) -> Iterator[Entry]:
            for mail, parsed in opened:
                if self._is_left(mail, blocked):
                    continue
                known: frozenset[str] = frozenset()
                if parsed.event is not None and needs_participants(parsed, self._me):
                    known = participants(parsed.event.shared_model)
                entry = judge(mail[0], parsed, self._me, self.since, known)
                if entry.rejected and self.unread_records and parsed.event is not None:
                    continue  # the record that could not be read may say that it is welcome
                if entry.rejected:
                    rejected.append(entry)
                files.append(f"{entry.name}.json")
                yield entry

        accepted = await self._index_entries(files, judged)
        _log_rejected(rejected)
        return accepted

    async def _index_entries(
        self, files: Iterable[str], judge: Callable[[Participants], Iterable[Entry]]
    ) -> list[Entry]:
        generation = self._index.generation
        accepted = await self._index.take(judge)
        self.memory.note(files, generation)
        return accepted

    def _rests(self, name: MailName, info: ObjectInfo) -> bool:
        """Whether the mail could not be read lately: a sender can send many that nobody can."""
        _, until = self._unreadable.get(info.key, (0, 0.0))
        return name.author != self._me and time.monotonic() < until

    def _is_left(self, mail: Mail, blocked: Mapping[str, int]) -> bool:
        """Leave unread what blocked authors wrote since, so that it is there once they are not."""
        name, info = mail
        since = blocked.get(name.author)
        # by the later of its times: who is blocked may choose one of them
        if since is None or max(ulid_milliseconds(name.ulid), milliseconds(info.modified)) < since:
            return False
        self.memory.skip([f"{name}.json"])
        return True

    async def _read_blocked(self) -> dict[str, int]:
        blocked = await self._index.blocked()
        if blocked != self._blocked:
            self.memory.read_skipped()
            self._blocked = dict(blocked)
        return self._blocked


def _log_rejected(entries: Iterable[Entry]) -> None:
    for entry in entries:
        log.warning("Ignored %s in the mailbox: %s", entry.name, entry.rejected)


def _forged(file: str) -> str:
    """How a file that is not its author's is remembered."""
    stem, dot, end = file.rpartition(".")
    return f"{stem}{_FORGED}{dot}{end}"
