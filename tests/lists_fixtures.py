"""Lists of made-up shares, put into an index as if they had been read from a mailbox."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, get_args

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.judging import parse_content
from jupyterlab_canvas_share.exchange.keys import MailName, first_ulid, ulid_milliseconds
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.events import ModelSource
from jupyterlab_canvas_share.model.shares import SharedModel, Sort
from jupyterlab_canvas_share.services.shared_models import SharedModelReader

from .exchange_fixtures import A_REF, a_version, folder_circle
from .services_fixtures import page_of

SOURCES: tuple[ModelSource, ...] = get_args(ModelSource)
SORTS: tuple[Sort, ...] = get_args(Sort)
ME = "bob"


class Mail(NamedTuple):
    """What the tests say of a share or of an update of one. ``number`` is its place in time."""

    number: int
    title: str = "Churn"
    source: ModelSource = "autopilot"
    target: str = "Churn?"
    note: str = ""
    owner: str = "alice"
    updates: int | None = None

    @property
    def id(self) -> str:
        # three to a millisecond, so that more than the time must order them
        ulid = first_ulid(1_700_000_000_000 + self.number // 3)
        return f"{ulid[:20]}{self.number:06d}.{self.owner}"

    @property
    def shared_model(self) -> str:
        return self.id if self.updates is None else self._replace(number=self.updates).id


async def put(exchange: Exchange, mails: Iterable[Mail]) -> None:
    """Into the index, as if they had been read from the mailbox."""
    entries = []
    for mail in mails:
        version = a_version(A_REF, mail.title).model_dump(mode="json")
        event = {
            "id": mail.id,
            "kind": "shared" if mail.updates is None else "updated",
            "shared_model": mail.shared_model,
            "to_app": "Studio",
            "note": mail.note,
            "version": {**version, "source": mail.source, "target": mail.target},
        }
        mine = {"format": 1, "recipients": ["alice"], "request": None, "event": event}
        data = canonical_json(mine if mail.owner == ME else event)
        ulid = mail.id.partition(".")[0]
        name = MailName(ulid, hashlib.sha256(data).hexdigest(), mail.owner)
        entries.append(parse_content(name, data, ulid_milliseconds(ulid), ME, done=True))
    assert [entry.rejected for entry in entries] == [None] * len(entries)
    assert len(await exchange.index.add(entries)) == len(entries)


@asynccontextmanager
async def lists_of(*mails: Mail) -> AsyncIterator[Exchange]:
    with TemporaryDirectory() as folder:
        async with folder_circle(Path(folder)).person(ME) as exchange:
            await exchange.synced()
            await put(exchange, mails)
            yield exchange


async def pages(
    exchange: Exchange, wanted: Filter, limit: int
) -> AsyncIterator[tuple[SharedModel, ...]]:
    """A list page by page, as somebody scrolls through it."""
    reader, after = SharedModelReader(exchange), None
    while True:
        page = await page_of(reader, wanted, limit, after)
        yield page.items
        after = page.next
        if after is None:
            return
        assert len(page.items) == limit


async def whole(exchange: Exchange, wanted: Filter, limit: int = 3) -> list[SharedModel]:
    return [card async for page in pages(exchange, wanted, limit) for card in page]
