"""Objects: bundles and data sets, under names that nobody can guess."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from pathlib import Path

from ..model.errors import NotFound, Refused, TooLarge
from ..model.events import OBJECT_LIMIT, ObjectRef, SharedModelId
from .keys import Keys
from .stores.store import ObjectStore


class Objects:
    """The objects of one Domain."""

    def __init__(self, store: ObjectStore, keys: Keys) -> None:
        self._store = store
        self._keys = keys

    async def describe(self, path: Path) -> ObjectRef:
        """What a file will be called on the store. Raises TooLarge (``object_too_large``)."""
        size, sha256 = await asyncio.to_thread(_measure, path)
        if size > OBJECT_LIMIT:
            raise TooLarge(
                f"The model has {size} bytes, and {OBJECT_LIMIT} are allowed.",
                code="object_too_large",
                details={"limit": OBJECT_LIMIT, "size": size},
            )
        return ObjectRef(name=secrets.token_hex(16), size=size, sha256=sha256)

    async def put(
        self, author: str, shared_model: SharedModelId, ref: ObjectRef, path: Path
    ) -> None:
        """Store a file that was described. Raises Unavailable."""
        await self._store.put_file(self._keys.object(author, shared_model, ref.name), path)

    async def fetch(
        self, author: str, shared_model: SharedModelId, ref: ObjectRef, target: Path
    ) -> None:
        """Copy an object to ``target``, checked before it gets its name.

        Raises Refused (``object_damaged``), NotFound (``object_missing``), Unavailable.
        """
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            try:
                key = self._keys.object(author, shared_model, ref.name)
                await self._store.get_file(key, part, ref.size)
                found: tuple[int, str] | None = await asyncio.to_thread(_measure, part)
            except TooLarge:
                found = None
            except NotFound as error:
                raise NotFound(
                    "The model's file is not on the store any more. "
                    f"Ask {author} to share it again.",
                    code="object_missing",
                    details={"author": author, "shared_model": shared_model},
                ) from error
            if found != (ref.size, ref.sha256):
                raise Refused(
                    "The model's file on the store is not the one that was shared: its size or "
                    f"digest differs. Ask {author} to share it again.",
                    code="object_damaged",
                    details={"author": author, "shared_model": shared_model},
                )
            await asyncio.to_thread(part.rename, target)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest
