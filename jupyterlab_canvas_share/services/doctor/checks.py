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


def failed(topic: str, error: CanvasShareError) -> Check:
    """The errors of the exchange say what to do themselves."""
    return Check("problem", topic, error.message)


def is_refusal(error: CanvasShareError) -> bool:
    """Whether the store knew who was asking, and said no."""
    return error.code == "store_forbidden" or error.details.get("errno") in {
        errno.EACCES,
        errno.EPERM,
    }
