"""Sending a file as an attachment that no browser opens as a page of this origin."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .base import CanvasShareHandler

CHUNK = 1024 * 1024


async def send_file(
    handler: CanvasShareHandler, path: Path, filename: str, content_type: str
) -> None:
    """Stream ``path`` to the client in bounded memory, named by us."""
    _announce(handler, filename, content_type, (await asyncio.to_thread(path.stat)).st_size)
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            handler.write(chunk)
            await handler.flush()
    handler.finish(set_content_type=content_type)


def send_bytes(
    handler: CanvasShareHandler, content: bytes, filename: str, content_type: str
) -> None:
    """Send a file that was never on disk."""
    _announce(handler, filename, content_type, len(content))
    handler.finish(content, set_content_type=content_type)


def _announce(handler: CanvasShareHandler, filename: str, content_type: str, size: int) -> None:
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", filename)[-100:]
    handler.set_header("Content-Disposition", f'attachment; filename="{safe}"')
    handler.set_header("X-Content-Type-Options", "nosniff")
    handler.set_header("Content-Type", content_type)
    handler.set_header("Content-Length", str(size))
