"""From the bytes of a mail to an entry that is accepted or refused with a reason.

Pure, so that the inbox and ``verify`` judge alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set as AbstractSet

from pydantic import ValidationError

from ..model.events import Record, SharedModelEvent
from .index.tables import Entry
from .keys import WINDOW, MailName, author_of, milliseconds, ulid_milliseconds
from .rules import objection_to_event, objection_to_record
from .stores.store import ObjectInfo

#: Why an event in its author's own mailbox is no record, and none was lost. Where a folder keeps
#: accounts apart, a recipient can move there what the author sent.
MOVED = "it is what its author sent to somebody else"


def counted_time(name: MailName, info: ObjectInfo) -> int:
    """When the mail was written, in ms: by its key, but never later than the store says."""
    return min(ulid_milliseconds(name.ulid), milliseconds(info.modified))


def parse_content(name: MailName, data: bytes, at: int, me: str, *, done: bool) -> Entry:
    """The mail, checked against its key and the format, but not yet whether it may be believed.

    ``me`` is whose mailbox it lies in, ``done`` whether a record is marked as delivered.
    """
    text = str(name)
    if hashlib.sha256(data).hexdigest() != name.sha256:
        return reject(text, name.author, at, "its content is not what its key says")
    record = None
    try:
        if name.author == me:
            record = Record.model_validate_json(data)
            event = record.event
        else:
            event = SharedModelEvent.model_validate_json(data)
    except ValidationError as error:
        moved = name.author == me and _is_event(data)
        reason = MOVED if moved else f"it does not parse: {error.errors()[0]['msg']}"
        return reject(text, name.author, at, reason)
    return Entry(
        name=text,
        id=name.event_id,
        author=name.author,
        at=at,
        event=event,
        record=record,
        done=record is None or not record.recipients or done,
        # as it was understood: of a name that comes twice, others might take the other value
        content=event.model_dump_json(),
    )


def _is_event(data: bytes) -> bool:
    try:
        SharedModelEvent.model_validate_json(data)
    except ValidationError:
        return False
    return True


def needs_participants(entry: Entry, me: str) -> bool:
    """Whether ``judge`` must know whom ``me`` shared the entry's SharedModel with."""
    return (
        entry.event is not None
        and entry.record is None
        and author_of(entry.event.shared_model) == me
    )


def judge(
    name: MailName, entry: Entry, me: str, since: int, participants: AbstractSet[str]
) -> Entry:
    """The entry, refused if ``me`` must not believe it. ``since``, in ms, is when ``me`` began."""
    if entry.event is None:
        return entry
    if entry.at < since - WINDOW:
        objection: str | None = "it is older than this profile"
    elif entry.record is not None:
        objection = objection_to_record(name, entry.record)
    else:
        objection = objection_to_event(name, entry.event, me, frozenset(participants))
    return entry if objection is None else reject(entry.name, entry.author, entry.at, objection)


def reject(name: str, author: str | None, at: int, reason: str) -> Entry:
    return Entry(name=name, id=None, author=author, at=at, event=None, rejected=reason)
