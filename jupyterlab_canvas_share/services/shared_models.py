"""What was shared, as people see it: the two lists, one card, its history, and what is new."""

from __future__ import annotations

from typing import cast, get_args

from ..exchange.exchange import Exchange
from ..exchange.index.cards import Card, Filter
from ..exchange.index.index import HistoryRow
from ..exchange.index.news import NewsRow
from ..exchange.keys import author_of, from_milliseconds
from ..model.base import Page
from ..model.events import (
    PRIVATE_KINDS,
    EventKind,
    HistoryEntry,
    SharedModelId,
)
from ..model.paging import page, page_size, read_cursor
from ..model.profiles import App
from ..model.shares import (
    LastEvent,
    Notification,
    Notifications,
    SharedModel,
    SharedModels,
    ShareState,
)
from .access import visible_card

_HISTORY_KINDS: tuple[EventKind, ...] = tuple(
    kind for kind in get_args(EventKind) if kind not in PRIVATE_KINDS
)


class SharedModelReader:
    """Reads as one profile."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, wanted: Filter, limit: int = 50, after: str | None = None) -> SharedModels:
        """Cards in the wanted order. Raises BadRequest (``bad_cursor``, ``bad_limit``),
        Unavailable."""
        shape = (int, str) if wanted.sort == "updated" else (str, str)
        cursor = cast("tuple[int | str, str] | None", read_cursor(after, shape))
        await self._exchange.filled()
        index = self._exchange.index
        cards = await index.cards(wanted, page_size(limit) + 1, cursor)
        describe = await self._describer()
        shown = page(cards, limit, describe, lambda card: card.place(wanted.sort))
        sources = tuple(await index.sources(wanted.direction))
        return SharedModels(items=shown.items, next=shown.next, sources=sources)

    async def get(self, id: SharedModelId) -> SharedModel:
        """One card that is not put away.

        Raises NotFound: it does not exist, or this profile takes no part in it; Gone (``removed``).
        """
        return await self.describe(await visible_card(self._exchange, id))

    async def describe(self, card: Card) -> SharedModel:
        """A card as people see it."""
        return (await self._describer())(card)

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

    async def _describer(self) -> CardDescriber:
        return CardDescriber(
            await self._exchange.now(), frozenset(await self._exchange.index.blocked())
        )


class CardDescriber:
    """Cards as people see them at one moment, ``now`` in ms since the epoch."""

    def __init__(self, now: int, blocked: frozenset[str]) -> None:
        self._now = now
        self._blocked = blocked

    def __call__(self, card: Card) -> SharedModel:
        mine = card.direction == "by-me"
        count = len(card.recipients)
        ended_at = card.ended_at(self._now)
        version = card.version
        return SharedModel(
            id=card.id,
            owner=card.owner,
            direction=card.direction,
            source=version.source,
            title=version.title,
            problem_type=version.problem_type,
            target=version.target,
            positive_class=version.positive_class,
            objective=version.objective,
            objective_value=version.candidates[0].objective_value,
            note=card.note,
            shared_at=from_milliseconds(card.shared_at),
            updated_at=from_milliseconds(card.updated_at),
            recipients=card.recipients if mine else (),
            undelivered=card.undelivered if mine else (),
            shared_to=f"Shared to: {count} Canvas user{'' if count == 1 else 's'}" if mine else "",
            state=_state(card, ended_at),
            failure_reason=None if ended_at else card.import_reason,
            unseen=card.unseen,
            versions=card.versions,
            last_event=LastEvent(
                kind=card.newest_kind,
                author=author_of(card.newest),
                at=from_milliseconds(card.updated_at),
            ),
            expires_at=card.expiry,
            revoked_at=from_milliseconds(ended_at) if ended_at else None,
            blocked=card.owner in self._blocked,
        )


def _state(card: Card, ended_at: int | None) -> ShareState:
    if card.removed:
        return "removed"
    if ended_at:
        return "revoked"
    if card.direction == "by-me":
        return "ready"
    return cast("ShareState", card.import_state or "importing")


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
