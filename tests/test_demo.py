"""`jupyter canvas-share demo` as people and scripts run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.datasets import churn


def test_the_demo_prints_two_addresses_that_work_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    files = tmp_path / "demo" / "files"
    files.mkdir(parents=True)
    (files / "churn.csv").write_bytes(churn().read_bytes())
    demo = subprocess.Popen(
        # a shell starts what runs in the background like this
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", _MAIN],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    try:
        assert demo.stdout is not None
        addresses = dict(demo.stdout.readline().strip().split(": ", 1) for _ in range(2))
        assert list(addresses) == ["Studio", "Canvas"]
        for address in addresses.values():
            with urllib.request.urlopen(address, timeout=60) as page:
                assert page.status == 200
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0
        for address in addresses.values():
            with pytest.raises(urllib.error.URLError):
                urllib.request.urlopen(address, timeout=5)
    finally:
        if demo.poll() is None:
            demo.terminate()
            demo.wait(60)


_MAIN = """
from jupyterlab_canvas_share.cli import main
raise SystemExit(main(["demo", "--folder", "demo"]))
"""
