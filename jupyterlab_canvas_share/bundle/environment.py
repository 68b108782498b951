"""What the processes we start get to know of the server's environment."""

from __future__ import annotations

import os

#: All they need. The server's token and its credentials for clouds are not among it.
_NEEDED = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
)


def without_secrets() -> dict[str, str]:
    """This environment cut down to what is needed, with one thread for each numerical library: the
    processes are the parallelism. That counts only when set before NumPy is imported."""
    single = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return {**kept, **dict.fromkeys(single, "1")}
