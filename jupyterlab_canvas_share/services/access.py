"""Whether a SharedModel may be looked at, and whether it may still be used."""

from __future__ import annotations

from ..exchange.exchange import Exchange
from ..exchange.index.cards import Card
from ..exchange.keys import from_milliseconds
from ..model.errors import Gone
from ..model.events import SharedModelId


async def visible_card(exchange: Exchange, id: SharedModelId) -> Card:
    """A card that is not put away.

    Raises NotFound: it does not exist, or this profile takes no part in it; Gone (``removed``).
    """
    card = await exchange.card(id)
    if card.removed:
        raise removed(card, exchange.me)
    return card


async def usable_card(exchange: Exchange, id: SharedModelId) -> Card:
    """A card that is still shared. Raises as ``visible_card``, and Gone (``revoked``)."""
    card = await visible_card(exchange, id)
    ended_at = card.ended_at(await exchange.now())
    if ended_at is not None:
        raise revoked(card, ended_at, exchange.me)
    return card


def removed(card: Card, me: str) -> Gone:
    """What to say about a SharedModel that ``me`` has put away."""
    again = f" It comes back if {card.owner} shares a new version of it."
    return Gone(
        f"You have removed this model.{'' if card.owner == me else again}",
        code="removed",
        details={"shared_model": card.id},
    )


def revoked(card: Card, ended_at: int, me: str) -> Gone:
    """What to say about a SharedModel that was revoked or expired at ``ended_at``, in ms."""
    since = from_milliseconds(ended_at)
    return Gone(
        f"{'You' if card.owner == me else card.owner} no longer "
        f"share{'' if card.owner == me else 's'} this model, since {since:%Y-%m-%d %H:%M} UTC.",
        code="revoked",
        details={
            "shared_model": card.id,
            "owner": card.owner,
            "revoked_at": since.isoformat(),
        },
    )
