"""What the tests of a SharedModel's life share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.model.errors import CanvasShareError, NotFound
from jupyterlab_canvas_share.model.predictions import Predict
from jupyterlab_canvas_share.model.shares import ShareVersion

from .exchange_fixtures import eventually
from .services_fixtures import Office, Server, office, page_of, to

ROW = Predict(rows=({"tenure": 3.0},))
CSV = b"customer,tenure,Monthly Charges,Contract,Payment,Since\n"


def again(kind: str, request: str, **fields: object) -> ShareVersion:
    body = {"kind": kind, "source": "autopilot", "model_id": "forest", "request": request}
    return ShareVersion.model_validate({**body, **fields})


def objects(place: Office, author: str = "alice") -> list[Path]:
    folder = place.folder / "store" / "domains" / "default" / "objects" / author
    # a folder may go while it is looked through, which os.walk forgives
    return sorted(Path(at) / name for at, _, names in os.walk(folder) for name in names)


def copies(place: Office, name: str) -> list[str]:
    return sorted(path.name for path in (place.folder / "caches" / name / "bundles").iterdir())


async def vanish(look: object, *arguments: object, seconds: float = 10) -> None:
    async def gone() -> bool:
        return not look(*arguments)  # type: ignore[operator]

    await eventually(gone, seconds)


async def refusal(work: object) -> CanvasShareError:
    with pytest.raises(CanvasShareError) as error:
        await work  # type: ignore[misc]
    return error.value


async def listed(server: Server, direction: str = "with-me") -> list[str]:
    page = await page_of(server.reader, Filter(direction))  # type: ignore[arg-type]
    return [card.id for card in page.items]


async def state(server: Server, id: str) -> str:
    try:
        return (await server.reader.get(id)).state
    except NotFound:
        return "unknown"


async def reaches(server: Server, id: str, wanted: str) -> None:
    async def reached() -> bool:
        return await state(server, id) == wanted

    await eventually(reached, 30)


async def ended(server: Server, id: str, batch: str) -> None:
    async def done() -> bool:
        return (await server.predicting.batch(id, batch)).status != "InProgress"

    await eventually(done, 60)


@asynccontextmanager
async def shared(
    folder: Path, **fields: object
) -> AsyncIterator[tuple[Office, Server, Server, str]]:
    """Alice has shared a model with bob, and it is imported there."""
    async with (
        office(folder) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
    ):
        request = to("bob").model_copy(update=fields)
        id = (await alice.sharing.share(request)).id
        await reaches(bob, id, "ready")
        yield place, alice, bob, id


async def upload(folder: Path, rows: int) -> Path:
    path = folder / f"upload-{rows}"
    path.write_bytes(CSV + b"c1,3,70.5,One year,Card,2020-01-31\n" * rows)
    return path
