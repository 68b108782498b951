"""People who share at random over stores that fail, and people who write what they must not."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Change, Exchange
from jupyterlab_canvas_share.exchange.keys import (
    MailName,
    author_of,
    first_ulid,
    milliseconds,
    parse_mail,
)
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.errors import CanvasShareError
from jupyterlab_canvas_share.model.events import (
    BRINGING_KINDS,
    EVENT_LIMIT,
    PRIVATE_KINDS,
    EventKind,
    SharedModelEvent,
    SharedModelId,
)

from .checker_fixtures import Faults, FaultyStore, Wire
from .exchange_fixtures import A_REF, KEYS, a_version, an_event, claiming

NAMES = ("alice", "bob", "carol", "dave")
MALLORY = "mallory"
YEAR = 365 * 24 * 3600 * 1000


@dataclass
class Intent:
    """One thing a person wants to happen, however often it must be asked for."""

    author: str
    slot: int
    kind: EventKind
    request: str
    recipients: tuple[str, ...]
    shared_model: SharedModelId | None = None
    subject: str | None = None
    acknowledged: bool = False
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def content(self) -> bytes:
        return self.request.encode() * 5


@dataclass
class Server:
    """One server of a person: its life ends with a stop, its index file and its faults do not."""

    name: str
    path: Path
    faults: Faults = field(default_factory=Faults)
    exchange: Exchange | None = None
    store: FaultyStore | None = None
    heard: list[Change] = field(default_factory=list)
    lives: list[list[Change]] = field(default_factory=list)


class Circle:
    """Everybody, their servers, what they wanted and what was forged."""

    def __init__(
        self, folder: Path, open_store: Callable[[], ObjectStore], litter: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.open_store = open_store
        self.inner = open_store()
        self.litter = litter
        self.wire = Wire()
        self.intents: list[Intent] = []
        self.hostile: dict[str, str] = {}
        self.tally: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self.servers = {
            (name, slot): Server(name, folder / f"{name}-{slot}.sqlite")
            for name in NAMES
            for slot in range(2)
        }

    async def start(self, server: Server) -> None:
        if server.exchange is not None:
            return
        server.faults.dead = False
        server.store = FaultyStore(self.open_store(), server.faults, self.wire)
        mailbox = KEYS.mailbox(server.name)
        server.store.was_there([info.key for info in await self.inner.list(mailbox)])
        server.exchange = Exchange(server.store, KEYS.domain, server.name, server.path)
        server.heard = []
        server.lives.append(server.heard)
        server.exchange.on_change(server.heard.append)
        await server.exchange.start()

    async def stop(self, server: Server) -> None:
        exchange, server.exchange = server.exchange, None
        if exchange is not None and server.store is not None:
            await exchange.stop()
            await server.store.close()

    def begin(self, intent: Intent) -> asyncio.Task[None]:
        """Ask for it on the author's server, as a page does that does not give up."""
        task = asyncio.create_task(self._ask(intent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        if self._tasks:
            await asyncio.gather(*self._tasks)

    async def _ask(self, intent: Intent) -> None:
        async with intent.asking:
            exchange = self.servers[intent.author, intent.slot].exchange
            if exchange is None:
                return
            self.tally[intent.kind] += 1
            try:
                await self._do(intent, exchange)
            except CanvasShareError:
                self.tally["not acknowledged"] += 1

    async def _do(self, intent: Intent, exchange: Exchange) -> None:
        if found := await exchange.find(intent.request):
            intent.shared_model = intent.shared_model or found
            intent.acknowledged = True
            return
        id = intent.shared_model or await exchange.new_id()
        fields: dict[str, object] = {}
        if intent.kind in BRINGING_KINDS:
            file = self.folder / f"{intent.request}.canvasmodel"
            file.write_bytes(intent.content)
            ref = await exchange.describe_object(file)
            await exchange.put_object(id, ref, file)
            fields["version"] = a_version(ref, f"title {intent.request}")
        event = an_event(
            intent.kind, shared_model=id, note=intent.request, subject=intent.subject, **fields
        )
        await exchange.send(intent.recipients, event, intent.request)
        intent.acknowledged = True
        intent.shared_model = id

    async def follow_up(
        self, kind: EventKind, server: Server, slot: int, share: int, added: Sequence[str]
    ) -> Intent | None:
        """What this person may do about some share, as the services decide it."""
        shares = [each for each in self.intents if each.kind == "shared" and each.shared_model]
        if not shares or server.exchange is None:
            return None
        id = shares[share % len(shares)].shared_model or ""
        try:
            card = await server.exchange.card(id)
        except CanvasShareError:
            return None
        mine = card.owner == server.name
        recipients = card.recipients if mine else (card.owner,)
        if kind in PRIVATE_KINDS:
            recipients = ()
        elif kind in ("recipients-added", "revoked") and not mine:
            return None
        elif kind == "recipients-added":
            recipients = (*recipients, *(each for each in added if each not in recipients))
        intent = self.intend(server.name, slot, kind, recipients)
        intent.shared_model = id
        intent.subject = card.newest if kind in PRIVATE_KINDS else None
        return intent

    def intend(self, author: str, slot: int, kind: EventKind, to: Sequence[str]) -> Intent:
        recipients = tuple(name for name in to if name != author)
        intent = Intent(author, slot, kind, f"request-{len(self.intents)}", recipients)
        self.intents.append(intent)
        return intent

    async def forge(self, reader: str, author: str, data: bytes, why: str, **key: object) -> None:
        """Write bytes into a mailbox under a key of our choice."""
        ahead = int(str(key.get("ahead", 0)))
        ulid = key.get("ulid") or (
            first_ulid(milliseconds(datetime.now(UTC)) + ahead)[:10]
            + first_ulid(secrets.randbits(47) << 1)[:10]
            + "000000"
        )
        data = claiming(data, f"{ulid}.{author}")
        sha256 = str(key.get("sha256") or hashlib.sha256(data).hexdigest())
        name = MailName(str(ulid), sha256, author)
        mail = KEYS.mail(reader, name)
        await self.inner.put(mail, data)
        self.wire.tell(mail)
        self.hostile[mail] = why

    async def attack(  # noqa: PLR0912 (one branch a way)
        self, way: str, reader: str, by: str, share: int
    ) -> None:
        """One thing that nobody may do, or that looks so; see ``WAYS``."""
        shares = [each for each in self.intents if each.kind == "shared" and each.shared_model]
        chosen = shares[share % len(shares)].shared_model if shares else None
        id = chosen or f"{first_ulid(1)}.{NAMES[0]}"
        owner = author_of(id)
        feedback = _bytes(an_event(shared_model=id, note=f"hostile {len(self.hostile)}"))
        version = a_version(A_REF, "hostile")
        if way == "wrong digest":
            await self.forge(
                reader, owner if owner != reader else by, feedback, way, sha256="0" * 64
            )
        elif way == "oversized":
            await self.forge(reader, by, b" " * (EVENT_LIMIT + 1), way)
        elif way == "no event":
            await self.forge(reader, by, b'{"kind": "feedback"', way)
        elif way == "unknown field":
            data = json.loads(feedback) | {"author": owner, "n": len(self.hostile)}
            await self.forge(reader, by, json.dumps(data).encode(), way)
        elif way == "speaks as the owner" and by != owner:
            for event in (
                an_event("revoked", shared_model=id),
                an_event("recipients-added", shared_model=id, version=version),
                an_event("shared", shared_model=id, version=version),
            ):
                await self.forge(owner, by, _bytes(event), way)
        elif way == "in somebody else's" and owner not in (by, reader) and by != reader:
            await self.forge(reader, by, feedback, way)
        elif way == "private" and by != reader:
            await self.forge(
                reader, by, _bytes(an_event("removed", shared_model=id, subject=id)), way
            )
        elif way == "without a version" and owner != reader:
            event = an_event("updated", shared_model=id)
            await self.forge(reader, owner, _bytes(event), way)
        elif way == "a stranger answers" and by != owner:
            await self.forge(owner, by, feedback, "answers")
        elif way == "a year ahead" and by != owner:
            await self.forge(owner, by, feedback, "answers", ahead=YEAR)
        elif way == "same id":
            await self._equivocate(reader)
        elif way == "flood":
            for number in range(60):
                await self.forge(reader, MALLORY, b"%d" % number, way)
        elif way == "unparsable key":
            self.litter(KEYS.mailbox(reader))

    async def _equivocate(self, reader: str) -> None:
        """A second, different event under the id of a feedback that is there already."""
        prefix = KEYS.mailbox(reader)
        for info in await self.inner.list(prefix):
            parsed = parse_mail(info.key.removeprefix(prefix))
            if parsed is None or parsed[1] != "json" or info.key in self.hostile:
                continue
            ulid, author = parsed[0].ulid, parsed[0].author
            if author == reader:
                continue
            event = SharedModelEvent.model_validate_json(
                await self.inner.get(info.key, EVENT_LIMIT)
            )
            if event.kind == "feedback":
                other = event.model_copy(update={"note": f"hostile {len(self.hostile)}"})
                await self.forge(reader, author, _bytes(other), "same id", ulid=ulid)
                return


WAYS = (
    "wrong digest",
    "oversized",
    "no event",
    "unknown field",
    "speaks as the owner",
    "in somebody else's",
    "private",
    "without a version",
    "a stranger answers",
    "a year ahead",
    "same id",
    "flood",
    "unparsable key",
)


def _bytes(event: SharedModelEvent) -> bytes:
    return event.model_dump_json().encode()
