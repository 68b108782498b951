"""The notebooks that a job generates."""

from __future__ import annotations

from .base import Frozen


class NotebookFile(Frozen):
    """``path`` is below the server's root folder, as the file browser names it."""

    path: str
