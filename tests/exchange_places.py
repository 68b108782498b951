"""Stores as they look from outside, for looking at what lies there and for damaging it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore

from .s3_fixtures import Seaweed


@dataclass(frozen=True)
class Stored:
    """An object as it lies on the store, for looking at it and for damaging it."""

    place: Place
    key: str

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    def read(self) -> bytes:
        return self.place.read(self.key)

    def write(self, data: bytes) -> None:
        self.place.write(self.key, data)

    def remove(self) -> None:
        self.place.remove(self.key)

    def rename(self, key: str) -> None:
        data = self.read()
        self.remove()
        self.place.write(key, data)


class Place(Protocol):
    """What a store keeps its objects in, reached around the store. A key may be any text."""

    def store(self) -> ObjectStore: ...

    def keys(self, prefix: str) -> list[str]: ...

    def read(self, key: str) -> bytes: ...

    def write(self, key: str, data: bytes) -> None: ...

    def remove(self, key: str) -> None: ...

    def modified(self, key: str) -> datetime: ...

    def take_away(self) -> None:
        """Before its first use: as if nobody had made it yet."""

    def bring_back(self) -> None: ...


@dataclass
class FolderPlace:
    root: Path

    def store(self) -> ObjectStore:
        return FolderStore(self.root)

    def keys(self, prefix: str) -> list[str]:
        folder = self.root / prefix
        return sorted(f"{prefix}{path.name}" for path in folder.glob("*") if path.is_file())

    def read(self, key: str) -> bytes:
        return (self.root / key).read_bytes()

    def write(self, key: str, data: bytes) -> None:
        (self.root / key).parent.mkdir(parents=True, exist_ok=True)
        (self.root / key).write_bytes(data)

    def remove(self, key: str) -> None:
        (self.root / key).unlink()

    def modified(self, key: str) -> datetime:
        return datetime.fromtimestamp((self.root / key).stat().st_mtime, UTC)

    def take_away(self) -> None:
        self.root.parent.mkdir(exist_ok=True)
        self.root.write_text("not a folder")

    def bring_back(self) -> None:
        self.root.unlink()


@dataclass
class BucketPlace:
    seaweed: Seaweed
    bucket: str
    prefix: str
    #: Where the store looks for the server, if not there directly.
    endpoint: str = ""

    def store(self) -> ObjectStore:
        return self.seaweed.store(
            f"s3://{self.bucket}/{self.prefix}",
            endpoint=self.endpoint or self.seaweed.endpoint,
            poll_seconds=0.5,
        )

    def keys(self, prefix: str) -> list[str]:
        whole = f"{self.prefix}/{prefix}"
        found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=whole, Delimiter="/")
        assert not found["IsTruncated"]
        return sorted(each["Key"][len(self.prefix) + 1 :] for each in found.get("Contents", ()))

    def read(self, key: str) -> bytes:
        body = self._client.get_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")["Body"]
        return bytes(body.read())

    def write(self, key: str, data: bytes) -> None:
        self._client.put_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}", Body=data)

    def remove(self, key: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")

    def modified(self, key: str) -> datetime:
        head = self._client.head_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")
        return head["LastModified"] + timedelta(seconds=1)

    def take_away(self) -> None:
        self.bucket = f"{self.bucket}-{secrets.token_hex(4)}"

    def bring_back(self) -> None:
        self._client.create_bucket(Bucket=self.bucket)

    @cached_property
    def _client(self) -> Any:
        return self.seaweed.client()
