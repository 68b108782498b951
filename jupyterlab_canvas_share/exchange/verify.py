"""Reading everything that one profile may read again, and saying what is wrong with it.

Over the store alone: no index, nothing is written. It judges as the inbox does (``judging.py``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..model.errors import CanvasShareError, NotFound, Refused
from ..model.events import CURRENT_KINDS, EVENT_LIMIT, EventId, ObjectRef, SharedModelId
from .directory import Directory
from .index.tables import Entry
from .judging import MOVED, counted_time, judge, needs_participants, parse_content
from .keys import Keys, MailName, author_of, milliseconds, parse_mail
from .objects import Objects
from .outbox import mail_of_record
from .stores.store import ObjectInfo, ObjectStore

#: So many mails are read at once, of at most EVENT_LIMIT bytes each.
_BATCH = 50

FindingKind = Literal[
    "bad_key",
    "forged",
    "too_large",
    "damaged",
    "unauthorised",
    "unreadable",
    "missing_event",
    "lost_record",
    "undelivered",
    "lost_mail",
    "missing_object",
    "damaged_object",
]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``key`` is on the store, or, for what is missing, should be or names
    what should be."""

    kind: FindingKind
    key: str
    message: str


@dataclass
class Counts:
    """What was looked at. ``unseen_copies`` are recipients' copies that the store keeps to them."""

    mails: int = 0
    objects: int = 0
    bytes: int = 0
    copies: int = 0
    unseen_copies: int = 0


@dataclass
class _Share:
    """What was read of one SharedModel."""

    ids: set[EventId] = field(default_factory=set)
    #: Each event that has one, with its key and the event it names as its author's last.
    previous: dict[EventId, tuple[str, EventId]] = field(default_factory=dict)
    participants: set[str] = field(default_factory=set)
    #: Author and object, in the order they were named.
    objects: dict[tuple[str, ObjectRef], None] = field(default_factory=dict)
    revoked: bool = False
    #: When the owner's newest version ends, in ms; with the event that says so.
    expiry: tuple[EventId, int | None] = ("", None)

    def ended(self, now: int) -> bool:
        return self.revoked or (self.expiry[1] is not None and self.expiry[1] <= now)


class Verifier:
    """One run over the mailbox of ``me``. ``scratch`` is a local folder for one object at a time.

    ``counts`` is complete when ``findings`` ends.
    """

    def __init__(self, store: ObjectStore, keys: Keys, me: str, scratch: Path) -> None:
        self.counts = Counts()
        self._store = store
        self._keys = keys
        self._me = me
        self._scratch = scratch
        self._prefix = keys.mailbox(me)
        self._since = 0
        self._shares: dict[SharedModelId, _Share] = defaultdict(_Share)
        self._present: set[EventId] = set()
        self._accepted: Counter[EventId] = Counter()
        self._damaged_records: list[str] = []
        self._copies_are_seen = True

    async def findings(self) -> AsyncIterator[Finding]:
        """Everything that is wrong, as it is found. Raises Unavailable: the store does not answer,
        or does not let ``me`` list its own mailbox."""
        async for finding in self._profiles():
            yield finding
        mails: list[tuple[MailName, ObjectInfo]] = []
        done: set[str] = set()
        for info in await self._store.list(self._prefix):
            parsed = parse_mail(info.key.removeprefix(self._prefix))
            if parsed is None:
                yield Finding("bad_key", info.key, "the key does not parse")
            elif not info.authentic:
                yield Finding("forged", info.key, f"{parsed[0].author} did not write it")
            elif parsed[1] == "json":
                mails.append((parsed[0], info))
                self._present.add(parsed[0].event_id)
            elif parsed[0].author == self._me and info.size == 0:
                done.add(str(parsed[0]))
            else:
                yield Finding("damaged", info.key, "this is no mark of a delivery")
        self.counts.mails = len(mails)
        # one's own records first: they say who may answer
        mails.sort(key=lambda mail: mail[0].author != self._me)
        for start in range(0, len(mails), _BATCH):
            async for finding in self._read(mails[start : start + _BATCH], done):
                yield finding
        for finding in (*self._lost_records(mails, done), *self._gaps()):
            yield finding
        async for finding in self._objects():
            yield finding

    async def _profiles(self) -> AsyncIterator[Finding]:
        directory = Directory(self._store, self._keys)
        for profile in await directory.profiles():
            if profile.name == self._me:
                self._since = milliseconds(profile.since)
        async for kind, key, message in directory.defects():
            yield Finding(kind, key, message)

    async def _read(
        self, batch: list[tuple[MailName, ObjectInfo]], done: set[str]
    ) -> AsyncIterator[Finding]:
        small = [(name, info) for name, info in batch if info.size <= EVENT_LIMIT]
        for name, info in batch:
            if info.size > EVENT_LIMIT:
                self._note_damaged(name)
                yield Finding("too_large", info.key, f"{info.size} bytes; {EVENT_LIMIT} are read")
        contents = await self._store.get_many([info.key for _, info in small], EVENT_LIMIT)
        for (name, info), content in zip(small, contents, strict=True):
            if isinstance(content, CanvasShareError):
                self._note_damaged(name)
                yield Finding("unreadable", info.key, content.message)
                continue
            at = counted_time(name, info)
            entry = parse_content(name, content, at, self._me, done=str(name) in done)
            if entry.rejected == MOVED:
                yield Finding("unauthorised", info.key, MOVED)
                continue
            if entry.rejected:
                self._note_damaged(name)
                yield Finding("damaged", info.key, entry.rejected)
                continue
            entry = judge(name, entry, self._me, self._since, self._participants(name, entry))
            self._accepted[name.event_id] += 1
            if entry.rejected or self._accepted[name.event_id] > 1:
                reason = entry.rejected or "another event of this author has the same id"
                yield Finding("unauthorised", info.key, reason)
                continue
            self._remember(info.key, name.event_id, entry)
            if entry.record is None or not entry.record.recipients:
                continue
            if not entry.done:
                recipients = ", ".join(entry.record.recipients)
                yield Finding("undelivered", info.key, f"not yet delivered to all of {recipients}")
                continue
            async for finding in self._copies(name, content):
                yield finding

    def _note_damaged(self, name: MailName) -> None:
        if name.author == self._me:
            self._damaged_records.append(name.ulid)

    def _participants(self, name: MailName, entry: Entry) -> set[str]:
        if entry.event is None or not needs_participants(entry, self._me):
            return set()
        participants = self._shares[entry.event.shared_model].participants
        # a record that cannot be read may have named this author: that it is damaged was said
        if any(ulid < name.ulid for ulid in self._damaged_records):
            return participants | {name.author}
        return participants

    def _remember(self, key: str, id: EventId, entry: Entry) -> None:
        event = entry.event
        if event is None:
            return
        share = self._shares[event.shared_model]
        share.ids.add(id)
        if event.previous is not None:
            share.previous[id] = (key, event.previous)
        if entry.record is not None:
            share.participants.update(entry.record.recipients)
        author, owner = author_of(id), author_of(event.shared_model)
        if author == owner:
            share.revoked |= event.kind == "revoked"
            if event.kind in CURRENT_KINDS:
                ends = milliseconds(event.expires_at) if event.expires_at else None
                share.expiry = max(share.expiry, (id, ends), key=lambda expiry: expiry[0])
        if event.version is not None:
            for ref in event.version.objects:
                share.objects[author, ref] = None

    async def _copies(self, name: MailName, record: bytes) -> AsyncIterator[Finding]:
        """Whether the recipients' copies are there, as far as the store shows them to others."""
        mail, event, recipients = mail_of_record(name, record)
        for recipient in recipients:
            if not self._copies_are_seen:
                self.counts.unseen_copies += 1
                continue
            key = self._keys.mail(recipient, mail)
            try:
                found = await self._store.get(key, EVENT_LIMIT)
            except NotFound:
                yield Finding("lost_mail", key, f"it was delivered to {recipient} and is not there")
            except CanvasShareError:
                # as it should be: nobody but its reader may look into a mailbox
                self._copies_are_seen = False
                self.counts.unseen_copies += 1
            else:
                self.counts.copies += 1
                if found != event:
                    yield Finding("damaged", key, "its content is not what its key says")

    def _lost_records(
        self, mails: list[tuple[MailName, ObjectInfo]], done: set[str]
    ) -> Iterator[Finding]:
        for name in sorted(done - {str(name) for name, _ in mails}):
            key = f"{self._prefix}{name}.json"
            yield Finding("lost_record", key, "it was delivered, and the record is not there")

    def _gaps(self) -> Iterator[Finding]:
        """Every event names its author's last one before it in that SharedModel; one that is newer
        than the first that this reader got must be here, too."""
        for share in self._shares.values():
            said: set[EventId] = set()
            for key, previous in share.previous.values():
                newer = previous > min(share.ids)
                if newer and previous not in self._present and previous not in said:
                    said.add(previous)
                    message = f"the event before it, {previous}, is not in the mailbox"
                    yield Finding("missing_event", key, message)

    async def _objects(self) -> AsyncIterator[Finding]:
        objects = Objects(self._store, self._keys)
        now = milliseconds(await self._store.now())
        target = self._scratch / "object"
        for id, share in self._shares.items():
            for author, ref in share.objects:
                key = self._keys.object(author, id, ref.name)
                try:
                    await objects.fetch(author, id, ref, target)
                    self.counts.objects += 1
                    self.counts.bytes += ref.size
                except Refused:
                    message = "its size or digest is not what its event says"
                    yield Finding("damaged_object", key, message)
                except CanvasShareError as error:
                    # Its author's server deletes the files of what is no longer shared. A bucket
                    # says of a file that is gone, to who may not list, that it is forbidden.
                    gone = isinstance(error, NotFound)
                    if share.ended(now) and (gone or error.code == "store_forbidden"):
                        continue
                    kind: FindingKind = "missing_object" if gone else "unreadable"
                    yield Finding(kind, key, error.message)
                finally:
                    target.unlink(missing_ok=True)
