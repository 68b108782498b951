"""Listing a bucket, also where somebody wrote keys that nobody expects."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from obstore.exceptions import InvalidPathError

from .bucket_connect import Connections
from .store import ObjectInfo


@dataclass(frozen=True)
class Listing:
    """Which keys to list: below ``prefix`` (which ends in ``/``), ``after < key < before``.

    ``root`` is taken off the keys found.
    """

    root: str
    prefix: str
    after: str
    before: str | None

    def entry(self, key: str, size: int, modified: datetime) -> ObjectInfo:
        if modified.microsecond == 0:
            # the store tells whole seconds and cuts off the rest
            modified += timedelta(milliseconds=999)
        return ObjectInfo(key.removeprefix(self.root), size, modified.astimezone(UTC))


async def list_bucket(connections: Connections, wanted: Listing) -> list[ObjectInfo]:
    """Sorted by key. Reads no page after the one that reaches ``before``.

    Raises what obstore and boto3 raise.
    """
    try:
        found = await _list(connections, wanted)
    except InvalidPathError:
        # somebody wrote a key that obstore refuses to list (a line break, an empty part), and with
        # it all others; boto3 is slower and lists any
        if connections.boto is None:
            raise
        found = await asyncio.to_thread(lambda: [*_list_with_boto3(connections, wanted)])
    return sorted(found, key=lambda info: info.key)


async def _list(connections: Connections, wanted: Listing) -> list[ObjectInfo]:
    found: list[ObjectInfo] = []
    async for page in connections.quick.list(wanted.prefix, offset=wanted.after or None):
        for each in page:
            key = each["path"]
            if wanted.before is not None and key >= wanted.before:
                return found
            # obstore takes a slash off the end of what to start after
            if key > wanted.after:
                found.append(wanted.entry(key, each["size"], each["last_modified"]))
    return found


def _list_with_boto3(connections: Connections, wanted: Listing) -> Iterator[ObjectInfo]:
    pages = connections.boto.get_paginator("list_objects_v2").paginate(
        Bucket=connections.bucket, Prefix=wanted.prefix, StartAfter=wanted.after
    )
    for page in pages:
        for each in page.get("Contents", ()):
            if wanted.before is not None and each["Key"] >= wanted.before:
                return
            yield wanted.entry(each["Key"], each["Size"], each["LastModified"])
