"""What the extension costs before it is used: import time, and the size of what browsers load."""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "jupyterlab_canvas_share"
RUNS = 7

TIMED_IMPORT = """
import time
import jupyter_server.serverapp
import jupyter_server.extension.application
start = time.perf_counter()
import jupyterlab_canvas_share.app
print(time.perf_counter() - start)
"""


def import_milliseconds() -> float:
    """Median of importing the server extension after jupyter-server."""
    runs = [
        float(subprocess.check_output([sys.executable, "-c", TIMED_IMPORT])) for _ in range(RUNS)
    ]
    return statistics.median(runs) * 1000


def main() -> None:
    print(f"import of the server extension: {import_milliseconds():.1f} ms (limit 40)")
    for entry in (PACKAGE / "labextension" / "static").glob("remoteEntry.*.js"):
        print(f"remoteEntry: {entry.stat().st_size / 1024:.1f} KiB (limit 16)")
    page = PACKAGE / "canvas_page" / "static" / "canvas.js"
    size = len(gzip.compress(page.read_bytes(), 9)) / 1024
    print(f"Canvas page before charts, gzipped: {size:.1f} KiB (limit 300)")


if __name__ == "__main__":
    main()
