"""What a person can do about an error of the file system."""

from __future__ import annotations

import errno

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


class explained:
    """Raises Unavailable (``store_unavailable``) for an OSError; ``details`` has its errno.

    A class, because one made with ``contextmanager`` costs as much as opening a file, of each of
    which there is one.
    """

    __slots__ = ("_url",)

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError):
            fix = _FIXES.get(error.errno or 0, "Check that the folder is there.")
            raise Unavailable(
                f"The store {self._url} cannot be used: {error.strerror or error}. {fix} "
                "(CanvasShare.store)",
                code="store_unavailable",
                details={"store": self._url, "errno": error.errno},
            ) from error
