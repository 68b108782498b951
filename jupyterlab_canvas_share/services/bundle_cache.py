"""Bundles on this machine that passed every check, each with its contents beside it as JSON."""

from __future__ import annotations

import os
from pathlib import Path

from ..model.bundle import BundleContents
from ..model.events import EventId

_BUNDLE = ".canvasmodel"
_CONTENTS = ".json"


class BundleCache:
    """Files named after the event that brought the version. Blocking: call it in a thread.

    The contents are written last, so a bundle counts only once they are there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> list[EventId]:
        """Make the folder, take away what an earlier run left unfinished; answers what is there."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = {path.name for path in self._folder.iterdir()}
        whole = {
            name.removesuffix(_CONTENTS)
            for name in files
            if name.endswith(_CONTENTS)
            and not name.startswith(".")
            and name.removesuffix(_CONTENTS) + _BUNDLE in files
        }
        for name in files - {id + end for id in whole for end in (_BUNDLE, _CONTENTS)}:
            (self._folder / name).unlink(missing_ok=True)
        return sorted(whole)

    def bundle(self, event: EventId) -> Path:
        return self._folder / f"{event}{_BUNDLE}"

    def unchecked(self, event: EventId) -> Path:
        """Where a bundle lies until it was verified."""
        return self._folder / f".{event}.{os.getpid()}.unchecked"

    def keep(self, event: EventId, unchecked: Path, contents: BundleContents) -> None:
        """Take in a bundle that was verified."""
        unchecked.rename(self.bundle(event))
        part = self._folder / f".{event}.{os.getpid()}.part"
        part.write_text(contents.model_dump_json(), encoding="utf-8")
        part.rename(self._folder / f"{event}{_CONTENTS}")

    def contents(self, event: EventId) -> BundleContents | None:
        """None if it is not there, or was damaged since."""
        path = self._folder / f"{event}{_CONTENTS}"
        try:
            return BundleContents.model_validate_json(path.read_bytes())
        except (OSError, ValueError):
            return None
