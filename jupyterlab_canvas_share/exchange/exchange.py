"""The exchange: everything the services need to send, receive and look up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..model.errors import CanvasShareError, NotFound, Unavailable
from ..model.events import (
    OWN_ID_KINDS,
    EventId,
    ObjectRef,
    Record,
    RequestId,
    SharedModelEvent,
    SharedModelId,
)
from ..model.profiles import UserProfile
from .cleaning import Cleaning
from .directory import Directory
from .inbox import Inbox
from .index.cards import Card
from .index.index import Index
from .index.tables import Entry
from .keys import WINDOW, Keys, Ulids, first_ulid, milliseconds, parse_mail, ulid_of
from .objects import Objects
from .outbox import Committed, Outbox
from .stores.store import ObjectStore

log = logging.getLogger(__name__)

#: Seconds between two readings of the whole mailbox, and between two looks for unfinished records.
_WHOLE = 3600.0
_FINISH = 60.0
_LONGEST_WAIT = 30.0
#: A page that is looked at asks for something at least this often, in seconds.
_ATTENTION = 60.0


@dataclass(frozen=True)
class Change:
    """Something new about a SharedModel. ``live`` is false for what was there when the mailbox was
    first read: it is no news to open pages."""

    action: Literal["received", "sent", "delivered"]
    shared_model: SharedModelId
    live: bool = True


class Exchange:
    """One profile's end of the exchange on one store.

    ``index`` answers what has been read so far; see ``Index``.
    """

    def __init__(
        self, store: ObjectStore, domain: str, profile_name: str, index_path: Path
    ) -> None:
        self.me = profile_name
        self.index = Index(index_path, profile_name, f"{store.url} {domain} {profile_name}")
        self._store = store
        self._keys = Keys(domain)
        self.cleaning = Cleaning(store, self._keys, profile_name, self.index)
        self._directory = Directory(store, self._keys)
        self._objects = Objects(store, self._keys)
        self._inbox = Inbox(store, self._keys, profile_name, self.index)
        self._outbox = Outbox(store, self._keys, profile_name, self.index, self._delivered)
        self._ulids = Ulids()
        self._callbacks: list[Callable[[Change], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._reading = asyncio.Lock()
        self._committing = asyncio.Lock()
        self._synced_generation: int | None = None
        self._began = False
        self._next_whole = 0.0
        self._tried = asyncio.Event()
        self._failure: CanvasShareError | None = None
        self._attended = float("-inf")
        self.index.on_loss(self._index_lost)

    async def start(self) -> None:
        """Open the index and begin to follow the mailbox; returns before all of it is read.

        Raises Unavailable (``index_unavailable``); Forbidden (``not_your_mailbox``): another
        account has this profile's places on the store.
        """
        await self.index.open()
        # a store that does not answer yet is followed as soon as it does
        with contextlib.suppress(Unavailable):
            await self._store.prepare(self._keys, self.me)
        self._tasks = [
            asyncio.create_task(self._follow()),
            asyncio.create_task(self._finish_now_and_then()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._failure = Unavailable("The server is stopping.", code="index_closed")
        self._tried.set()
        await self.index.close()

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

    async def card(self, id: SharedModelId) -> Card:
        """A SharedModel as this profile sees it. Raises NotFound (``shared_model_not_found``)."""
        card = await self.index.card(id)
        if card is None:
            await self.filled()
            card = await self.index.card(id)
        if card is None:
            raise NotFound(
                "There is no such shared model, or it is not shared with you.",
                code="shared_model_not_found",
            )
        return card

    def attend(self) -> None:
        """Somebody looks: a store on which each look costs a call is looked at often from now."""
        self._attended = time.monotonic()

    def _is_attended(self) -> bool:
        return time.monotonic() - self._attended < _ATTENTION

    def on_change(self, callback: Callable[[Change], None]) -> None:
        """Call back, in the event loop, on everything new."""
        self._callbacks.append(callback)

    async def now(self) -> int:
        """The store's clock, in ms since the epoch. Raises Unavailable."""
        return milliseconds(await self._store.now())

    async def profiles(self, *, fresh: bool = False) -> list[UserProfile]:
        """Everybody in the Domain, by name; at most 2 s old unless ``fresh``."""
        return await self._directory.profiles(fresh=fresh)

    async def register(self, profile: UserProfile) -> None:
        """Make this server's profile known. From now on it counts for its name."""
        await self._directory.register(profile)
        self._inbox.since = milliseconds(profile.since)

    async def new_id(self) -> EventId:
        """A new id of this author, larger than all before. A SharedModel is named by one."""
        await self.synced()
        return f"{self._ulids.next(await self._store.now())}.{self.me}"

    async def describe_object(self, path: Path) -> ObjectRef:
        """How an event will name a file that is not stored yet. Raises TooLarge."""
        return await self._objects.describe(path)

    async def put_object(self, shared_model: SharedModelId, ref: ObjectRef, path: Path) -> None:
        """Store a file as an object of a SharedModel. Raises Unavailable."""
        await self._objects.put(self.me, shared_model, ref, path)

    async def fetch_object(
        self, author: str, shared_model: SharedModelId, ref: ObjectRef, target: Path
    ) -> None:
        """Bring an object to the local path ``target``, which appears whole and checked.

        Raises Refused (``object_damaged``), NotFound (``object_missing``), Unavailable.
        """
        await self._objects.fetch(author, shared_model, ref, target)

    async def send(
        self, recipients: Sequence[str], event: SharedModelEvent, request: RequestId | None = None
    ) -> EventId:
        """Commit an event to recipients and deliver it; one of OWN_ID_KINDS has its own id, which
        ``new_id`` gave, as ``shared_model``. With no recipients it is an event to oneself.

        Once this returns, the event reaches everybody, if need be after a restart. Raises TooLarge,
        Unavailable: it may have been committed; ``find`` its request before sending it again.
        """
        await self.synced()
        async with self._committing:
            named = event.kind in OWN_ID_KINDS
            previous = await self.index.last_event(event.shared_model, self.me)
            if previous and ulid_of(previous) < await self._horizon():
                # another server of this person may have sent it, by a clock that is ahead
                self._ulids.observe(ulid_of(previous))
            id = event.shared_model if named else await self.new_id()
            record = Record(
                recipients=tuple(recipients),
                request=request,
                event=event.model_copy(update={"id": id, "previous": previous}),
            )
            committed = await self._outbox.commit(id, record)
        await self._deliver(committed)
        return id

    async def find(self, request: RequestId) -> SharedModelId | None:
        """The SharedModel that an earlier ``send`` with this request belongs to."""
        await self.synced()
        async with self._committing:
            committed = await self._outbox.commit_again(request)
        if committed:
            await self._deliver(committed)
        found = await self.index.by_request(request)
        return found and found[0]

    async def _deliver(self, committed: Committed) -> None:
        self._inbox.memory.note([f"{committed.name}.json"], committed.generation)
        self._announce(committed.new, live=True)
        if committed.recipients:
            await self._outbox.deliver(committed.name, committed.data)

    def _index_lost(self) -> None:
        """Fill it again at once; who asks for something waits until it is there."""
        self._synced_generation = None
        self._tried.clear()
        if self._tasks:
            follower, *others = self._tasks
            follower.cancel()
            self._tasks = [asyncio.create_task(self._follow()), *others]

    async def _horizon(self) -> str:
        """A ulid from beyond it came from a clock so wrong that nobody goes on from it."""
        return first_ulid(milliseconds(await self._store.now()) + WINDOW)

    async def _follow(self) -> None:
        wait = 1.0
        while True:
            try:
                await self._sync()
                wait = 1.0
                mailbox = self._keys.mailbox(self.me)
                async with contextlib.aclosing(
                    self._store.changes(mailbox, self._is_attended)
                ) as changes:
                    async for _ in changes:
                        if self._needs_whole():
                            await self._sync()
                        else:
                            await self._read()
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
            self.index.generation != self._synced_generation or time.monotonic() > self._next_whole
        )

    async def _read(self) -> None:
        async with self._reading:
            await self._take_in(whole=False)

    async def _sync(self) -> None:
        """Read the whole mailbox; the first time, as no news."""
        async with self._reading:
            await self._store.prepare(self._keys, self.me)
            generation = self.index.generation
            for profile in await self.profiles():
                if profile.name == self.me:
                    self._inbox.since = milliseconds(profile.since)
            await self._take_in(whole=True)
            if last := await self.index.last_ulid(await self._horizon()):
                self._ulids.observe(last)
            self._synced_generation = generation
            self._began = True
            self._next_whole = time.monotonic() + _WHOLE
        self._failure = None
        self._tried.set()

    async def _take_in(self, *, whole: bool) -> None:
        async with contextlib.aclosing(self._inbox.read(whole=whole)) as batches:
            async for accepted in batches:
                self._announce(accepted, live=self._began)

    async def _finish_now_and_then(self) -> None:
        while True:
            with contextlib.suppress(CanvasShareError):
                await self.synced()
                await self.finish()
                await asyncio.sleep(_FINISH)
                continue
            await asyncio.sleep(1)

    async def finish(self) -> None:
        """Deliver what was committed but did not reach everybody yet."""
        names = [parse_mail(f"{name}.json") for name in await self.index.pending()]
        await self._outbox.finish([parsed[0] for parsed in names if parsed])

    def _delivered(self, shared_model: SharedModelId) -> None:
        self._tell(Change("delivered", shared_model))

    def _announce(self, entries: Iterable[Entry], *, live: bool) -> None:
        """Tell of new events; what this server's index had before it was lost is no news."""
        for entry in entries:
            if entry.event is not None:
                if entry.event.kind == "unblocked":
                    self._next_whole = 0.0  # what was left unread meanwhile counts now
                is_news = live and not self._inbox.memory.was_told(entry.name)
                action: Literal["received", "sent"] = (
                    "sent" if entry.author == self.me else "received"
                )
                self._tell(Change(action, entry.event.shared_model, is_news))

    def _tell(self, change: Change) -> None:
        for callback in self._callbacks:
            try:
                callback(change)
            except Exception:
                log.exception("A callback failed on %s", change)
