"""Exchanges on one store, as several people's servers would be."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.exchange import Change, Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.keys import Keys, MailName, first_ulid, milliseconds
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.events import (
    ObjectRef,
    SharedCandidate,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from jupyterlab_canvas_share.model.profiles import UserProfile

from .exchange_places import BucketPlace, FolderPlace, Place, Stored
from .s3_fixtures import Seaweed

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
    place: Place
    heard: dict[str, list[Change]] = field(default_factory=dict)

    def store(self) -> ObjectStore:
        return self.place.store()

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
        exchange.attend()
        await exchange.start()
        try:
            yield exchange
        finally:
            await exchange.stop()

    def at(self, key: str) -> Stored:
        return Stored(self.place, key)

    def mail(self, reader: str, end: str = "json") -> list[Stored]:
        keys = self.place.keys(KEYS.mailbox(reader))
        return [self.at(key) for key in keys if key.endswith(f".{end}")]

    def received(self, reader: str) -> list[Stored]:
        """The events of others in a mailbox."""
        return [mail for mail in self.mail(reader) if mail.name.split(".")[2] != reader]


def folder_circle(folder: Path) -> Circle:
    return Circle(folder, FolderPlace(folder / "store"))


def bucket_circle(folder: Path, seaweed: Seaweed, endpoint: str = "") -> Circle:
    return Circle(folder, BucketPlace(seaweed, seaweed.shared, secrets.token_hex(6), endpoint))


STORES = ("folder", "s3")


@pytest.fixture(params=STORES)
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Circle:
    """On every kind of store."""
    if request.param == "folder":
        return folder_circle(tmp_path)
    return bucket_circle(tmp_path, request.getfixturevalue("seaweed"))


class Through:
    """A store as another one, but for what a subclass does otherwise."""

    def __init__(self, inner: ObjectStore) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


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
    return await found(reader, Filter("by-me" if direction == "by-me" else "with-me"))


async def found(
    reader: Exchange, wanted: Filter, limit: int = 1000, after: tuple[int | str, str] | None = None
) -> list[SharedModelId]:
    """The ids in a page of a list."""
    page = await reader.index.page(wanted, limit, await reader.now(), after)
    return [card.place[1] for card in page]


def claiming(data: bytes, id: str) -> bytes:
    """The event in ``data``, if there is one, under this id: whoever forges knows the format."""
    try:
        event = json.loads(data)
    except ValueError:
        return data
    if not isinstance(event, dict) or "kind" not in event:
        return data
    return json.dumps(event | {"id": id}).encode()


def forge(
    circle: Circle, reader: str, author: str, data: bytes, *, ago: int = 0, ulid: str = ""
) -> MailName:
    """Put bytes into a mailbox under a key that names their author and digest, ``ago`` ms old."""
    moment = milliseconds(datetime.now(UTC)) - ago
    ulid = ulid or first_ulid(moment)[:10] + first_ulid(secrets.randbits(47) << 1)[:10] + "000000"
    data = claiming(data, f"{ulid}.{author}")
    name = MailName(ulid, hashlib.sha256(data).hexdigest(), author)
    circle.place.write(KEYS.mail(reader, name), data)
    return name
