"""Writing a ``.canvasmodel``: canonical JSON, one possible archive, durable on disk."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from ..model.base import Frozen, Sha256, canonical_json
from ..model.bundle import BundleContents
from ..model.errors import TooLarge
from .container import SIZE_LIMIT, pack


class ObjectFacts(Frozen):
    """What an event tells about an object: its size in bytes and the sha256 of its content."""

    size: int
    sha256: Sha256


def archive_of(contents: BundleContents, graph: bytes) -> bytes:
    """The bytes of the bundle, the same for the same contents."""

    def text(member: Frozen) -> bytes:
        return canonical_json(member.model_dump(mode="json"))

    return pack(
        [
            text(contents.manifest),
            text(contents.transforms),
            graph,
            text(contents.insights),
            text(contents.explanations),
            text(contents.parity),
        ]
    )


def write_bundle(path: Path, contents: BundleContents, graph: bytes) -> ObjectFacts:
    """Write the bundle to ``path``, whole or not at all. Raises ``TooLarge`` over the limit."""
    archive = archive_of(contents, graph)
    if len(archive) > SIZE_LIMIT:
        raise TooLarge(
            f"The model takes {len(archive) / 1e6:.0f} MB; at most {SIZE_LIMIT / 1e6:.0f} MB can "
            "be shared. Train it with fewer or shallower trees.",
            code="bundle_too_large",
        )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(archive)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return ObjectFacts(size=len(archive), sha256=hashlib.sha256(archive).hexdigest())
