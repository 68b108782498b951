"""What was shared, as people see it: the two lists, one card, its history, and what is new."""

from __future__ import annotations

import json
from typing import cast, get_args

from ..exchange.exchange import Exchange
from ..exchange.index.cards import Card, Filter
from ..exchange.index.history import HistoryRow
from ..exchange.index.news import NewsRow
from ..exchange.keys import from_milliseconds
from ..model.base import Page
from ..model.events import (
    PRIVATE_KINDS,
    EventKind,
    HistoryEntry,
    SharedModelId,
)
from ..model.paging import cursor, page, page_size, read_cursor
from ..model.profiles import App
from ..model.shares import (
    Notification,
    Notifications,
    SharedModel,
)
from .access import visible_card

_HISTORY_KINDS: tuple[EventKind, ...] = tuple(
    kind for kind in get_args(EventKind) if kind not in PRIVATE_KINDS
)


class SharedModelReader:
    """Reads as one profile."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, wanted: Filter, limit: int = 50, after: str | None = None) -> str:
        """Cards in the wanted order, as the JSON of ``SharedModels``.

        Raises BadRequest (``bad_cursor``, ``bad_limit``), Unavailable.
        """
        shape = (int, str) if wanted.sort == "updated" else (str, str)
        place = cast("tuple[int | str, str] | None", read_cursor(after, shape))
        await self._exchange.filled()
        index = self._exchange.index
        cards = await index.page(wanted, page_size(limit) + 1, await self._exchange.now(), place)
        shown = cards[:limit]
        following = cursor(shown[-1].place) if len(cards) > limit else None
        sources = await index.sources(wanted.direction)
        # joined, not parsed and written again: the index has each as text
        items = ",".join(card.content for card in shown)
        rest = json.dumps({"next": following, "sources": sources})
        return f'{{"items":[{items}],{rest[1:]}'

    async def get(self, id: SharedModelId) -> SharedModel:
        """One card that is not put away.

        Raises NotFound: it does not exist, or this profile takes no part in it; Gone (``removed``).
        """
        await visible_card(self._exchange, id)
        return await self.describe(id)

    async def describe(self, id: SharedModelId) -> SharedModel:
        """One card, also one that is put away. Raises NotFound."""
        return SharedModel.model_validate_json(await self._exchange.shown(id))

    async def history(
        self, id: SharedModelId, limit: int = 50, after: str | None = None
    ) -> Page[HistoryEntry]:
        """The Shared History, newest first. Raises as ``get``, and BadRequest."""
        card = await visible_card(self._exchange, id)
        cursor = cast("tuple[int, str] | None", read_cursor(after, (int, str)))
        rows = await self._exchange.index.history(id, _HISTORY_KINDS, page_size(limit) + 1, cursor)
        return page(
            rows, limit, lambda row: _history_entry(row, card), lambda row: (row.at, row.id)
        )

    async def notifications(
        self, app: App | None = None, limit: int = 50, after: str | None = None
    ) -> Notifications:
        """What others did and this profile did not look at, newest first.

        Raises BadRequest (``bad_cursor``, ``bad_limit``), Unavailable.
        """
        cursor = cast("tuple[int, str] | None", read_cursor(after, (int, str)))
        await self._exchange.filled()
        index = self._exchange.index
        apps: tuple[App, ...] = (app,) if app else get_args(App)
        rows = await index.news(apps, page_size(limit) + 1, cursor)
        shown = page(rows, limit, _notification, lambda row: (row.at, row.id))
        unread = await index.unread()
        return Notifications(
            items=shown.items,
            next=shown.next,
            unread=sum(unread.values()),
            unread_with_me=unread.get("with-me", 0),
        )


def _history_entry(row: HistoryRow, card: Card) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        author=row.author,
        kind=row.event.kind,
        at=from_milliseconds(row.at),
        note=row.event.note,
        version=row.event.version,
        current=row.id == card.version_id,
    )


def _notification(row: NewsRow) -> Notification:
    return Notification(
        id=row.id,
        shared_model=row.shared_model,
        kind=row.kind,
        author=row.author,
        at=from_milliseconds(row.at),
        title=row.title,
        direction=row.direction,
        to_app=row.to_app,
    )
