"""What one profile notes for itself: seen, put away, blocked. Nobody else is told."""

from __future__ import annotations

from ..exchange.exchange import Exchange
from ..exchange.index.cards import Card
from ..exchange.keys import is_profile_name
from ..model.errors import BadRequest, Refused
from ..model.events import EventKind, SharedModelEvent, SharedModelId
from ..model.profiles import BlockedProfile
from ..model.shares import SharedModel
from .access import visible_card
from .shared_models import SharedModelReader


class Marks:
    """Events to oneself, which all of this profile's servers read. May raise Unavailable."""

    def __init__(self, exchange: Exchange, reader: SharedModelReader) -> None:
        self._exchange = exchange
        self._reader = reader

    async def seen(self, id: SharedModelId) -> SharedModel:
        """Mark everything up to now as read. Raises NotFound, Gone (``removed``)."""
        card = await visible_card(self._exchange, id)
        if card.unseen:
            await self._mark(card, "seen")
        return await self._reader.get(id)

    async def remove(self, id: SharedModelId) -> SharedModel:
        """Put a card away, until its owner shares a new version; again, it is the same.

        Raises NotFound; Refused (``still_shared``): it is one's own and others can use it.
        """
        card = await self._exchange.card(id)
        if not card.removed:
            if card.direction == "by-me" and not card.ended_at(await self._exchange.now()):
                raise Refused(
                    "This model is still shared with others. Revoke it first.", code="still_shared"
                )
            await self._mark(card, "removed")
        return await self._reader.describe(id)

    async def block(self, name: str, *, blocked: bool) -> BlockedProfile:
        """Accept nothing new from a profile, or accept it again; then what came meanwhile counts.

        Raises BadRequest (``bad_profile_name``), Refused (``cannot_block_yourself``).
        """
        if not is_profile_name(name):
            raise BadRequest(f"{name[:80]!r} is no profile's name.", code="bad_profile_name")
        if name == self._exchange.me:
            raise Refused("You cannot block yourself.", code="cannot_block_yourself")
        await self._exchange.filled()
        if (name in await self._exchange.index.blocked()) != blocked:
            id = await self._exchange.new_id()
            mark = SharedModelEvent(
                kind="blocked" if blocked else "unblocked",
                shared_model=id,
                to_app="Studio",
                subject=name,
            )
            await self._exchange.send((), mark)
        return BlockedProfile(name=name, blocked=blocked)

    async def _mark(self, card: Card, kind: EventKind) -> None:
        mark = SharedModelEvent(
            kind=kind, shared_model=card.id, to_app=card.to_app, subject=card.newest
        )
        await self._exchange.send((), mark)
