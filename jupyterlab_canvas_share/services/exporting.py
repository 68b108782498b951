"""Writing a verified bundle to a file of one's own, to carry it by hand."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..bundle.workers import Workers
from ..exchange.exchange import Exchange
from ..exchange.keys import author_of
from ..model.errors import Conflict, NotFound, Refused
from ..model.events import SharedModelId
from ..sources.base import Source
from .access import usable_card


@dataclass(frozen=True)
class Exported:
    """``size`` is in bytes."""

    title: str
    size: int


async def export_shared(
    exchange: Exchange, workers: Workers, id: SharedModelId, target: Path, *, force: bool
) -> Exported:
    """Write the bundle of the current version of a SharedModel.

    Raises NotFound, Gone: it is no longer shared; Refused (``object_damaged``,
    ``bundle_invalid``); Conflict (``file_exists``); NotFound (``no_such_folder``), Refused
    (``not_written``); Unavailable.
    """
    async with _new_file(target, force=force) as part:
        card = await usable_card(exchange, id)
        ref = card.version.candidates[0].bundle
        await exchange.fetch_object(author_of(card.version_id), card.id, ref, part)
        await workers.verify(part, sha256=ref.sha256, size=ref.size)
    return Exported(card.version.title, ref.size)


async def export_own(
    source: Source, workers: Workers, model_id: str, target: Path, *, force: bool
) -> Exported:
    """Write the bundle of a model of one's own. Raises as ``export_shared`` and as the source."""
    async with _new_file(target, force=force) as part:
        bundle = await source.bundle(model_id)
        await asyncio.to_thread(shutil.copyfile, bundle, part)
        await workers.verify(part)
        size = (await asyncio.to_thread(part.stat)).st_size
    return Exported((await source.summary(model_id)).title, size)


@asynccontextmanager
async def _new_file(target: Path, *, force: bool) -> AsyncIterator[Path]:
    """A path beside ``target`` to write to; it becomes the target if all goes well."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if not force and await asyncio.to_thread(os.path.lexists, target):
            raise _exists(target)
        yield part
        await asyncio.to_thread(_finish, part, target, force=force)
    except FileNotFoundError as error:
        raise NotFound(
            f"There is no folder {target.parent}. Create it, or name another one.",
            code="no_such_folder",
        ) from error
    except OSError as error:
        raise Refused(
            f"{target} cannot be written: {error.strerror or error}. Name another place.",
            code="not_written",
        ) from error
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)


def _finish(part: Path, target: Path, *, force: bool) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    if force:
        part.replace(target)
        return
    try:
        # unlike a rename, a link never takes the place of a file that came meanwhile
        target.hardlink_to(part)
    except FileExistsError:
        raise _exists(target) from None
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise _exists(target) from None
        part.rename(target)


def _exists(target: Path) -> Conflict:
    return Conflict(
        f"{target} is there already. Name another file, or replace it with --force.",
        code="file_exists",
    )
