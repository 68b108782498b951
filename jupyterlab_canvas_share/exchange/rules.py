"""Which events a reader believes. The sender's server is not trusted to have asked these first."""

from __future__ import annotations

from ..model.events import (
    BRINGING_KINDS,
    OWN_ID_KINDS,
    OWNER_KINDS,
    PRIVATE_KINDS,
    Record,
    SharedModelEvent,
)
from .keys import MailName, author_of


def objection_to_event(
    name: MailName, event: SharedModelEvent, reader: str, participants: frozenset[str]
) -> str | None:
    """Why ``reader`` must not believe somebody else's event, or None.

    ``participants`` are those the reader shared the event's SharedModel with.
    """
    owner = author_of(event.shared_model)
    if event.kind in PRIVATE_KINDS:
        return f"{event.kind!r} is an event that one sends only to oneself"
    if owner not in (name.author, reader):
        return f"{name.author} wrote to {reader} in a SharedModel of {owner}"
    if owner == reader:
        if event.kind in OWNER_KINDS:
            return f"only the owner may send {event.kind!r}, and {name.author} is not"
        if name.author not in participants:
            return f"the SharedModel was never shared with {name.author}"
    return _objection_to_form(name, event)


def objection_to_record(name: MailName, record: Record) -> str | None:
    """Why a record in its author's own mailbox cannot be one, or None."""
    event, me = record.event, name.author
    owner = author_of(event.shared_model)
    if me in record.recipients:
        return "a record never names its author"
    if event.kind in PRIVATE_KINDS:
        if record.recipients:
            return "a private event has no recipients"
    elif owner != me:
        if event.kind in OWNER_KINDS:
            return f"only the owner may send {event.kind!r}, and {me} is not"
        if record.recipients != (owner,):
            return f"an event in a SharedModel of {owner} goes to {owner} alone"
    return _objection_to_form(name, event)


def _objection_to_form(name: MailName, event: SharedModelEvent) -> str | None:
    if event.id != name.event_id:
        return "it was written under another key"
    if (event.kind in OWN_ID_KINDS) != (event.shared_model == name.event_id):
        return "a SharedModel is named after its first event, which is 'shared'"
    if (event.version is not None) != (event.kind in BRINGING_KINDS):
        return f"{event.kind!r} comes {'with' if event.version is None else 'without'} a version"
    return None
