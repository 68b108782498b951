"""What a performance report says, arranged for paper: the same in HTML and in PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ...charts.figures import number, percent
from ...model.bundle import BundleContents, Column, Manifest
from ...model.details import Chart, Explainability, Performance
from ...model.metrics import Objective, direction
from ...model.shares import Analysis
from ..analysis import analysis, explainability, hyperparameters, performance
from .origin import Origin
from .plain import plain

#: Rows of a table; more are counted and not listed.
MOST_ROWS = 200
#: Characters of somebody else's word that are printed.
LONGEST = 300
#: Categories and words of a column that are printed.
_LISTED, _LONGEST_LISTED = 12, 60


@dataclass(frozen=True)
class Table:
    """``numeric`` are the columns that hold figures."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Document:
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def document(contents: BundleContents, origin: Origin) -> Document:
    shown, measured = analysis(contents), performance(contents)
    return Document(
        title=plain(origin.title, LONGEST),
        facts=_facts(contents.manifest, measured, origin),
        sections=(
            _score(contents.manifest.objective, measured, shown),
            Section("Pictures, each in words", charts=shown.charts),
            *_classes(measured, shown),
            _columns_used(explainability(contents), shown),
            _model(contents.manifest),
        ),
    )


def _facts(
    manifest: Manifest, measured: Performance, origin: Origin
) -> tuple[tuple[str, str], ...]:
    """The head of SageMaker's report, and who it is from."""
    provenance = manifest.provenance
    problem = {
        "BinaryClassification": "Binary classification",
        "MulticlassClassification": "Multiclass classification",
        "Regression": "Regression",
    }[manifest.problem_type]
    evaluated = f"{measured.validation_rows:,} rows that the answering model had not learnt from"
    if measured.folds > 1:
        evaluated += f", in {measured.folds} folds"
    facts = [
        ("Candidate", provenance.candidate),
        ("Experiment", provenance.job),
        ("Algorithm", manifest.algorithm),
        ("Problem type", problem),
        ("Target", manifest.target),
    ]
    if manifest.positive_class is not None:
        facts.append(("Positive class", manifest.positive_class))
    facts += [
        ("Objective metric", manifest.objective),
        ("Optimization direction", direction(manifest.objective)),
        ("Learnt from", f"{measured.train_rows:,} rows"),
        ("Evaluated on", evaluated),
    ]
    if origin.evaluated_at is not None:
        facts.append(("Trained and evaluated", _moment(origin.evaluated_at)))
    if origin.shared_by is not None:
        facts.append(("Shared by", origin.shared_by))
    if origin.shared_at is not None:
        facts.append(("Shared", _moment(origin.shared_at)))
    return tuple((name, plain(value, LONGEST)) for name, value in facts)


def _score(objective: Objective, measured: Performance, shown: Analysis) -> Section:
    sentences = [shown.score_sentence]
    if shown.decision is not None:
        sentences.append(shown.decision)
    told = {metric.name: metric.sentence for metric in shown.metrics}
    rows = tuple(
        (
            f"{row.name} (objective)" if row.name == objective else row.name,
            _deviating(row.validation, row.validation_deviation),
            _deviating(row.train, row.train_deviation),
            _figure(row.best_constant),
            told.get(row.name, row.description),
        )
        for row in measured.metrics
    )
    headings = ("Metric", "Held back", "Training", "Best constant", "In words")
    return Section(
        "How good the model is",
        tuple(sentences),
        (_table("Metrics", headings, rows, numeric=(1, 2, 3)),),
    )


def _classes(measured: Performance, shown: Analysis) -> tuple[Section, ...]:
    if not measured.per_class:
        return ()
    rows = tuple(
        (
            each.name,
            f"{each.rows:,}",
            *map(_figure, (each.accuracy, each.precision, each.recall, each.f1, each.auc)),
        )
        for each in measured.per_class
    )
    headings = ("Class", "Rows", "Accuracy", "Precision", "Recall", "F1", "AUC")
    table = _table("Each class against all others", headings, rows, numeric=(1, 2, 3, 4, 5, 6))
    return (Section("Classes", tuple(each.sentence for each in shown.per_class), (table,)),)


def _columns_used(used: Explainability, shown: Analysis) -> Section:
    if not used.attributions:
        return Section("Which columns matter", (used.chart.sentence,))
    attributions = {each.column: each for each in used.attributions}
    rows = tuple(
        (
            each.column,
            percent(each.impact),
            number(attributions[each.column].value),
            _figure(attributions[each.column].standard_error),
        )
        for each in shown.column_impact
    )
    headings = ("Column", "Column impact", f"Mean |SHAP| ({used.unit})", "Standard error")
    sample = f"Computed on {used.sample_size:,} rows ({used.method})."
    return Section(
        "Which columns matter",
        (shown.column_impact_definition, sample),
        (_table("Columns", headings, rows, numeric=(1, 2, 3)),),
        (used.chart,),
    )


def _model(manifest: Manifest) -> Section:
    settings = tuple((each.name, each.value) for each in hyperparameters(manifest))
    columns = tuple(
        (each.name, each.type, percent(each.missing_fraction), _range(each))
        for each in manifest.columns
    )
    dropped = tuple(manifest.dropped.items())
    made_with = (
        ("Seed", str(manifest.provenance.seed)),
        *manifest.provenance.versions.items(),
    )
    headings = ("Column", "Type", "Missing", "Values")
    tables = (
        _table("Hyperparameters", ("Name", "Value"), settings),
        _table("Columns it predicts from", headings, columns, numeric=(2,)),
        _table("Columns that were left out", ("Column", "Why"), dropped),
        _table("Made with", ("What", "Version"), made_with),
    )
    return Section("The model", tables=tuple(table for table in tables if table.rows))


def _table(
    title: str,
    headings: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    numeric: tuple[int, ...] = (),
) -> Table:
    shown = tuple(tuple(plain(cell, LONGEST) for cell in row) for row in rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        title = f"{title}: the first {MOST_ROWS} of {len(rows):,}"
    return Table(title, headings, shown, numeric)


def _range(column: Column) -> str:
    if column.categories is not None:
        return _listed(column.categories)
    if column.words is not None:
        return _listed(column.words)
    if column.minimum is None or column.maximum is None or column.type == "Text":
        return ""
    if column.type == "Datetime":
        low, high = (
            datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d")
            for value in (column.minimum, column.maximum)
        )
        return f"{low} to {high}"
    return f"{number(column.minimum)} to {number(column.maximum)}"


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(plain(name, _LONGEST_LISTED) for name in names[:_LISTED])
    more = len(names) - _LISTED
    return f"{listed} and {more} more" if more > 0 else listed


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value)


def _deviating(value: float | None, deviation: float | None) -> str:
    return _figure(value) if deviation is None else f"{_figure(value)} ± {number(deviation)}"
