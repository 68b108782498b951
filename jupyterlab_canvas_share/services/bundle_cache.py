"""Bundles on this machine that passed every check, each with its contents beside it as JSON."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ..model.bundle import BundleContents
from ..model.events import EventId

_BUNDLE = ".canvasmodel"
_CONTENTS = ".json"
#: Seconds after which an unfinished file has nobody who works on it.
_ABANDONED = 3600


class BundleCache:
    """Files named after the event that brought the version. Blocking: call it in a thread.

    The contents are written last, so a bundle counts only once they are there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> list[EventId]:
        """Make the folder, take away what earlier runs left unfinished; answers what is there."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in self._folder.glob(".*"):
            # a younger one may be under way in another server of the same person
            if path.stat().st_mtime < time.time() - _ABANDONED:
                path.unlink(missing_ok=True)
        return [event for event in self.kept() if self._is_whole(event)]

    def kept(self) -> list[EventId]:
        """The events of which there is something here."""
        names = (path.name for path in self._folder.glob("[!.]*"))
        return sorted({name.removesuffix(_CONTENTS).removesuffix(_BUNDLE) for name in names})

    def remove(self, event: EventId) -> None:
        """Take away what is here of an event's version; success if that is nothing."""
        (self._folder / f"{event}{_CONTENTS}").unlink(missing_ok=True)
        self.bundle(event).unlink(missing_ok=True)

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

    def _is_whole(self, event: EventId) -> bool:
        return self.bundle(event).exists() and (self._folder / f"{event}{_CONTENTS}").exists()

    def contents(self, event: EventId) -> BundleContents | None:
        """None if the bundle is not there, or its contents were damaged since."""
        path = self._folder / f"{event}{_CONTENTS}"
        try:
            if not self.bundle(event).exists():
                return None
            return BundleContents.model_validate_json(path.read_bytes())
        except (OSError, ValueError):
            return None
