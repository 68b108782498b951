"""Exchanges on one folder, as several people's servers would be."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.cards import Filter
from jupyterlab_canvas_share.exchange.exchange import Change, Exchange
from jupyterlab_canvas_share.exchange.folder import FolderStore
from jupyterlab_canvas_share.exchange.keys import Keys, MailName, first_ulid, milliseconds
from jupyterlab_canvas_share.exchange.store import ObjectStore
from jupyterlab_canvas_share.model.events import (
    ObjectRef,
    SharedCandidate,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from jupyterlab_canvas_share.model.profiles import UserProfile

KEYS = Keys("default")
MODEL = b"a model" * 1000


def profile(name: str, *apps: str) -> UserProfile:
    return UserProfile.model_validate(
        {
            "name": name,
            "display_name": name.title(),
            "apps": apps or ("Studio", "Canvas"),
            "since": datetime.now(UTC),
        }
    )


@dataclass
class Circle:
    """A store, and the people on it."""

    folder: Path
    heard: dict[str, list[Change]] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.folder / "store"

    def store(self) -> FolderStore:
        return FolderStore(self.root)

    @asynccontextmanager
    async def person(
        self, name: str, store: ObjectStore | None = None, index: str = "index"
    ) -> AsyncIterator[Exchange]:
        """A running server of that person, with an index that later runs find again."""
        exchange = Exchange(
            store or self.store(), "default", name, self.folder / f"{name}-{index}.sqlite"
        )
        heard = self.heard[name] = []
        exchange.on_change(heard.append)
        await exchange.start()
        try:
            yield exchange
        finally:
            await exchange.stop()

    def mail(self, reader: str, end: str = "json") -> list[Path]:
        return sorted((self.root / KEYS.mailbox(reader)).glob(f"*.{end}"))

    def received(self, reader: str) -> list[Path]:
        """The events of others in a mailbox."""
        return [path for path in self.mail(reader) if path.name.split(".")[2] != reader]


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return Circle(tmp_path)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.canvasmodel"
    path.write_bytes(MODEL)
    return path


def a_version(ref: ObjectRef, title: str = "Churn") -> SharedModelVersion:
    return SharedModelVersion(
        source="autopilot",
        title=title,
        problem_type="BinaryClassification",
        target="Churn?",
        objective="F1",
        candidates=(SharedCandidate(name="lightgbm", objective_value=0.8, bundle=ref),),
    )


A_REF = ObjectRef(name="0" * 32, size=1, sha256="0" * 64)


def an_event(kind: str = "feedback", **fields: object) -> SharedModelEvent:
    return SharedModelEvent.model_validate({"kind": kind, "to_app": "Studio", **fields})


async def share(
    sender: Exchange,
    recipients: Sequence[str],
    model: Path,
    request: str = "request-1",
    *,
    title: str = "Churn",
    note: str = "",
) -> SharedModelId:
    """The steps of a share, as the service takes them."""
    if found := await sender.find(request):
        return found
    id = await sender.new_id()
    ref = await sender.describe_object(model)
    await sender.put_object(id, ref, model)
    event = SharedModelEvent(
        kind="shared",
        shared_model=id,
        to_app="Canvas",
        note=note,
        version=a_version(ref, title),
    )
    await sender.send(recipients, event, request)
    return id


async def eventually(condition: Callable[[], Awaitable[object]], seconds: float = 10) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 (it looks from outside, as a person would)
            await asyncio.sleep(0.01)


async def listed(reader: Exchange, id: SharedModelId, seconds: float = 10) -> None:
    """Wait until the reader's list shows the share."""
    await eventually(lambda: reader.index.card(id), seconds)


async def ids(reader: Exchange, direction: str = "with-me") -> list[SharedModelId]:
    cards = await reader.index.cards(Filter("by-me" if direction == "by-me" else "with-me"), 1000)
    return [card.id for card in cards]


def forge(circle: Circle, reader: str, author: str, data: bytes, *, ago: int = 0) -> MailName:
    """Put bytes into a mailbox under a key that names their author and digest, ``ago`` ms old."""
    moment = milliseconds(datetime.now(UTC)) - ago
    ulid = first_ulid(moment)[:10] + first_ulid(secrets.randbits(47) << 1)[:10] + "000000"
    name = MailName(ulid, hashlib.sha256(data).hexdigest(), author)
    path = circle.root / KEYS.mail(reader, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name
