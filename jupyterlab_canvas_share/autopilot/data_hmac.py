"""What names the data of a job: a keyed hash, so that only its owner recognises it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_CHUNK = 1024 * 1024


def key_file(jobs: Path) -> Path:
    """Where the key of all jobs below ``jobs`` is: beside that folder."""
    return jobs.parent / "data-hmac.key"


def data_hmac(files: Iterable[Path], jobs: Path) -> str:
    """HMAC-SHA-256 of the files' bytes one after the other, hexadecimal."""
    digest = hmac.new(_key(key_file(jobs)), digestmod=hashlib.sha256)
    for path in files:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _key(path: Path) -> bytes:
    """Made on first use; readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()
