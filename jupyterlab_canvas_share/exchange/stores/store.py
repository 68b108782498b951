"""What the exchange asks of a place to keep objects. Narrow on purpose: a folder or a bucket.

Objects are immutable and keys belong to their author, so no call needs a lock, an exclusive create
or a compare-and-swap.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from ...model.errors import BadRequest, CanvasShareError, NotFound, TooLarge, Unavailable
from ..keys import Keys


class ObjectInfo(NamedTuple):
    """One line of a list. ``size`` is in bytes, ``modified`` by the store's clock, in UTC.

    ``authentic`` is false where the store can tell that the author in the key did not write it.
    """

    key: str
    size: int
    modified: datetime
    authentic: bool = True


class ObjectStore(Protocol):
    """A flat space of immutable objects.

    Every method raises ``Unavailable`` (``store_unavailable``) when the store does not answer, and
    ``BadRequest`` (``bad_key``) for a key outside the grammar of ``keys.py``. After an error a
    write may or may not have happened; writing again is always safe.
    """

    @property
    def url(self) -> str:
        """Which store this is; two servers with the same URL share it."""
        ...

    async def prepare(self, keys: Keys, me: str) -> None:
        """Make the places that belong to the profile ``me``, where a store needs that.

        Raises Forbidden (``not_your_mailbox``): somebody else made them; Unavailable.
        """
        ...

    async def put(self, key: str, data: bytes) -> None:
        """Store ``data`` durably. Success if the key is already there."""
        ...

    async def put_file(self, key: str, path: Path) -> None:
        """Like ``put`` with the content of a local file, without holding it in memory."""
        ...

    async def get(self, key: str, limit: int) -> bytes:
        """The content. Raises NotFound (``object_missing``); TooLarge over ``limit`` bytes."""
        ...

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        """Like ``get`` for many, in their order; in place of one that cannot be had, its error."""
        ...

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        """Like ``get``, into the local file ``path``, which is created or overwritten."""
        ...

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        """Everything below ``prefix`` (which ends in ``/``) with
        ``start_after < key < end_before``, sorted by key."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the object. Success if it is not there."""
        ...

    def changes(self, prefix: str, attended: Callable[[], bool]) -> AsyncGenerator[None, None]:
        """Wakes whenever something below ``prefix`` may be new; now and then without cause.

        Where each look costs a call, it looks less often while nobody is ``attended``.
        """
        ...

    async def now(self) -> datetime:
        """The store's clock, in UTC."""
        ...


@dataclass(frozen=True)
class BucketOptions:
    """How to reach a bucket. Empty means what the environment says (``AWS_…``, a shared config
    file, an attached role) or the provider's default; only ``ca_bundle`` and ``poll_seconds``
    count for ``gs://`` and ``az://``.

    ``kms_key`` is the id or ARN of the key that new objects are encrypted with; ``ca_bundle`` a PEM
    file; ``poll_seconds`` how often a mailbox is listed while somebody looks.
    """

    endpoint: str = ""
    region: str = ""
    profile: str = ""
    path_style: bool = True
    kms_key: str = ""
    ca_bundle: str = ""
    poll_seconds: float = 5.0


#: What brings the packages that a bucket needs.
INSTALL = "pip install 'jupyterlab-canvas-share[s3]'"
_BUCKET_URL = re.compile(
    r"(?P<scheme>[a-z0-9]+)://(?P<bucket>[a-z0-9][a-z0-9._-]{1,61}[a-z0-9])"
    r"(?P<prefix>(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._=-]+)*)/?",
    re.ASCII,
)


def missing(key: str) -> NotFound:
    """What a store raises for a key that is not there."""
    return NotFound(f"{key} is not on the store (any more).", code="object_missing")


def too_large(key: str, limit: int) -> TooLarge:
    """What a store raises for an object of more than ``limit`` bytes."""
    return TooLarge(f"{key} is larger than {limit} bytes.", details={"limit": limit})


class BucketUrl(NamedTuple):
    """``prefix`` is empty or parts with ``/`` between them."""

    scheme: str
    bucket: str
    prefix: str


def names_bucket(url: str) -> bool:
    """Whether a store's URL is a bucket's, well-formed or not."""
    return urlsplit(url).scheme in {"s3", "gs", "az"}


def parse_bucket_url(url: str) -> BucketUrl | None:
    """The parts of ``s3://bucket/prefix`` and its like; None for what is no bucket's.

    Raises BadRequest (``bad_store_url``): a bucket's, but malformed.
    """
    if not names_bucket(url):
        return None
    if match := _BUCKET_URL.fullmatch(url):
        return BucketUrl(match["scheme"], match["bucket"], match["prefix"].strip("/"))
    raise BadRequest(
        f"{url!r} does not name a bucket. Set CanvasShare.store to s3://bucket or "
        "s3://bucket/prefix: a bucket's name in lower case, then parts of letters, digits "
        "and ._=- without query, fragment or user.",
        code="bad_store_url",
    )


def open_store(url: str, options: BucketOptions | None = None) -> ObjectStore:
    """The store behind ``url``: ``file:///absolute/folder``, or ``s3://bucket/prefix``,
    ``gs://bucket/prefix``, ``az://container/prefix``. Asks nothing of it yet, but reads files.

    Raises BadRequest (``bad_store_url``; ``bad_store_setting``: an option is wrong); Unavailable
    (``store_package_missing``).
    """
    if bucket := parse_bucket_url(url):
        return _open_bucket(bucket, options or BucketOptions())
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise BadRequest(
            f"{url!r} is not a store that this version knows. Set CanvasShare.store to a folder "
            "that every colleague's server can reach, as file:///shared/folder, or to a bucket, "
            "as s3://bucket/prefix.",
            code="bad_store_url",
        )
    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or parts.fragment or not path.is_absolute() or path == Path("/"):
        raise BadRequest(
            f"{url!r} does not name an absolute folder. Set CanvasShare.store with three slashes, "
            "as file:///shared/folder.",
            code="bad_store_url",
        )
    from .folder import FolderStore

    return FolderStore(path)


def _open_bucket(url: BucketUrl, options: BucketOptions) -> ObjectStore:
    try:
        from .bucket import BucketStore
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        raise Unavailable(
            f"A bucket as the store needs the package {package}. Install it with: {INSTALL}",
            code="store_package_missing",
        ) from error
    return BucketStore(*url, options)
