"""``make bench``: one measurement after the other. ``bench.automl`` and ``bench.robustness`` take
hours, and are run by themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_ALONE = {
    "__init__.py",
    "__main__.py",
    "mailbox.py",
    "mlflow_models.py",
    "nasty.py",
    "robustness.py",
    "tables.py",
    "watchdog.py",
}


def main() -> int:
    failed = []
    for script in sorted(HERE.glob("*.py")):
        if script.name in NOT_ALONE:
            continue
        print(f"\n== {script.stem}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{script.stem}"], check=False).returncode:
            failed.append(script.stem)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
