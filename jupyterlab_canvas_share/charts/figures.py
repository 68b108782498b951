"""Figures as people read them."""

from __future__ import annotations


def number(value: float) -> str:
    """Three significant digits, whole numbers from 1,000 on with a comma for the thousands."""
    if abs(value) >= 999.5:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return "0" if float(text) == 0 else text


def percent(share: float) -> str:
    """A share of 1 as a percentage. Only what is exactly none or all reads 0% or 100%."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    if 0.01 <= share <= 0.99:
        return f"{share:.0%}"
    if 0.0005 <= share < 0.9995:
        return f"{share:.1%}"
    return "less than 0.1%" if share < 0.5 else "more than 99.9%"


def listed(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
