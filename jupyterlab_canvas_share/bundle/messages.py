"""What the server and its workers say to each other: length-prefixed JSON over two pipes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from ..model.base import Frozen
from ..model.bundle import BundleContents, Value
from ..model.errors import ErrorBody
from ..model.predictions import Prediction

#: The length of the JSON that follows, in bytes.
LENGTH = struct.Struct(">I")
#: A worker that says more than this at once is not answering us.
MESSAGE_LIMIT = 256 * 1024**2
#: What a batch may leave beside its target when it is killed.
LEFTOVERS = (".part", ".errors", ".joined")

#: Told rows done, an estimate of all rows, and rows failed.
OnProgress = Callable[[int, int | None, int], None]


class BatchSummary(Frozen):
    """What became of a batch. ``preview`` holds the header and the first rows of the result."""

    rows: int
    failed: int
    notices: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()


class VerifyRequest(Frozen):
    do: Literal["verify"] = "verify"
    path: str
    sha256: str | None
    size: int | None
    cpu_seconds: int


class PredictRequest(Frozen):
    do: Literal["predict"] = "predict"
    path: str
    rows: tuple[dict[str, Value], ...]
    contributions: bool
    cpu_seconds: int


class BatchRequest(Frozen):
    do: Literal["batch"] = "batch"
    path: str
    source: str
    target: str
    cpu_seconds: int


Request = Annotated[VerifyRequest | PredictRequest | BatchRequest, Field(discriminator="do")]


class Verified(Frozen):
    kind: Literal["verified"] = "verified"
    contents: BundleContents


class Predicted(Frozen):
    kind: Literal["predicted"] = "predicted"
    items: tuple[Prediction, ...]


class BatchProgress(Frozen):
    kind: Literal["progress"] = "progress"
    done: int
    total: int | None
    failed: int


class BatchDone(Frozen):
    kind: Literal["done"] = "done"
    summary: BatchSummary


class Failed(Frozen):
    """``error`` names a class of ``model.errors``; any other name counts as a crash."""

    kind: Literal["failed"] = "failed"
    error: str
    body: ErrorBody


Answer = Annotated[
    Verified | Predicted | BatchProgress | BatchDone | Failed, Field(discriminator="kind")
]

REQUESTS: TypeAdapter[Request] = TypeAdapter(Request)
ANSWERS: TypeAdapter[Answer] = TypeAdapter(Answer)


def framed(message: Frozen) -> bytes:
    """The message with its length in front."""
    data = message.model_dump_json().encode()
    return LENGTH.pack(len(data)) + data
