"""The exchange: everything the services need to send, receive and look up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from ..model.errors import CanvasShareError, NotFound
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
from .follower import Follower
from .index.cards import Card
from .index.index import Index
from .index.tables import Entry
from .keys import Keys, Ulids, milliseconds, parse_mail, ulid_of
from .objects import Objects
from .outbox import Committed, Outbox
from .stores.store import ObjectStore

T = TypeVar("T")

log = logging.getLogger(__name__)

#: Seconds between two looks for unfinished records.
_FINISH = 60.0


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
        self._outbox = Outbox(store, self._keys, profile_name, self.index, self._delivered)
        self._ulids = Ulids()
        self._follower = Follower(
            store,
            self._keys,
            profile_name,
            index=self.index,
            directory=self._directory,
            ulids=self._ulids,
            announce=self._announce,
        )
        self._callbacks: list[Callable[[Change], None]] = []
        self._committing = asyncio.Lock()
        self._finishing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the index and begin to follow the mailbox; returns before all of it is read.

        Raises Unavailable (``index_unavailable``); Forbidden (``not_your_mailbox``): another
        account has this profile's places on the store.
        """
        await self.index.open()
        await self._follower.start()
        self._finishing = asyncio.create_task(self._finish_now_and_then())

    async def stop(self) -> None:
        if self._finishing is not None:
            self._finishing.cancel()
            await asyncio.gather(self._finishing, return_exceptions=True)
            self._finishing = None
        await self._follower.stop()
        await self.index.close()

    async def synced(self) -> None:
        """Return once the whole mailbox is in the index. Raises Unavailable: it cannot be read."""
        await self._follower.synced()

    async def filled(self) -> None:
        """Like ``synced``, but content with what was read before the store stopped answering."""
        await self._follower.filled()

    async def card(self, id: SharedModelId) -> Card:
        """A SharedModel as this profile sees it. Raises NotFound (``shared_model_not_found``)."""
        return await self._known(lambda: self.index.card(id))

    async def shown(self, id: SharedModelId) -> str:
        """A SharedModel as people see it now, as JSON. Raises as ``card``, and Unavailable."""
        now = await self.now()
        return await self._known(lambda: self.index.shown(id, now))

    async def _known(self, ask: Callable[[], Awaitable[T | None]]) -> T:
        answer = await ask()
        if answer is None:
            await self.filled()
            answer = await ask()
        if answer is None:
            raise NotFound(
                "There is no such shared model, or it is not shared with you.",
                code="shared_model_not_found",
            )
        return answer

    def attend(self) -> None:
        """Somebody looks: a store on which each look costs a call is looked at often from now."""
        self._follower.attend()

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
        self._follower.inbox.since = milliseconds(profile.since)

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
            if previous and ulid_of(previous) < await self._follower.horizon():
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
        self._follower.inbox.memory.note([f"{committed.name}.json"], committed.generation)
        self._announce(committed.new, True)
        if committed.recipients:
            await self._outbox.deliver(committed.name, committed.data)

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

    def _announce(self, entries: Iterable[Entry], live: bool) -> None:
        """Tell of new events; what this server's index had before it was lost is no news."""
        for entry in entries:
            if entry.event is not None:
                if entry.event.kind == "unblocked":
                    self._follower.read_whole()  # what was left unread meanwhile counts now
                is_news = live and not self._follower.inbox.memory.was_told(entry.name)
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
