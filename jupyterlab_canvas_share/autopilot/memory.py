"""How much memory the processes of a training may take, so that the machine keeps some."""

from __future__ import annotations

import resource
from pathlib import Path

from ..transforms.read import BYTE_LIMIT

#: Of what is available, for the process that reads and for each of the workers.
READER_SHARE, WORKER_SHARE = 0.8, 0.45
#: And for a table in the server's own process.
TABLE_SHARE = 0.3
#: The libraries themselves reserve addresses: less would fail on small machines.
LEAST_BYTES = 2 << 30
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
#: What C++, NumPy, the system, V8, Rust and Python say.
_WORDS = (
    "bad_alloc",
    "bad allocation",
    "unable to allocate",
    "cannot allocate memory",
    "out of memory",
    "memory allocation of",
    "memoryerror",
)
OUT_OF_MEMORY = "The machine ran out of memory. Train on fewer rows or columns."


def limit_memory(share: float) -> None:
    """Bound what this process may allocate to a share of what there is left."""
    available = available_bytes()
    if available is not None:
        limit_bytes(max(LEAST_BYTES, int(available * share)))


def limit_bytes(most: int) -> None:
    """Bound what this process may allocate; beyond it, allocations fail with MemoryError."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def table_bytes() -> int:
    """What a table may take that is read as a whole; a copy of it, with types, comes beside it."""
    available = available_bytes()
    return BYTE_LIMIT if available is None else min(BYTE_LIMIT, int(available * TABLE_SHARE))


def available_bytes() -> int | None:
    """What the machine, or the container, has left; None where it does not say."""
    found = [value for path in _CGROUP_LIMITS if (value := _number(path)) is not None]
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        lines = []
    found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return min(found, default=None)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error, in whatever words of whatever library, is about memory."""
    return isinstance(error, MemoryError) or says_out_of_memory(str(error))


def says_out_of_memory(text: str) -> bool:
    """Whether the words of an error, or the last ones of a process, are about memory."""
    return any(words in text.lower() for words in _WORDS)


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # not there, or "max"
        return None
