"""Training runs what we ship, on what it is given, and knows none of the server's secrets; what it
is given may be anything."""

from __future__ import annotations

import asyncio
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient
from pydantic import ValidationError

from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.services.reports.document import document
from jupyterlab_canvas_share.services.reports.html import html
from jupyterlab_canvas_share.services.reports.origin import Origin

from .autopilot_fixtures import Finished, train

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


NAMES = (
    "'); import os #",
    "<img src=x onerror=alert(1)>",
    "statistic",
    "a\u2028b\ufffe",
    "__proto__",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A table of names, texts, categories and dates that want to break what is made of them."""
    root = tmp_path_factory.mktemp("hostile")
    draw = random.Random(7)  # noqa: S311 - the same table each time
    signal = [draw.gauss(0, 1) for _ in range(600)]
    words = [f"word{number}" for number in range(200)]
    table = {
        NAMES[0]: signal,
        NAMES[1]: [" ".join(draw.choices(words, k=5_000)) for _ in range(600)],
        NAMES[2]: [draw.choice(["x" * 20_000, "short", "=1+1", "<b>"]) for _ in range(600)],
        NAMES[3]: [draw.choice([1e300, -1e300, 1e-300, 3.5]) for _ in range(600)],
        NAMES[4]: [draw.choice([date(1, 1, 1), date(9999, 12, 31)]) for _ in range(600)],
        "=cmd()|x": ["=HYPERLINK(1)" if s + draw.gauss(0, 1) > 0 else "</script>" for s in signal],
    }
    pl.DataFrame(table).write_parquet(root / "t.parquet")
    request = {"name": "hostile", "input_path": "t.parquet", "target": "=cmd()|x"}
    chosen = {"mode": "ENSEMBLING", "algorithms": ("linear-learner", "lightgbm")}
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            lambda: asyncio.run(
                train(root, root / "data" / "jobs", **request, **chosen, max_candidates=3)
            )
        ).result()


def test_whatever_a_table_holds_its_models_open_and_answer(hostile: Finished) -> None:
    assert hostile.job.status == "Completed", hostile.job
    completed = [each for each in hostile.candidates if each.status == "Completed"]
    assert len(completed) >= 3, hostile.candidates
    row = {
        NAMES[0]: 1.0,
        NAMES[1]: "word1 " * 9_000,
        NAMES[2]: "x" * 20_000,
        NAMES[4]: "2024-01-01",
    }
    for candidate in completed:
        assert candidate.shareable, candidate
        assert (candidate.bundle_size or 0) < 1_000_000
        opened = open_bundle(hostile.bundle(candidate))
        (answer,) = opened.predict([row], contributions=True)
        assert answer.value in ("=HYPERLINK(1)", "</script>")
        page = html(document(opened.contents, Origin(title=candidate.name)))
        assert "<img" not in page
        assert "<b>" not in page


def test_nobody_else_can_look_into_an_experiment(hostile: Finished) -> None:
    assert hostile.folder.stat().st_mode & 0o077 == 0
    key = hostile.folder.parent.parent / "data-hmac.key"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "named",
    [
        {"mode": "os.system"},
        {"mode": "ENSEMBLING", "algorithms": ["sklearn.svm.SVC"]},
        {"problem_type": "__import__"},
        {"objective": "pickle.loads"},
        {"feature_types": {"a": "builtins.eval"}},
        {"build": "../Quick"},
        {"hyperparameters": {"booster": "x"}},
        {"seed": 2**31},
        {"max_candidates": 751},
        {"time_budget_seconds": 10**9},
        {"max_runtime_per_candidate_seconds": 10**9},
        {"validation_fraction": float("nan")},
    ],
    ids=str,
)
def test_what_runs_is_never_named_by_a_request(named: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CreateAutoMLJob.model_validate({"name": "j", "input_path": "t.csv", "target": "y", **named})


def test_columns_are_checked_as_fast_as_they_are_named() -> None:
    """On the event loop; a request may be a megabyte."""
    features = [f"{number:x}" for number in range(60_000)]
    types = {f"f{name}": "Text" for name in features[:30_000]}
    started = time.monotonic()
    with pytest.raises(ValidationError, match="is not among the features"):
        CreateAutoMLJob.model_validate(
            {
                **{"name": "j", "input_path": "t.csv", "target": "y"},
                **{"features": features, "feature_types": types},
            }
        )
    assert time.monotonic() - started < 1


@pytest.mark.long
def test_whatever_a_table_holds_its_notebooks_run(hostile: Finished) -> None:
    for kind in ("data-exploration", "candidate-definition"):
        with ThreadPoolExecutor(1) as thread:
            written = thread.submit(asyncio.run, hostile.jobs.notebook("hostile", kind)).result()
            path = hostile.root / written.path
            found = nbformat.read(path, as_version=4)
            place = {"metadata": {"path": str(path.parent)}}
            thread.submit(NotebookClient(found, timeout=120, resources=place).execute).result()
