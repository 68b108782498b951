"""The data exploration notebook: what the engine saw in the data, and what it makes of it."""

from __future__ import annotations

from typing import Any

from ...model.inputs import InputColumn
from ...model.jobs import AutoMLJob
from ..folder import DataProfile
from .cells import code, markdown, words

#: Columns with a chart of their own; the others are one call away.
_SHOWN = 12


def exploration(job: AutoMLJob, profile: DataProfile, setup: str) -> list[dict[str, Any]]:
    """``setup`` is the code that makes ``experiment``."""
    used = [column for column in profile.columns if column.use == "feature"]
    return [
        markdown(
            f"# Data exploration: {words(job.name)}\n\n"
            f"What Autopilot read from **{words(job.input_path)}**, to predict "
            f"**{words(job.target)}**, and what it makes of each column. The cells read the data "
            "anew, so they run from top to bottom as long as the file is there; nothing here "
            "changes the experiment."
        ),
        code(setup),
        markdown("## The experiment"),
        code("experiment.facts()"),
        markdown(
            f"## The data\n\nOf the {profile.rows:,} training rows, typed as the training reads "
            "them. Rows without a target are left out."
        ),
        code(
            "table = experiment.table()\nprint(f'{table.height:,} rows, {table.width} columns')\n"
            "table.head(10)"
        ),
        code(_described(profile.columns)),
        markdown(f"## The target\n\n{_of_target(job)}"),
        code(f"experiment.distribution({job.target!r})"),
        markdown(
            f"## The columns\n\n{len(used)} of {len(profile.columns) - 1} columns are learnt from."
            f"{_dropped(profile.columns)}{_warned(profile.columns)}"
        ),
        code("experiment.columns()"),
        markdown(
            "### Missing values\n\nWhat is missing needs no repair: every model is told that it is "
            "missing, when it learns and when it predicts."
        ),
        code(
            "missing = experiment.columns().select('column', 'missing')\n"
            "missing.filter(pl.col('missing') > 0).sort('missing', descending=True)"
        ),
        markdown(f"## Distributions{_more(len(used))}"),
        *(code(f"experiment.distribution({column.name!r})") for column in used[:_SHOWN]),
        markdown(
            "## Numbers together\n\nPearson's correlation of the numerical columns: 1 or -1 is a "
            "straight line, 0 is none."
        ),
        code(
            "together = table.select(pl.selectors.numeric()).drop_nulls()\n"
            "correlations = together.corr() if together.height > 1 else together.clear()\n"
            "names = correlations.columns[: correlations.height]\n"
            "correlations.insert_column(0, pl.Series(' ', names))"
        ),
    ]


def _described(columns: tuple[InputColumn, ...]) -> str:
    """Polars names a column of its own so."""
    taken, free = {column.name for column in columns}, "statistic"
    while free in taken:
        free += " "
    renamed = "" if free == "statistic" else f".rename({{'statistic': {free!r}}})"
    return f"table{renamed}.describe()"


def _of_target(job: AutoMLJob) -> str:
    if not job.classes:
        return "It is a number: the models are regressions."
    name = job.positive_class
    positive = "" if name is None else f" The positive one is **{words(name)}**."
    return (
        f"It has {len(job.classes)} classes.{positive} Where one of them is rare, accuracy says "
        "little: look at F1, precision and recall."
    )


def _dropped(columns: tuple[InputColumn, ...]) -> str:
    dropped = [column for column in columns if column.use == "dropped"]
    if not dropped:
        return ""
    lines = [f"- **{words(each.name)}**: {words(each.reason or '')}" for each in dropped]
    return "\n\nNot used:\n\n" + "\n".join(lines)


def _warned(columns: tuple[InputColumn, ...]) -> str:
    lines = [
        f"- **{words(column.name)}**: {words(warning)}"
        for column in columns
        for warning in column.warnings
    ]
    return "\n\nTo look at:\n\n" + "\n".join(lines) if lines else ""


def _more(count: int) -> str:
    if count <= _SHOWN:
        return ""
    return (
        f"\n\nOf the first {_SHOWN} of {count} columns; `experiment.distribution(name)` has the "
        "others."
    )
