"""What follows when a SharedModel is revoked, expires, or is put away.

Its copies leave this machine and this server's memory, its batch predictions stop, and what this
profile put on the store for it is deleted. Results that were computed before stay. That it must not
be used any more is asked on every use (``access.py``), not here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from ..exchange.exchange import Change, Exchange
from ..exchange.index.cards import Card
from ..exchange.lifetimes import Lifetimes
from ..model.errors import CanvasShareError, Gone
from ..model.events import SharedModelId
from .access import removed, revoked
from .importing import Importing
from .predictions import Predicting
from .sharing import OnEvent

log = logging.getLogger(__name__)

#: Seconds between two looks without cause, after an error, and between two cleanings of the store.
_LOOK = 60.0
_AGAIN = 5.0
_CLEAN = 3600.0
#: Seconds after an expiry at which it is looked for; clocks tick in steps.
_AFTER = 0.05


class Endings:
    """Follows the exchange and the clock. All that it does can be repeated."""

    def __init__(
        self, exchange: Exchange, importing: Importing, predicting: Predicting, on_event: OnEvent
    ) -> None:
        self._exchange = exchange
        self._lifetimes = Lifetimes(exchange.index, exchange.me)
        self._importing = importing
        self._predicting = predicting
        self._on_event = on_event
        self._touched: set[SharedModelId] = set()
        self._all = True
        self._looked_at: int | None = None
        self._next_cleaning = float("-inf")
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        exchange.on_change(self._changed)

    async def start(self) -> None:
        """Begin with what ended while no server ran."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _changed(self, change: Change) -> None:
        if change.live:
            self._touched.add(change.shared_model)
        else:
            # a mailbox read anew: too many to look at one by one
            self._all = True
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            wait = _AGAIN
            try:
                await self._exchange.synced()
                wait = await self._look()
            except CanvasShareError as error:
                log.warning("Looking for what has ended, trying again: %s", error)
            except Exception:
                log.exception("Looking for what has ended failed")
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self) -> float:
        """End what has ended; answers in how many seconds to look again at the latest."""
        self._wake.clear()
        now = await self._exchange.now()
        if self._all:
            await self._drop_unneeded(now)
            self._touched |= self._predicting.shared_models
            self._all = False
        while self._touched:
            id = self._touched.pop()
            try:
                await self._end_if_over(id, now)
            except CanvasShareError:
                self._touched.add(id)
                raise
        expired = []
        if self._looked_at is not None:
            expired = await self._lifetimes.expired(self._looked_at, now)
        for id in expired:
            await self._end_if_over(id, now)
            self._on_event("expired", id)
        if time.monotonic() > self._next_cleaning or await self._has_objects_in(expired, now):
            await self._exchange.cleaning.run()
            self._next_cleaning = time.monotonic() + _CLEAN
        self._looked_at = now
        following = await self._lifetimes.next_expiry(now)
        if following is None:
            return _LOOK
        return min(_LOOK, (following - now) / 1000 + _AFTER)

    async def _has_objects_in(self, ids: Sequence[SharedModelId], now: int) -> bool:
        """Whether the store is to be cleaned for these: it takes a look at every mail, and how much
        of others' expires is up to them."""
        found = await self._lifetimes.own_objects(ids, now)
        return any(own.names for own in found.values())

    async def _drop_unneeded(self, now: int) -> None:
        kept = await self._importing.kept()
        await self._importing.drop(await self._lifetimes.unneeded(kept, now))

    async def _end_if_over(self, id: SharedModelId, now: int) -> None:
        card = await self._exchange.index.card(id)
        reason = None if card is None else self._reason(card, now)
        if card is None or reason is None:
            return
        self._predicting.stop_batches(id, f"{reason.message} The batch prediction was stopped.")
        await self._importing.drop(await self._lifetimes.versions(id))
        if card.revoked_at is not None or (card.removed and card.owner == self._exchange.me):
            # what expired is left to the cleaning, which first looks for a later update
            await self._exchange.cleaning.delete_objects(id)

    def _reason(self, card: Card, now: int) -> Gone | None:
        """Why a SharedModel cannot be used any more; null while it can."""
        ended_at = card.ended_at(now)
        if ended_at is not None:
            return revoked(card, ended_at, self._exchange.me)
        return removed(card, self._exchange.me) if card.removed else None
