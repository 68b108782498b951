"""How long ``/me`` takes to answer while an experiment trains, beside the same server idle.

A real server creates an experiment on 50,000 rows and 30 columns, which trains in two processes of
its own, and one page watches it as the job's tab does. Meanwhile ``/me`` is asked again and again
over another connection.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.servers import API, Server, running

from .lists import Ask, client
from .mailbox import load
from .tables import binary, numbers

ME, JOB = "ada", "bench"
ROWS, COLUMNS = 50_000, 30
LIMIT = 50.0
#: Seconds between two requests, of the page (as the job's tab) and of the measurement.
PAGE_SECONDS, PAUSE = 1.0, 0.03


def ask_while(ask: Ask, going_on: Callable[[], bool]) -> list[float]:
    """Milliseconds of each request."""
    times = []
    while going_on():
        began = time.perf_counter()
        ask(f"{API}/me")
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    return times


def connect(server: Server) -> Ask:
    return client(server.url, {"Authorization": f"token {server.token}"})


class Experiment(threading.Thread):
    """Creates an experiment and watches it, as a page does, until it ends."""

    def __init__(self, server: Server, request: dict[str, Any]) -> None:
        super().__init__()
        self._server, self._request = server, request
        self.created, self.ended = False, False
        self.job: dict[str, Any] = {}

    def run(self) -> None:
        try:
            self._server.post("/jobs", self._request)
            self.created = True
            ask = connect(self._server)
            while self.job.get("status", "InProgress") == "InProgress":
                self.job = ask(f"{API}/jobs/{JOB}")
                ask(f"{API}/jobs/{JOB}/candidates")
                time.sleep(PAGE_SECONDS)
        finally:
            self.created = self.ended = True


def tell(name: str, times: list[float]) -> float:
    """One line; the 99th percentile."""
    percentiles = statistics.quantiles(times, n=100, method="inclusive")
    print(
        f"  {name:9} {len(times):5} requests: {percentiles[49]:5.1f} ms at the median, "
        f"{percentiles[98]:5.1f} at p99, {max(times):5.1f} at most"
    )
    return percentiles[98]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="the experiment's time budget")
    options = parser.parse_args()
    print(load())
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with running(home, home / "store", ME) as server:
            columns = numbers(ROWS, COLUMNS)
            table = binary(columns, columns["n0"] * columns["n1"] + columns["n2"])
            table.frame.write_csv(server.folder / "table.csv")
            ask = connect(server)
            ends = time.monotonic() + options.seconds / 2
            idle = ask_while(ask, lambda: time.monotonic() < ends)
            request = {"name": JOB, "input_path": "table.csv", "target": table.target}
            experiment = Experiment(server, request | {"time_budget_seconds": options.seconds})
            experiment.start()
            creating = ask_while(ask, lambda: not experiment.created)
            training = ask_while(ask, lambda: not experiment.ended)
            experiment.join()
    job = experiment.job
    print(f"/me, {job['progress']['message']} ({job['secondary_status']}):")
    tell("idle", idle)
    tell("creating", creating)
    p99 = tell("training", training)
    print(f"  target: training < {LIMIT:.0f} ms at p99")
    return int(p99 >= LIMIT or job["status"] != "Completed")


if __name__ == "__main__":
    raise SystemExit(main())
