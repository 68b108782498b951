"""Is a process still the one we started? A number alone is not enough: numbers are used again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ..model.base import Frozen

#: ``ps`` answers in milliseconds; one that hangs must not hang a server.
_PS_TIMEOUT_SECONDS = 5


class ProcessMark(Frozen):
    """A process and a text that no later process of the same number shares."""

    pid: int
    started: str


def mark(pid: int) -> ProcessMark:
    """The mark of a process that is alive now. Raises ProcessLookupError if it is not."""
    started = _started(pid)
    if started is None:
        raise ProcessLookupError(pid)
    return ProcessMark(pid=pid, started=started)


def is_alive(process: ProcessMark) -> bool:
    """Whether this very process still runs; a zombie does not."""
    return _started(process.pid) == process.started


def _started(pid: int) -> str | None:
    """Boot and start time of a running process, None if there is none of that number."""
    proc = Path("/proc")
    if not (proc / "self" / "stat").exists():
        return _started_by_ps(pid)
    try:
        stat = (proc / str(pid) / "stat").read_text()
        boot = (proc / "sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): after the name in brackets come the state (field 3) and the start time (field 22)
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def _started_by_ps(pid: int) -> str | None:
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607 - of the system, on macOS
        capture_output=True,
        text=True,
        check=False,
        timeout=_PS_TIMEOUT_SECONDS,
        env={**os.environ, "LC_ALL": "C"},
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()
