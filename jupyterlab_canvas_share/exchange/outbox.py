"""Sending: the record first, which is the commit, then each recipient's event, then ``.done``.

A server may die between any two of these. The record names all recipients, and every write can be
repeated, so whoever finds a record without ``.done`` finishes it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..model.base import canonical_json
from ..model.errors import CanvasShareError, TooLarge
from ..model.events import EVENT_LIMIT, EventId, Record, RequestId, SharedModelId
from .index.index import Index
from .index.tables import Entry
from .keys import Keys, MailName, ulid_milliseconds, ulid_of
from .stores.store import ObjectStore

log = logging.getLogger(__name__)

#: So many recipients' events are written at once.
_AT_ONCE = 16
#: How long after a request its repeat may come, in ms.
REPEATED = 24 * 3600 * 1000
#: Told which SharedModel's delivery came further.
OnDelivery = Callable[[SharedModelId], None]


@dataclass(frozen=True)
class Committed:
    """A record on the store. ``new`` is its entry unless the inbox saw it first; ``generation`` is
    of the index it went into."""

    name: MailName
    data: bytes
    recipients: tuple[str, ...]
    new: list[Entry]
    generation: int


class Outbox:
    """Sends as one profile, and finishes what an earlier run of it began."""

    def __init__(
        self, store: ObjectStore, keys: Keys, me: str, index: Index, on_delivery: OnDelivery
    ) -> None:
        self._store = store
        self._keys = keys
        self._me = me
        self._index = index
        self._on_delivery = on_delivery
        self._uncertain: dict[RequestId, tuple[EventId, Record]] = {}

    async def commit(self, id: EventId, record: Record) -> Committed:
        """Write the record. From here on the event will reach everybody it names.

        Raises TooLarge (``event_too_large``); Unavailable: it may have been committed or not.
        """
        data = canonical_json(record.model_dump(mode="json"))
        if len(data) > EVENT_LIMIT:
            raise TooLarge(
                f"The event has {len(data)} bytes, and {EVENT_LIMIT} are allowed. "
                "Shorten the note.",
                code="event_too_large",
                details={"limit": EVENT_LIMIT, "size": len(data)},
            )
        name = MailName(ulid_of(id), hashlib.sha256(data).hexdigest(), self._me)
        try:
            await self._store.put(self._keys.mail(self._me, name), data)
        except BaseException:
            if record.request:
                self._note_uncertain(record.request, id, record)
            raise
        if record.request:
            self._uncertain.pop(record.request, None)
        entry = Entry(
            name=str(name),
            id=id,
            author=self._me,
            at=ulid_milliseconds(name.ulid),
            event=record.event,
            record=record,
            done=not record.recipients,
        )
        generation = self._index.generation
        new = await self._index.add([entry])
        return Committed(name, data, record.recipients, new, generation)

    def _note_uncertain(self, request: RequestId, id: EventId, record: Record) -> None:
        # no list lags that far: the index knows by then whether it was written
        oldest = ulid_milliseconds(ulid_of(id)) - REPEATED
        self._uncertain = {
            known: (its_id, its_record)
            for known, (its_id, its_record) in self._uncertain.items()
            if ulid_milliseconds(ulid_of(its_id)) > oldest
        }
        self._uncertain[request] = (id, record)

    async def commit_again(self, request: RequestId) -> Committed | None:
        """If it is unknown whether this request's record was written: write it once more, which
        is the same write. To look for it would not do, because a list may lag.

        Raises Unavailable: it is still unknown.
        """
        lost = self._uncertain.get(request)
        return await self.commit(*lost) if lost else None

    async def finish(self, names: list[MailName]) -> None:
        """Deliver records that were committed but not finished."""
        for name in names:
            try:
                data = await self._store.get(self._keys.mail(self._me, name), EVENT_LIMIT)
            except CanvasShareError as error:
                log.warning("The record %s cannot be read: %s", name, error.message)
                continue
            if hashlib.sha256(data).hexdigest() != name.sha256:
                log.error("The record %s was changed on the store; it is not delivered", name)
                continue
            await self.deliver(name, data)

    async def deliver(self, name: MailName, record: bytes) -> None:
        """Write every recipient's event, then ``.done``. Whom it does not reach is tried again."""
        mail, event, recipients = mail_of_record(name, record)
        undelivered = []
        turns = asyncio.Semaphore(_AT_ONCE)

        async def reach(recipient: str) -> None:
            async with turns:
                try:
                    await self._store.put(self._keys.mail(recipient, mail), event)
                except CanvasShareError as error:
                    log.warning("%s does not reach %s yet: %s", name, recipient, error.message)
                    undelivered.append(recipient)

        await asyncio.gather(*map(reach, recipients))
        done = not undelivered
        if done:
            try:
                await self._store.put(self._keys.done(name), b"")
            except CanvasShareError as error:
                log.warning("%s cannot be marked as done yet: %s", name, error.message)
                done = False
        changed = await self._index.set_delivered(str(name), undelivered, done=done)
        if changed:
            self._on_delivery(changed)


def mail_of_record(name: MailName, record: bytes) -> tuple[MailName, bytes, list[str]]:
    """What each recipient of a record gets: its name and content; and who they are.

    From the record's own bytes, so that every attempt, by any version, writes the same event.
    """
    content = json.loads(record)
    event = canonical_json(content["event"])
    mail = MailName(name.ulid, hashlib.sha256(event).hexdigest(), name.author)
    return mail, event, content["recipients"]
