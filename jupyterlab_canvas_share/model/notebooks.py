"""The notebooks that a job generates."""

from __future__ import annotations

from typing import Literal

from .base import Frozen

NotebookKind = Literal["data-exploration", "candidate-definition"]


class NotebookFile(Frozen):
    """``path`` is below the server's root folder, as the file browser names it."""

    path: str
