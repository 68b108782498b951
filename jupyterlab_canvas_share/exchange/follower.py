"""Following the mailbox: what comes into it goes into the index, for as long as the server runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable

from ..model.errors import CanvasShareError, Unavailable
from .collecting import collecting_seldom
from .directory import Directory
from .inbox import Inbox
from .index.index import Index
from .index.tables import Entry
from .keys import WINDOW, Keys, Ulids, first_ulid, milliseconds
from .outbox import REPEATED
from .stores.store import ObjectStore

log = logging.getLogger(__name__)

#: Seconds between two readings of the whole mailbox.
_WHOLE = 3600.0
_LONGEST_WAIT = 30.0
#: After a look it rests for as long as the look took, up to this, in seconds.
_LONGEST_REST = 1.0
#: So much news is told at once: each goes to every open page, and the event loop waits meanwhile.
_TOLD_AT_ONCE = 20
_NO_NEWS_AT_ONCE = 500
#: A page that is looked at asks for something at least this often, in seconds.
_ATTENTION = 60.0
#: Told what was accepted, and whether it is news: not what was there when following began.
Announce = Callable[[Iterable[Entry], bool], None]


class Follower:
    """Reads the mailbox whole when it begins and each hour, and its changes as they come.

    ``inbox`` is its own; ``ulids`` is told the last one that this profile used.
    """

    def __init__(
        self,
        store: ObjectStore,
        keys: Keys,
        me: str,
        *,
        index: Index,
        directory: Directory,
        ulids: Ulids,
        announce: Announce,
    ) -> None:
        self._store = store
        self._keys = keys
        self._me = me
        self._index = index
        self._ulids = ulids
        self._announce = announce
        self._directory = directory
        self.inbox = Inbox(store, keys, me, index)
        self._task: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._synced_generation: int | None = None
        self._began = False
        self._next_whole = 0.0
        self._tried = asyncio.Event()
        self._failure: CanvasShareError | None = None
        self._attended = float("-inf")
        index.on_loss(self._index_lost)

    async def start(self) -> None:
        """Begin; returns before all of it is read. Raises Forbidden (``not_your_mailbox``)."""
        # a store that does not answer yet is followed as soon as it does
        with contextlib.suppress(Unavailable):
            await self._store.prepare(self._keys, self._me)
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._failure = Unavailable("The server is stopping.", code="index_closed")
        self._tried.set()

    async def synced(self) -> None:
        """Return once the whole mailbox is in the index. Raises Unavailable: it cannot be read."""
        await self._tried.wait()
        if self._failure is not None:
            raise self._failure

    async def filled(self) -> None:
        """Like ``synced``, but content with what was read before the store stopped answering."""
        await self._tried.wait()
        if self._failure is not None and self._synced_generation is None:
            raise self._failure

    def attend(self) -> None:
        """Somebody looks: a store on which each look costs a call is looked at often from now."""
        self._attended = time.monotonic()

    def read_whole(self) -> None:
        """At the next change read what was left unread, too."""
        self._next_whole = 0.0

    async def horizon(self) -> str:
        """A ulid from beyond it came from a clock so wrong that nobody goes on from it."""
        return first_ulid(milliseconds(await self._store.now()) + WINDOW)

    def _is_attended(self) -> bool:
        return time.monotonic() - self._attended < _ATTENTION

    def _index_lost(self) -> None:
        """Fill it again at once; who asks for something waits until it is there."""
        self._synced_generation = None
        self._tried.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        wait = 1.0
        while True:
            try:
                await self._sync()
                wait = 1.0
                mailbox = self._keys.mailbox(self._me)
                async with contextlib.aclosing(
                    self._store.changes(mailbox, self._is_attended)
                ) as changes:
                    async for _ in changes:
                        began = time.monotonic()
                        if self._needs_whole():
                            await self._sync()
                        else:
                            await self._read()
                        # whoever touches the mailbox all the time must not keep a core busy
                        await asyncio.sleep(min(time.monotonic() - began, _LONGEST_REST))
            except Exception as error:
                if not isinstance(error, CanvasShareError):
                    log.exception("Following the mailbox failed")
                    error = Unavailable("The mailbox cannot be read; see the server's log.")
                elif self._failure is None:
                    log.warning("The mailbox cannot be read, trying again: %s", error)
                # the index is being filled by another task then
                if error.code != "index_rebuilding":
                    self._failure = error
                    self._tried.set()
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _needs_whole(self) -> bool:
        return (
            self._index.generation != self._synced_generation or time.monotonic() > self._next_whole
        )

    async def _read(self) -> None:
        async with self._reading:
            await self._take_in(whole=False)

    async def _sync(self) -> None:
        """Read the whole mailbox; the first time, as no news."""
        async with self._reading:
            await self._store.prepare(self._keys, self._me)
            generation = self._index.generation
            for profile in await self._directory.profiles():
                if profile.name == self._me:
                    self.inbox.since = milliseconds(profile.since)
            with collecting_seldom():
                await self._take_in(whole=True)
            if last := await self._index.last_ulid(await self.horizon()):
                self._ulids.observe(last)
            self._synced_generation = generation
            self._began = True
            self._next_whole = time.monotonic() + _WHOLE
            await self._check_records()
        self._failure = None
        self._tried.set()
        # who waited may look already; it takes a second for 100,000 events
        await self._index.complete()

    async def _check_records(self) -> None:
        """Raises Unavailable (``record_unreadable``): what a repeated request did may stand there.

        Older ones, which nobody repeats, only delay what refers to them.
        """
        oldest = first_ulid(milliseconds(await self._store.now()) - REPEATED)
        for name in self.inbox.unread_records:
            if name.ulid > oldest:
                raise Unavailable(
                    f"The record {name} cannot be read, so it is not known what was sent last. "
                    "Trying again; if this stays, `jupyter canvas-share verify` says why.",
                    code="record_unreadable",
                )

    async def _take_in(self, *, whole: bool) -> None:
        # to give others a turn costs more than to tell of what is news to no page
        at_once = _TOLD_AT_ONCE if self._began else _NO_NEWS_AT_ONCE
        async with contextlib.aclosing(self.inbox.read(whole=whole)) as batches:
            async for accepted in batches:
                told = 0
                try:
                    while told < len(accepted):
                        some, told = accepted[told : told + at_once], told + at_once
                        self._announce(some, self._began)
                        await asyncio.sleep(0)
                finally:
                    # it is in the index, so nobody else will tell
                    self._announce(accepted[told:], self._began)
