"""Training runs what we ship, on what it is given, and knows none of the server's secrets."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.model.jobs import CreateAutoMLJob

SECRETS = ("JUPYTER_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")


def _environments(process: Path) -> dict[int, bytes]:
    """Of a job's process and its children, as the kernel gave them."""
    found: dict[int, bytes] = {}
    pids = [int(json.loads(process.read_text())["pid"])]
    while pids:
        pid = pids.pop()
        with suppress(FileNotFoundError, ProcessLookupError):
            # empty once it has ended
            if environment := Path(f"/proc/{pid}/environ").read_bytes():
                found[pid] = environment
            pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
async def test_training_gets_no_secret_and_imports_nothing_beside_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for library in ("polars", "sklearn", "csv"):
        (root / f"{library}.py").write_text("open('ran', 'w').close(); raise SystemExit\n")
    lines = [f"{i % 7},{i % 3},{'yes' if i % 2 else 'no'}" for i in range(600)]
    (root / "data.csv").write_text("\n".join(["a,b,target", *lines]))
    monkeypatch.chdir(root)
    for name in SECRETS:
        monkeypatch.setenv(name, "a-secret-of-the-server")
    jobs = Jobs(tmp_path / "jobs", root)
    await jobs.create(
        CreateAutoMLJob(name="j", input_path="data.csv", target="target", time_budget_seconds=60)
    )
    seen: dict[int, bytes] = {}
    while (await jobs.get("j")).ended_at is None:
        seen |= await asyncio.to_thread(_environments, tmp_path / "jobs" / "j" / "process.json")
        await asyncio.sleep(0.1)
    assert len(seen) >= 3, "the job and its workers were looked at"
    for environment in seen.values():
        assert b"PATH=" in environment
        assert b"a-secret-of-the-server" not in environment
    assert (await jobs.get("j")).status == "Completed"
    assert not (root / "ran").exists()
