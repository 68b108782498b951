"""What a person can do about an error of the file system."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from ...model.errors import Unavailable

_FIXES = {
    errno.ENOSPC: "It is full: free some space.",
    errno.EDQUOT: "The quota is used up: free some space, or ask for more.",
    errno.EFBIG: "The file is larger than the file system or the server's limits allow.",
    errno.EROFS: "It is mounted read-only: mount it so that it can be written to.",
    errno.EACCES: "This account may not do that there: look whose folder it is, and its mode.",
    errno.EPERM: "This account may not do that there: look whose folder it is, and its mode.",
    errno.ENOTDIR: "A part of its path is a file or a link, and must be a folder.",
    errno.EIO: "The disk or the file server has a fault: look at its log.",
    errno.ESTALE: "The file server does not know the folder any more: mount it again.",
}


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Raises Unavailable (``store_unavailable``) for an OSError; ``details`` has its errno."""
    try:
        yield
    except OSError as error:
        fix = _FIXES.get(error.errno or 0, "Check that the folder is there.")
        raise Unavailable(
            f"The store {url} cannot be used: {error.strerror or error}. {fix} (CanvasShare.store)",
            code="store_unavailable",
            details={"store": url, "errno": error.errno},
        ) from error
