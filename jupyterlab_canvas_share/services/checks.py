"""What must hold before an event is sent, whichever it is."""

from __future__ import annotations

from ..exchange.index.cards import Card
from ..exchange.keys import milliseconds
from ..model.base import NOTE_LIMIT, Time
from ..model.errors import Forbidden, Refused


def check_owner(card: Card, me: str, action: str) -> None:
    """Raises Forbidden (``not_the_owner``)."""
    if card.owner != me:
        raise Forbidden(
            f"Only {card.owner}, who shared this model, can {action}.",
            code="not_the_owner",
            details={"owner": card.owner},
        )


def check_shared(card: Card, me: str, advice: str) -> None:
    """An imported file is nobody else's yet. Raises Refused (``not_shared``)."""
    if card.owner == me and card.direction == "with-me":
        raise Refused(advice, code="not_shared")


def check_note(note: str) -> None:
    """Raises Refused (``note_too_long``, ``note_not_text``)."""
    try:
        note.encode()
    except UnicodeEncodeError:
        # a command's argument can hold bytes that are none
        raise Refused("The note is not UTF-8 text. Write it anew.", code="note_not_text") from None
    if len(note) > NOTE_LIMIT:
        over = len(note) - NOTE_LIMIT
        raise Refused(
            f"The note is {over:,} character{'' if over == 1 else 's'} too long; "
            f"{NOTE_LIMIT:,} are allowed. Shorten it.",
            code="note_too_long",
            details={"limit": NOTE_LIMIT, "over": over},
        )


def check_expiry(expires_at: Time | None, now: int) -> None:
    """``now`` is in ms since the epoch. Raises Refused (``already_expired``)."""
    if expires_at and milliseconds(expires_at) <= now:
        raise Refused(
            "The share would have expired already. Choose a later time.", code="already_expired"
        )
