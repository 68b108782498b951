"""What one check says."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Literal

from ...model.errors import CanvasShareError


@dataclass(frozen=True)
class Check:
    """``fix`` is what to do about it; empty where ``message`` says it or nothing is to be done."""

    level: Literal["ok", "warning", "problem"]
    topic: str
    message: str
    fix: str = ""


def failed(topic: str, error: CanvasShareError, fix: str = "") -> Check:
    """The errors of the exchange say what to do themselves; ``fix`` is what more is known here."""
    return Check("problem", topic, error.message, fix)


def is_refusal(error: CanvasShareError) -> bool:
    """Whether the store knew who was asking, and said no."""
    return error.code == "store_forbidden" or error.details.get("errno") in {
        errno.EACCES,
        errno.EPERM,
    }
