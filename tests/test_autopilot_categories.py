"""Which values of a column are categories, in which order, and when they are words instead."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from jupyterlab_canvas_share.autopilot.profile import Profile, profile
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob


def learnt(values: list[str | None], answers: list[float]) -> Profile:
    request = CreateAutoMLJob.model_validate({"name": "job", "input_path": "x", "target": "y"})
    frame = pl.DataFrame({"column": values, "y": answers})
    return profile(frame, request, {}, np.array(answers, np.float64))


def test_categories_stand_in_the_order_of_the_target() -> None:
    values: list[str | None] = ["fair"] * 300 + ["best"] * 100 + ["good"] * 200 + [None] * 50
    (column,) = learnt(values, [1.0] * 300 + [9.0] * 100 + [4.0] * 200 + [100.0] * 50).columns
    assert column.categories == ("fair", "good", "best")
    (column,) = learnt(values, [-1.0] * 300 + [-9.0] * 100 + [-4.0] * 200 + [0.0] * 50).columns
    assert column.categories == ("best", "good", "fair")
    assert column.default == "fair"


def test_an_order_that_may_be_chance_is_by_frequency() -> None:
    """Models would learn from it which rows it was made of."""
    draw = np.random.default_rng(0)
    values: list[str | None] = ["c7", *(f"c{i % 40}" for i in range(2000))]
    answers = draw.integers(0, 2, len(values)).astype(np.float64)
    (column,) = learnt(values, answers.tolist()).columns
    assert (column.categories or ())[0] == "c7"
    (other,) = learnt(values, answers[::-1].tolist()).columns
    assert other.categories == column.categories
    (telling,) = learnt(values, [float(str(value)[1:]) for value in values]).columns
    assert telling.categories == tuple(f"c{i}" for i in range(40))


@pytest.mark.parametrize(("frequent", "kind"), [(290, "Text"), (310, "Categorical")])
def test_values_that_are_mostly_rare_are_read_as_words(frequent: int, kind: str) -> None:
    """As ticket numbers with a prefix: most occur once or twice."""
    values: list[str | None] = ["none"] * frequent
    values += [f"PC {i // 2}" for i in range(600 - frequent)]
    found = learnt(values, [0.0, 1.0] * 300)
    (column,) = found.columns
    assert column.type == kind
    if kind == "Text":
        assert set(column.words or ()) == {"pc", "none"}
    else:
        assert column.categories == ("none",)
    assert "17" not in found.transforms.model_dump_json()
