"""Figures as people read them."""

from __future__ import annotations

import pytest

from jupyterlab_canvas_share.charts.figures import listed, number, percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.0001, "less than 0.1%"),
        (0.004, "0.4%"),
        (0.64, "64%"),
        (0.996, "99.6%"),
        (0.99999, "more than 99.9%"),
        (1, "100%"),
    ],
)
def test_percentages_never_round_to_none_or_all(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.33149, "0.331"),
        (12.0, "12"),
        (-3.456, "-3.46"),
        (999.6, "1,000"),
        (1234567.8, "1,234,568"),
    ],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_names_are_listed() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
