"""Models that are not there yet, failed, or lost their training process: what can be shared is what
was finished, and everything else says why not."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .bad_input_fixtures import (
    ANALYST,
    SCIENTIST,
    assert_refused,
    candidates,
    mail,
    register,
    share,
    travelled,
)
from .servers import Server, eventually, running


@dataclass
class Training:
    """A long training, with a colleague to share with."""

    home: Path
    server: Server

    @property
    def folder(self) -> Path:
        return self.home / "scientist" / "data" / "jobs" / "slow"

    def of_status(self, status: str) -> list[Any]:
        return [each for each in candidates(self.server, "slow") if each["status"] == status]

    def first(self, status: str) -> Any:
        """The first candidate to get this status while the training goes on."""

        def there() -> list[Any]:
            job = self.server.get("/jobs/slow")
            assert job["status"] == "InProgress", job
            return self.of_status(status)

        return eventually(there, 120)[0]

    def pid(self) -> int:
        return int(json.loads((self.folder / "process.json").read_bytes())["pid"])

    def refused(self, candidate: Any, *words: str) -> None:
        found = share(self.server, ANALYST, model=candidate["model_id"], request="refused-1")
        assert_refused(found, 422, "candidate_not_ready", candidate["name"], *words)
        assert travelled(self.home) == []


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    home = tmp_path_factory.mktemp("training")
    register(home / "store", [ANALYST])
    with running(home / "scientist", home / "store", SCIENTIST) as server:
        lines = ["a,b,c,y", *(f"{i % 97},{i * 7 % 89},{i % 5},{i % 97 * 2}" for i in range(40_000))]
        (server.folder / "slow.csv").write_text("\n".join(lines))
        request = {"name": "slow", "input_path": "slow.csv", "target": "y"}
        server.post("/jobs", {**request, "time_budget_seconds": 300})
        yield Training(home, server)
        # also after a test failed: a training outlives its server
        server.post("/jobs/slow/stop")


def test_a_candidate_that_still_trains_is_not_shared(training: Training) -> None:
    training.refused(training.first("InProgress"), "still training", "wait until it is ready")


def test_a_candidate_that_failed_is_not_shared(training: Training) -> None:
    """Its process was killed, as by a machine without memory; the others go on."""
    training.first("InProgress")
    os.kill(children(training.pid())[0], signal.SIGKILL)
    failed = training.first("Failed")
    assert "ended unexpectedly" in failed["failure_reason"]
    training.refused(failed, failed["failure_reason"])
    details = training.server.get(f"/models/autopilot/{failed['model_id']}")
    assert details["model"]["shareable"] is False
    assert details["model"]["not_shareable_reason"] == failed["failure_reason"]
    assert training.server.get("/jobs/slow")["status"] == "InProgress"


def test_a_killed_training_says_so_and_keeps_what_it_has(training: Training) -> None:
    training.first("Completed")
    pid = training.pid()
    workers = children(pid)
    os.kill(pid, signal.SIGKILL)

    def ended() -> Any:
        found = training.server.get("/jobs/slow")
        return found if found["status"] != "InProgress" else None

    job = eventually(ended)
    assert (job["status"], job["secondary_status"]) == ("Failed", "Failed")
    for words in ("ended unexpectedly", "killed", "stay usable", "create the experiment again"):
        assert words in job["failure_reason"]
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    training.server.get("/jobs")
    # the encoded rows are gone, as Network says
    assert not (training.folder / "work").exists()

    finished = candidates(training.server, "slow")[0]
    assert (finished["status"], finished["shareable"]) == ("Completed", True)
    assert job["best_candidate"] == finished["name"]
    for stopped in training.of_status("Stopped"):
        training.refused(stopped, "ended before this model was trained")
    shared = share(training.server, ANALYST, model=finished["model_id"], request="finished-1")
    assert shared.status == 201, shared
    assert len(mail(training.home, ANALYST)) == 1
    row = {"rows": [{"a": 3, "b": 5, "c": 1}]}
    predicted = training.server.post(f"/shared-models/{shared.body['id']}/predictions", row)
    assert isinstance(predicted["items"][0]["value"], float)
