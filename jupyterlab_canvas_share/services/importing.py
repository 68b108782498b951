"""Fetching and verifying the bundles of what was shared with this profile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..bundle.recent import Recent
from ..exchange.exchange import Change, Exchange
from ..exchange.index.cards import Card
from ..exchange.keys import author_of
from ..model.bundle import BundleContents
from ..model.errors import CanvasShareError, Conflict, Gone, Refused
from ..model.events import EventId, SharedModelId
from .access import usable_card, visible_card
from .bundle_cache import BundleCache
from .sharing import OnEvent
from .versions import check_announced

if TYPE_CHECKING:
    from ..bundle.workers import Workers

log = logging.getLogger(__name__)

#: Contents kept in memory, so that pages that read again do not parse again.
_REMEMBERED = 16


class Importing:
    """Keeps a verified local copy of the current bundle of every SharedModel.

    What was shared with this profile is fetched as it arrives, one bundle at a time; what it shares
    itself, when somebody looks at it.
    """

    def __init__(
        self, exchange: Exchange, workers: Workers, cache_dir: Path, on_event: OnEvent
    ) -> None:
        self._exchange = exchange
        self._workers = workers
        self._cache = BundleCache(cache_dir)
        self._on_event = on_event
        self._remembered: Recent[EventId, BundleContents] = Recent(_REMEMBERED)
        self._locks: dict[EventId, asyncio.Lock] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._prepared: int | None = None
        exchange.on_change(self._changed)
        exchange.index.on_loss(self._wake.set)

    async def start(self) -> None:
        """Go on where the last run stopped, and try again what failed in it."""
        await self._prepare()
        self._wake.set()
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def retry(self, id: SharedModelId) -> None:
        """Import once more. Raises NotFound, Gone; Conflict (``not_failed``): there is no need."""
        card = await usable_card(self._exchange, id)
        if card.import_state != "failed":
            raise Conflict(
                "Only an import that failed can be tried again.",
                code="not_failed",
                details={"shared_model": id},
            )
        await self._exchange.index.set_import(card.version_id, None)
        self._wake.set()

    async def contents(self, id: SharedModelId) -> BundleContents:
        """What the current bundle says about itself.

        Raises NotFound: no such SharedModel; Gone (``revoked``, ``removed``); Conflict
        (``still_importing``); Refused (``import_failed``); for one's own, what fetching and
        verifying raise.
        """
        return await self._ensure(await usable_card(self._exchange, id))

    async def bundle_path(self, id: SharedModelId) -> Path:
        """The verified file of the current bundle. Raises as ``contents``."""
        card = await usable_card(self._exchange, id)
        path = self._cache.bundle(card.version_id)
        if not await asyncio.to_thread(path.exists):
            self._remembered.forget(card.version_id)
        await self._ensure(card)
        return path

    async def check(self, id: SharedModelId) -> None:
        """Raises NotFound: it does not exist, or this profile takes no part in it; Gone
        (``removed``)."""
        await visible_card(self._exchange, id)

    async def kept(self) -> list[EventId]:
        """The events of whose versions there are copies on this machine."""
        return await asyncio.to_thread(self._cache.kept)

    async def drop(self, events: Iterable[EventId]) -> None:
        """Delete the copies of these events' versions, also one that is just being made."""
        paths = []
        for event in events:
            async with self._lock(event):
                self._remembered.forget(event)
                await asyncio.to_thread(self._cache.remove, event)
            paths += [self._cache.bundle(event), self._cache.unchecked(event)]
        await self._workers.forget(paths)

    async def _ensure(self, card: Card) -> BundleContents:
        if card.direction == "with-me" and card.import_state == "failed":
            raise Refused(
                f"This model could not be imported: {card.import_reason}",
                code="import_failed",
                details={"shared_model": card.id},
            )
        if card.direction == "with-me" and card.import_state is None:
            raise Conflict(
                "This model is still being imported; try again in a moment.",
                code="still_importing",
                details={"shared_model": card.id},
            )
        if contents := await self._cached(card.version_id):
            return contents
        # one's own that nobody looked at yet, or a cache that somebody emptied
        return await self._import(card)

    async def _cached(self, event: EventId) -> BundleContents | None:
        contents = self._remembered.get(event)
        if contents is None:
            contents = await asyncio.to_thread(self._cache.contents, event)
            if contents is not None:
                self._remembered.keep(event, contents)
        return contents

    async def _import(self, card: Card) -> BundleContents:
        """Fetch to a file without a name, verify in a worker, and only then take it in."""
        event, ref = card.version_id, card.version.candidates[0].bundle
        async with self._lock(event):
            # it may have ended while others had their turn
            await usable_card(self._exchange, card.id)
            if contents := await self._cached(event):
                return contents
            unchecked = self._cache.unchecked(event)
            try:
                await self._exchange.fetch_object(author_of(event), card.id, ref, unchecked)
                contents = await self._workers.verify(unchecked, sha256=ref.sha256, size=ref.size)
                check_announced(card.version, contents.manifest)
                await asyncio.to_thread(self._cache.keep, event, unchecked, contents)
            finally:
                await asyncio.to_thread(unchecked.unlink, missing_ok=True)
            self._remembered.keep(event, contents)
        return contents

    def _lock(self, event: EventId) -> asyncio.Lock:
        return self._locks.setdefault(event, asyncio.Lock())

    def _changed(self, change: Change) -> None:
        # what one sends can be a file that one imports
        if change.action in ("received", "sent"):
            self._wake.set()

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._import_waiting()
            except CanvasShareError as error:
                log.warning("Importing waits: %s", error)
                await asyncio.sleep(1)
                self._wake.set()
            except Exception:
                log.exception("Importing failed")
                await asyncio.sleep(1)

    async def _prepare(self) -> None:
        """Tell the index what is in the cache. One that was lost since knows of none of it."""
        generation = self._exchange.index.generation
        ready = await asyncio.to_thread(self._cache.prepare)
        await self._exchange.index.set_imports(ready)
        self._prepared = generation

    async def _import_waiting(self) -> None:
        index = self._exchange.index
        if self._prepared != index.generation:
            await self._prepare()
        while waiting := await index.to_import(await self._exchange.now()):
            # the newest of each owner in turn: no flood of one makes the others wait
            for id in {author_of(id): id for id in reversed(waiting)}.values():
                card = await index.card(id)
                if card is None or card.import_state is not None:
                    continue
                try:
                    reason = await self._try(card)
                except Gone:
                    continue  # it ended meanwhile, and waits no more
                await index.set_import(card.version_id, "failed" if reason else "ready", reason)
                self._on_event("failed" if reason else "ready", id)

    async def _try(self, card: Card) -> str | None:
        """Why it failed, or None. Raises Gone."""
        try:
            await self._import(card)
        except Gone:
            raise
        except CanvasShareError as error:
            log.warning("Importing %s failed: %s", card.id, error)
            if error.code == "bundle_invalid":
                return f"{error.message} Ask {card.owner} to train and share it again."
            return error.message
        except OSError as error:
            log.warning("Importing %s failed: %s", card.id, error)
            return (
                f"The model could not be kept on this machine: {error.strerror or error}. Check "
                "the disk of CanvasShare.cache_dir, then try again."
            )
        except Exception:
            # one that nobody foresaw must not keep those behind it waiting
            log.exception("Importing %s failed", card.id)
            return "The model could not be opened; the server's log says why."
        return None
