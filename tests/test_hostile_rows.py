"""Rows to predict that are meant to keep the server busy, or to come back as something else."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest

from jupyterlab_canvas_share.bundle.workers import Workers
from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.model.bundle import BundleContents, Column
from jupyterlab_canvas_share.model.errors import BadRequest
from jupyterlab_canvas_share.model.predictions import Predict
from jupyterlab_canvas_share.services.row_predictions import predict_rows
from jupyterlab_canvas_share.transforms.dates import DATE_PATTERNS, date_of_text
from jupyterlab_canvas_share.transforms.values import category_of_value, number_of_text

from .bundle_fixtures import make_bundle


def wide() -> BundleContents:
    """As many columns as there may be, with names as long as they may be."""
    contents = make_bundle("linear", 2).contents
    columns = tuple(Column(name="x" * 990 + f"{i:010}", type="Numerical") for i in range(1_000))
    manifest = contents.manifest.model_copy(update={"columns": columns})
    return contents.model_copy(update={"manifest": manifest})


@pytest.mark.parametrize("unknown", ["y", "x" * 1_000, "x" * 30_000_000], ids=len)
async def test_a_thousand_rows_of_a_thousand_columns_are_looked_through_at_once(
    unknown: str, tmp_path: Path
) -> None:
    """It is done on the event loop."""
    contents = wide()
    row: dict[str, float | str | None] = {c.name: 1.0 for c in contents.manifest.columns}
    request = Predict(rows=(*[row] * 999, {**row, unknown: 1.0}))
    workers = Workers(1)
    started = time.monotonic()
    with pytest.raises(BadRequest) as refused:
        await predict_rows(workers, tmp_path / "none", contents, request)
    assert time.monotonic() - started < 3
    await workers.close()
    assert refused.value.code == "unknown_column"
    assert len(refused.value.message) < 2_000
    assert len(refused.value.details["column"]) <= 200


async def test_a_number_of_a_million_digits_is_not_told_in_full(tmp_path: Path) -> None:
    made = make_bundle("linear", 2)
    path = tmp_path / "m.canvasmodel"
    write_bundle(path, made.contents, made.graph)
    digits = "9" + "0" * 5 + "." + "0" * 1_000_000
    workers = Workers(1)
    try:
        found = await predict_rows(
            workers, path, made.contents, Predict(rows=({"tenure": digits},) * 20)
        )
    finally:
        await workers.close()
    assert len(found.items[0].notices) == 1
    assert len(found.model_dump_json()) < 20_000


@pytest.mark.parametrize("end", ["x", "e", ".", "..", "e+", ",", " 1", "\n1"])
@pytest.mark.parametrize("digit", ["1", "1,111", "1.", "T ", "\u2003"])
def test_text_that_is_nearly_a_number_or_a_date_is_none_at_once(digit: str, end: str) -> None:
    """No expression tries the same characters in two ways."""
    started = time.monotonic()
    for start in ("", "-", "2024-01-01", "."):
        text = start + digit * 100_000 + end
        for decimal in (".", ","):
            with suppress(ValueError, OverflowError):
                number_of_text(text, decimal)
        for date_format in DATE_PATTERNS:
            with suppress(ValueError):
                date_of_text(text, date_format)
        category_of_value(text)
    assert time.monotonic() - started < 3
