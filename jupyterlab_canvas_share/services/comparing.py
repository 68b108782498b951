"""Two candidates of one experiment side by side, in figures and in words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .. import charts
from ..charts.figures import number
from ..model.comparison import (
    ChangedRow,
    ComparedColumn,
    ComparedMetric,
    ComparedSetting,
    Comparison,
)
from ..model.errors import CanvasShareError, NotFound, Refused
from ..model.jobs import AutoMLJob, Candidate
from ..model.metrics import MetricName, direction
from .analysis import hyperparameters

if TYPE_CHECKING:
    from ..autopilot.compare import Difference, Differences
    from ..autopilot.folder import JobFolder
    from ..autopilot.jobs import Jobs
    from ..autopilot.raw_rows import RawRow
    from ..model.bundle import BundleContents
    from .own_bundles import OwnBundles

#: Of each changed row, the values of so many columns, those of most impact.
COLUMNS_SHOWN = 20


class Comparing:
    """Reads both models' bundles and what each answered for the rows held back."""

    def __init__(self, jobs: Jobs, bundles: OwnBundles) -> None:
        self._jobs = jobs
        self._bundles = bundles

    async def compare(self, name: str, left: str, right: str) -> Comparison:
        """Raises NotFound ``no_such_job`` and ``no_such_model``, Refused ``same_candidate`` and
        ``candidate_not_ready``, BundleInvalid."""
        from ..autopilot.compare import differences

        job = await self._jobs.get(name)
        if left == right:
            raise Refused(
                f"“{left}” is compared with itself. Choose two different models.",
                code="same_candidate",
            )
        one, other = [await self._jobs.candidate(f"{name}~{each}") for each in (left, right)]
        bundles = [
            (await self._bundles.read("autopilot", candidate.model_id)).contents
            for candidate in (one, other)
        ]
        columns = _columns(*bundles)
        folder = await self._jobs.folder(name)
        found = await asyncio.to_thread(
            differences, folder.candidate(left), folder.candidate(right)
        )
        async with self._jobs.reading:
            values, reason = await asyncio.to_thread(_values, folder, bundles[0], found, columns)
        return Comparison(
            left=one,
            right=other,
            metrics=_metrics(one, other),
            settings=_settings(one, other, *bundles),
            columns=columns,
            rows_compared=found.compared if found else 0,
            rows_changed=found.changed if found else 0,
            examples=tuple(
                _changed(row, job.classes, values.get(row.row, {}))
                for row in (found.examples if found else ())
            ),
            values_missing_reason=reason,
            sentence=f"{_quality_sentence(one, other)} {_rows_sentence(one, other, job, found)}",
        )


def _values(
    folder: JobFolder,
    contents: BundleContents,
    found: Differences | None,
    columns: tuple[ComparedColumn, ...],
) -> tuple[dict[int, RawRow], str | None]:
    """The values of the rows that differ, and why there are none."""
    from ..autopilot.raw_rows import raw_rows

    if found is None or not found.examples:
        return {}, None
    manifest = contents.manifest
    wanted = [each.column for each in columns] or [each.name for each in manifest.columns]
    rows = [example.row for example in found.examples]
    try:
        digest = manifest.provenance.data_hmac
        return raw_rows(folder, digest, rows, wanted[:COLUMNS_SHOWN]), None
    except CanvasShareError as error:
        gone = isinstance(error, NotFound)
        reason = "The input file is not there any more." if gone else error.message
        return {}, f"{reason} So the values of the rows are not shown."


def _metrics(left: Candidate, right: Candidate) -> tuple[ComparedMetric, ...]:
    """On the rows held back, the objective first."""
    one, other = _held_back(left), _held_back(right)
    names: dict[MetricName, None] = dict.fromkeys([left.objective.name, *one, *other])
    return tuple(
        ComparedMetric(
            name=name, direction=direction(name), left=one.get(name), right=other.get(name)
        )
        for name in names
    )


def _held_back(candidate: Candidate) -> dict[MetricName, float | None]:
    return {m.name: m.value for m in candidate.metrics if m.set == "Validation"}


def _settings(
    left: Candidate, right: Candidate, one: BundleContents, other: BundleContents
) -> tuple[ComparedSetting, ...]:
    """The algorithm, then every hyperparameter of either."""
    found = [
        {
            "algorithm": candidate.algorithm,
            **{each.name: each.value for each in hyperparameters(contents.manifest)},
        }
        for candidate, contents in ((left, one), (right, other))
    ]
    names = dict.fromkeys([*found[0], *found[1]])
    return tuple(
        ComparedSetting(name=name, left=found[0].get(name), right=found[1].get(name))
        for name in names
    )


def _columns(left: BundleContents, right: BundleContents) -> tuple[ComparedColumn, ...]:
    """Those of most impact first; none where neither model is explained."""
    one = dict(charts.impacts(left.explanations))
    other = dict(charts.impacts(right.explanations))
    names = dict.fromkeys([*one, *other])
    ranked = sorted(names, key=lambda name: (-one.get(name, 0.0) - other.get(name, 0.0), name))
    return tuple(
        ComparedColumn(column=name, left=one.get(name), right=other.get(name)) for name in ranked
    )


def _changed(row: Difference, classes: tuple[str, ...], values: RawRow) -> ChangedRow:
    def shown(value: float) -> str | float:
        return classes[int(value)] if classes else value

    return ChangedRow(
        row=row.row,
        actual=shown(row.actual),
        left=shown(row.left),
        right=shown(row.right),
        values=values,
    )


def _quality_sentence(left: Candidate, right: Candidate) -> str:
    name = left.objective.name
    one, other = left.objective.value, right.objective.value
    if one is None or other is None:
        return f"By {name} the two cannot be compared: it could not be computed for one of them."
    if one == other:
        return f"Both reach {number(one)} in {name}."
    left_is_better = (one < other) == (direction(name) == "Minimize")
    better, worse = (left, right) if left_is_better else (right, left)
    best, rest = (one, other) if left_is_better else (other, one)
    sentence = (
        f"{better.name} is better by {name} than {worse.name}: {number(best)} against "
        f"{number(rest)}."
    )
    deviation = max(each.objective.standard_deviation or 0.0 for each in (left, right))
    if abs(one - other) < deviation:
        sentence += (
            f" The difference is smaller than what {name} varies by from one part of the data to "
            f"the next (±{number(deviation)})."
        )
    return sentence


def _rows_sentence(
    left: Candidate, right: Candidate, job: AutoMLJob, found: Differences | None
) -> str:
    if found is None or not found.compared:
        return "On which rows they differ is not known: the answers of one were not kept."
    rows = f"{found.compared:,} rows held back"
    if not found.changed:
        same = "the same" if found.threshold is None else "nearly the same"
        return f"They predict {same} on all {rows}."
    on = f"on {found.changed:,} of {rows}"
    if found.threshold is None:
        return (
            f"They predict different classes of {job.target} {on}: there {left.name} is right in "
            f"{found.left_better:,}, {right.name} in {found.right_better:,}."
        )
    return (
        f"Their predictions of {job.target} differ by more than {number(found.threshold)}, a tenth "
        f"of its standard deviation, {on}: there {left.name} is nearer in "
        f"{found.left_better:,}, {right.name} in {found.right_better:,}."
    )
