"""Model Details in a real JupyterLab: from the click to the painted page, and to its chart."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import chromium, open_page
from tests.datasets import churn
from tests.servers import eventually, running

LIMIT = 300
JOB = "churn-1"

#: Opens a row's details and resolves with the milliseconds until its tabs, and until its chart,
#: are in a painted frame.
MEASURE = """
row => new Promise(resolve => {
  const started = performance.now();
  let page = null;
  const look = () => {
    const details = document.querySelector('main[aria-label="Model details" i]');
    if (page === null && details?.querySelector('[role=tab]')) {
      page = performance.now() - started;
    }
    if (details?.querySelector('figure svg')?.getBoundingClientRect().width > 0) {
      resolve([page, performance.now() - started]);
    } else {
      requestAnimationFrame(look);
    }
  };
  row.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
  requestAnimationFrame(look);
})
"""


def main() -> None:
    home = Path(tempfile.mkdtemp())
    with (
        running(home, home / "store", "ada", program="jupyterlab") as server,
        chromium() as browser,
    ):
        (server.folder / "churn.csv").write_bytes(churn().read_bytes())
        request = {"name": JOB, "input_path": "churn.csv", "target": "Churn"}
        server.post("/jobs", {**request, "time_budget_seconds": 60})
        eventually(lambda: server.get(f"/jobs/{JOB}")["status"] != "InProgress", 120)
        page = open_page(browser, server.page("lab"))
        page.locator("#jp-left-stack").wait_for()
        page.get_by_role("tab", name="Home", exact=True).click()
        page.get_by_role("button", name="AutoML", exact=True).click()
        page.get_by_role("button", name=JOB).click()
        rows = page.get_by_role("region", name="Autopilot job").locator("tbody tr")
        rows.first.wait_for()
        painted, drawn = [], []
        for index in range(rows.count()):
            first, second = rows.nth(index).evaluate(MEASURE)
            painted.append(first)
            drawn.append(second)
            page.locator(".lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon").first.click()
            rows.first.wait_for()
    print(f"Model Details of {len(painted)} candidates of {JOB}, each opened for the first time:")
    for name, values in (("painted", painted), ("with its chart", drawn)):
        median = statistics.median(values)
        print(
            f"  {name:15} {median:4.0f} ms, {median / LIMIT:.2f} of {LIMIT}; first {values[0]:.0f}"
        )


if __name__ == "__main__":
    sys.exit(main())
