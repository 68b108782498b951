"""A job trained for real on a small table, for tests that need a model and not the training."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .once import made_once
from .servers import Server, eventually, running

#: Prefix of made-up customer numbers; it must turn up nowhere but in the file itself.
CUSTOMER = "customer-7f3a-"


def train(server: Server, job: str = "churn", rows: int = 600) -> Any:
    """Train ``job`` to predict who leaves; answers the finished job."""
    generator = random.Random(1)  # noqa: S311 - the same table each time
    lines = ["customer,tenure,charges,contract,churn"]
    for number in range(rows):
        tenure, contract = generator.randint(0, 72), generator.choice(("monthly", "yearly"))
        risk = 0.8 if contract == "monthly" and tenure < 36 else 0.1
        churn = "Yes" if generator.random() < risk else "No"
        charges = round(generator.uniform(20, 110), 2)
        lines.append(f"{CUSTOMER}{number},{tenure},{charges},{contract},{churn}")
    (server.folder / f"{job}.csv").write_text("\n".join(lines) + "\n")
    # a linear model, LightGBM, XGBoost, extra trees, and the ensemble of them
    limits = {"time_budget_seconds": 120, "max_candidates": 5}
    server.post("/jobs", {"name": job, "input_path": f"{job}.csv", "target": "churn", **limits})
    return completed(server, job)


def completed(server: Server, job: str) -> Any:
    """The job once it has ended, which must be well."""

    def ended() -> Any:
        found = server.get(f"/jobs/{job}")
        return found if found["status"] not in ("InProgress", "Stopping") else None

    done = eventually(ended, 180, 0.3)
    assert done["status"] == "Completed", done
    return done


def _train_once(home: Path) -> None:
    """The home of a server on which ``churn`` was trained."""
    with running(home / "scientist", home / "store", "data-scientist") as scientist:
        train(scientist)
        # what it leaves behind, its process still removes after it said that it is done
        eventually(lambda: not (home / "scientist" / "data" / "jobs" / "churn" / "work").exists())


def with_job(home: Path) -> Path:
    """A new home for a server, as if ``churn`` had been trained on it."""
    made = made_once("churn-job", _train_once) / "scientist"
    for folder in ("files", "data"):
        shutil.copytree(made / folder, home / folder)
    return home


@contextmanager
def scientist_and_analyst(home: Path) -> Iterator[tuple[Server, Server]]:
    """Two people's servers on one store; the scientist has trained ``churn``."""
    with (
        running(with_job(home / "scientist"), home / "store", "data-scientist") as scientist,
        running(home / "analyst", home / "store", "analyst") as analyst,
    ):
        yield scientist, analyst
