"""What a model learns from a column of free text: statistics, and which words are in it.

Words are chosen without a look at the target, so that rows held back stay unseen: those that tell
texts apart best, being in half of them rather than in nearly all or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from ..model.bundle import Column, FeaturizeText, TextStatistic
from ..transforms.steps import feature_name, outputs
from ..transforms.text import expression, is_word, spaced
from .findings import MIN_CATEGORY_ROWS, present

if TYPE_CHECKING:
    import polars as pl

#: Words of one column, and of all columns together.
MAX_WORDS, WORD_LIMIT = 100, 5_000
#: A word in more than this share of the texts says little.
COMMON_SHARE = 0.6
#: A longer "word" is a code, which may name somebody.
WORD_CHARACTERS = 30
#: Texts looked at, and the characters of each.
ROWS, CHARACTERS = 20_000, 10_000


def text_column(
    series: pl.Series, missing: float, most: int, taken: set[str]
) -> tuple[Column, FeaturizeText]:
    """The column as it travels and its step. ``most`` words at most, each from at least
    ``MIN_CATEGORY_ROWS`` texts; no feature gets a name that is ``taken``."""
    texts = present(series)
    whole = FeaturizeText(column=series.name, statistics=get_args(TextStatistic), words=())
    counts = texts.to_frame().select(expression(whole, "words")).to_series()
    low, high = (float(counts.quantile(q, "nearest") or 0.0) for q in (0.01, 0.99))
    step = FeaturizeText(
        column=series.name,
        statistics=tuple(
            part for part in whole.statistics if feature_name(whole, part) not in taken
        ),
        words=tuple(_words(texts, most, taken)),
    )
    column = Column(
        name=series.name,
        type="Text",
        words=step.words,
        minimum=low,
        maximum=high,
        missing_fraction=missing,
    )
    return column, step


def _words(texts: pl.Series, most: int, taken: set[str]) -> list[str]:
    import polars as pl

    every = -(-len(texts) // ROWS)
    name = texts.name
    sample = texts.gather_every(every).str.slice(0, CHARACTERS).to_frame()
    counts = (
        sample.select(spaced(pl.col(name)).str.split(" ").list.unique().alias("word"))
        .explode("word")
        .group_by("word")
        .agg(pl.len().alias("texts"))
        .filter(
            pl.col("texts").is_between(MIN_CATEGORY_ROWS, COMMON_SHARE * sample.height)
            & pl.col("word").str.len_chars().is_between(1, WORD_CHARACTERS)
        )
        .with_columns((pl.col("texts") * (sample.height - pl.col("texts"))).alias("spread"))
        .sort(["spread", "word"], descending=[True, False])
    )
    found: list[str] = []
    for word in counts["word"].to_list():
        if len(found) == most:
            break
        # lower case of lower case may differ, as that of İ does
        if is_word(word) and not _made(name, word) & taken:
            found.append(word)
    return found


def _made(name: str, word: str) -> set[str]:
    step = FeaturizeText(column=name, statistics=(), words=(word,))
    return {feature_name(step, output) for output in outputs(step)}
