"""What a job takes on disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def size_of(folder: Path) -> int:
    """The bytes of all files below ``folder``. Links are not followed; what goes meanwhile does
    not count."""
    size = 0
    # a training process deletes and replaces files all the time
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.is_dir(follow_symlinks=False):
                    size += size_of(Path(entry.path))
                else:
                    size += entry.stat(follow_symlinks=False).st_size
    return size
