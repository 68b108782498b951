"""``featurize_text``: numbers out of text, over a whole column and of a single text alike.

Words are what stands between separators, in lower case. Separators, digits and capital letters are
spelt out, because Python and Rust know different versions of Unicode: ASCII, Latin-1, general and
CJK punctuation separate; capitals are those of Latin-1, Greek and Cyrillic.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from ..model.bundle import FeaturizeText

if TYPE_CHECKING:
    import polars as pl

_SEPARATING = (
    "\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\xd7\\xf7"
    "\u1680\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20"
)
_SEPARATORS = f"[{_SEPARATING}]+"
_WORD = f"[^{_SEPARATING}]+"
_DIGIT = "[0-9]"
_CAPITAL = "[A-Z\\xc0-\\xd6\\xd8-\\xde\u0391-\u03a1\u03a3-\u03a9\u0400-\u042f]"
_HAS = "has_"

_word, _separator = re.compile(_WORD), re.compile(_SEPARATORS)
_digit, _capital = re.compile(_DIGIT), re.compile(_CAPITAL)


def is_word(text: str) -> bool:
    """Whether a text can be one of the words of a step: lower case, without a separator."""
    return bool(_word.fullmatch(text)) and text == text.lower()


def outputs(step: FeaturizeText) -> tuple[str, ...]:
    """What the step makes: its statistics, then ``has_<word>``."""
    return (*step.statistics, *(f"{_HAS}{word}" for word in step.words))


def expression(step: FeaturizeText, output: str) -> pl.Expr:
    """One output as Float64, over a frame with the raw column as text, blank as null."""
    import polars as pl

    text = pl.col(step.column)
    characters = text.str.len_chars()
    by_statistic = {
        "characters": characters,
        "words": text.str.count_matches(_WORD),
        "digits": text.str.count_matches(_DIGIT).cast(pl.Float64) / characters,
        "uppercase": text.str.count_matches(_CAPITAL).cast(pl.Float64) / characters,
    }
    if output in by_statistic:
        return by_statistic[output].cast(pl.Float64)
    found = spaced(text).str.contains(f" {output.removeprefix(_HAS)} ", literal=True)
    return found.cast(pl.Float64)


def spaced(text: pl.Expr) -> pl.Expr:
    """The words in lower case, with one blank before and after each."""
    import polars as pl

    words = text.str.to_lowercase().str.replace_all(_SEPARATORS, " ")
    return pl.concat_str([pl.lit(" "), words, pl.lit(" ")])


def number(output: str) -> Callable[[str], float]:
    """What ``expression`` gives, of one text that is not blank."""
    by_statistic: dict[str, Callable[[str], float]] = {
        "characters": lambda text: float(len(text)),
        "words": lambda text: float(len(_word.findall(text))),
        "digits": lambda text: len(_digit.findall(text)) / len(text),
        "uppercase": lambda text: len(_capital.findall(text)) / len(text),
    }
    if output in by_statistic:
        return by_statistic[output]
    word = output.removeprefix(_HAS)
    return lambda text: float(word in _words(text))


@lru_cache(maxsize=16)
def _words(text: str) -> frozenset[str]:
    """Kept for the other words that are looked for in the same text."""
    return frozenset(_separator.split(text.lower()))
