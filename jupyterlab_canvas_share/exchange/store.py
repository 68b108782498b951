"""What the exchange asks of a place to keep objects. Narrow on purpose: a folder or a bucket.

Objects are immutable and keys belong to their author, so no call needs a lock, an exclusive create
or a compare-and-swap.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ..model.errors import BadRequest, CanvasShareError
from .keys import Keys


@dataclass(frozen=True)
class ObjectInfo:
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


def open_store(url: str) -> ObjectStore:
    """The store behind ``url``, which is ``file:///absolute/folder``.

    Raises BadRequest (``bad_store_url``) for anything else.
    """
    from .folder import FolderStore

    parts = urlsplit(url)
    if parts.scheme != "file":
        raise BadRequest(
            f"{url!r} is not a store that this version knows. Set CanvasShare.store to a folder "
            "that every colleague's server can reach, as file:///shared/folder.",
            code="bad_store_url",
        )
    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or parts.fragment or not path.is_absolute() or path == Path("/"):
        raise BadRequest(
            f"{url!r} does not name an absolute folder. Set CanvasShare.store with three slashes, "
            "as file:///shared/folder.",
            code="bad_store_url",
        )
    return FolderStore(path)
