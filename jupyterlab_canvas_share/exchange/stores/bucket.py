"""A bucket as the store: S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from obstore.exceptions import AlreadyExistsError, BaseError

from ...model.errors import CanvasShareError, Unavailable
from ..keys import Keys, check_key, check_prefix
from .bucket_connect import Store, connect
from .bucket_errors import code_of, explain, status_of
from .bucket_list import Listing, list_bucket
from .store import BucketOptions, ObjectInfo, missing, too_large

if TYPE_CHECKING:
    from obstore import GetResult

log = logging.getLogger(__name__)

#: So many objects are read at once.
_READS = 64
#: Bytes of a part of an upload, and parts at once: together what an upload holds in memory.
_PART = 8 << 20
_PARTS = 2
_CHUNK = 1 << 20
#: How often a write is repeated that clashed with another one of the same key.
_CLASHES = 5
#: All that obstore raises.
_ERRORS = (BaseError, FileNotFoundError)
_UNATTENDED_SECONDS = 60.0
_THERE_ON_AZURE = "BlobAlreadyExists"


class BucketStore:
    """Objects below ``prefix`` in a bucket.

    Retries, timeouts and uploads in parts are obstore's; every error comes within seconds.
    """

    def __init__(self, scheme: str, bucket: str, prefix: str, options: BucketOptions) -> None:
        self._connections = connect(scheme, bucket, options)
        self._root = f"{prefix}/" if prefix else ""
        self._poll_seconds = options.poll_seconds
        self._guarded = True
        self._url = f"{scheme}://{bucket}" + (f"/{prefix}" if prefix else "")
        if self._connections.endpoint:
            # a bucket of the same name on another server is another store
            self._url += f"?endpoint={self._connections.endpoint}"

    @property
    def url(self) -> str:
        return self._url

    async def prepare(self, keys: Keys, me: str) -> None:
        """Nothing to make: a bucket has no folders."""

    async def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        for attempt in range(_CLASHES):
            try:
                await self._put(path, data)
            except AlreadyExistsError as error:
                # obstore says so, too, of a 409: another write of this key is under way
                if status_of(error) != 409 or code_of(error) == _THERE_ON_AZURE:
                    return
                await asyncio.sleep(random.uniform(0.05, 0.1) * 2**attempt)  # noqa: S311
            except _ERRORS as error:
                raise explain(error, self.url, f"write {key}") from error
            else:
                return
        raise Unavailable(
            f"Others keep writing {key} on {self.url} at this moment. Try again.",
            code="store_unavailable",
            details={"store": self.url},
        )

    async def _put(self, path: str, data: bytes) -> None:
        store = self._connections.quick
        if self._guarded:
            try:
                await store.put_async(path, data, mode="create", use_multipart=False)
            except BaseError as error:
                if status_of(error) != 501:
                    raise
                log.info("%s knows no If-None-Match; objects are written without it", self.url)
                self._guarded = False
            else:
                return
        await store.put_async(path, data, use_multipart=False)

    async def put_file(self, key: str, path: Path) -> None:
        # unguarded, as parts at once need it: the name is 128 random bits, told to nobody yet
        try:
            await self._connections.bulk.put_async(
                self._path(key), path, chunk_size=_PART, max_concurrency=_PARTS
            )
        except _ERRORS as error:
            raise explain(error, self.url, f"write {key}") from error

    async def get(self, key: str, limit: int) -> bytes:
        try:
            result = await self._open(self._connections.quick, key, limit)
            return bytes(await result.bytes_async())
        except _ERRORS as error:
            raise explain(error, self.url, f"read {key}") from error

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        turns = asyncio.Semaphore(_READS)

        async def read(key: str) -> bytes | CanvasShareError:
            async with turns:
                try:
                    return await self.get(key, limit)
                except CanvasShareError as error:
                    return error

        return await asyncio.gather(*map(read, keys))

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        try:
            result = await self._open(self._connections.bulk, key, limit)
            with await asyncio.to_thread(path.open, "wb") as file:
                async for chunk in result.stream(min_chunk_size=_CHUNK):
                    await asyncio.to_thread(file.write, chunk)
        except _ERRORS as error:
            raise explain(error, self.url, f"read {key}") from error

    async def _open(self, store: Store, key: str, limit: int) -> GetResult:
        """The answer's head, before anything of the content is read."""
        try:
            result = await store.get_async(self._path(key))
        except FileNotFoundError as error:
            if code_of(error) in {"NoSuchBucket", "ContainerNotFound"}:
                raise
            raise missing(key) from error
        if result.meta["size"] > limit:
            raise too_large(key, limit)
        return result

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        wanted = Listing(
            root=self._root,
            prefix=self._root + check_prefix(prefix),
            after=self._root + start_after if start_after else "",
            before=self._root + end_before if end_before else None,
        )
        try:
            return await list_bucket(self._connections, wanted)
        except (*_ERRORS, BotoCoreError, ClientError) as error:
            raise explain(error, self.url, f"list {prefix}") from error

    async def delete(self, key: str) -> None:
        try:
            await self._connections.quick.delete_async(self._path(key))
        except _ERRORS as error:
            if not isinstance(error, FileNotFoundError) or code_of(error) == "NoSuchBucket":
                raise explain(error, self.url, f"delete {key}") from error

    async def changes(
        self, prefix: str, attended: Callable[[], bool]
    ) -> AsyncGenerator[None, None]:
        """At each poll while somebody looks, else each minute."""
        check_prefix(prefix)
        looked = due = time.monotonic()
        while True:
            # by the clock, so that the time that a look takes is not added to the interval
            due = max(due + self._poll_seconds, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            if attended() or time.monotonic() - looked > _UNATTENDED_SECONDS:
                looked = time.monotonic()
                yield

    async def now(self) -> datetime:
        return await self._connections.clock.now()

    def _path(self, key: str) -> str:
        return self._root + check_key(key)
