"""Do the members of a bundle agree with each other? Types alone cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..model.bundle import (
    BundleContents,
    Column,
    ColumnType,
    Explanations,
    FeaturizeDatetime,
    Manifest,
    Parity,
    Row,
    Step,
    Transforms,
)
from ..model.metrics import OBJECTIVES
from ..transforms.dates import CALENDAR, DATE_PATTERNS, date_of_text
from ..transforms.schema import is_pattern
from ..transforms.steps import makers, outputs, source_type
from ..transforms.text import is_word
from .errors import BundleInvalid
from .figures_check import check_figures

COLUMN_LIMIT = 1_000
FEATURE_LIMIT = 10_000
#: Values of all categories together; the trainer keeps 200 of a column.
CATEGORY_LIMIT = 100_000
CLASS_LIMIT = 1_000
ROW_LIMIT = 1_000
#: Words of a text, as made-up rows have them.
TEXT_LIMIT = 1_000_000
_SPOKEN: dict[ColumnType, str] = {"Datetime": "date", "Text": "text"}


def check_consistency(contents: BundleContents) -> None:
    """Raises ``BundleInvalid`` with the first contradiction."""
    manifest = contents.manifest
    _check_columns(manifest)
    _check_features(manifest, contents.transforms)
    _check_classes(manifest)
    check_figures(manifest, contents.insights, contents.explanations)
    _check_insights(contents)
    _check_explanations(contents.explanations, manifest)
    _check_parity(contents.parity, manifest)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BundleInvalid(otherwise)


def _unique(names: Iterable[str]) -> bool:
    names = list(names)
    return len(set(names)) == len(names) and all(name.strip() for name in names)


def _check_columns(manifest: Manifest) -> None:
    columns = manifest.columns
    _require(1 <= len(columns) <= COLUMN_LIMIT, "The model must have 1 to 1,000 columns.")
    known = sum(len(column.categories or ()) for column in columns)
    _require(known <= CATEGORY_LIMIT, f"There are more than {CATEGORY_LIMIT:,} categories.")
    names = [column.name for column in columns]
    _require(_unique((*names, manifest.target)), "A column is there twice, blank, or the target.")
    _require(not any(map(is_pattern, names)), "A column has a name that stands for others.")
    for column in columns:
        where = f"The column “{column.name[:80]}”"
        categorical = column.type == "Categorical"
        _require(
            (column.categories is not None) == categorical,
            f"{where} must have categories if and only if it is categorical.",
        )
        _require(
            len(set(column.categories or ())) == len(column.categories or ()),
            f"{where} has a category twice.",
        )
        ranged = (column.minimum is None) == (column.maximum is None) and (
            column.minimum is None or column.maximum is None or column.minimum <= column.maximum
        )
        _require(ranged and not (categorical and column.minimum), f"{where} has no proper range.")
        _check_text(column, where)
        if column.type == "Datetime":
            known = column.date_format is None or column.date_format in DATE_PATTERNS
            _require(known, f"{where} has an unknown date format.")
            _require(
                all(
                    value is None or CALENDAR[0] <= value <= CALENDAR[1]
                    for value in (column.minimum, column.maximum)
                ),
                f"{where} has a range beyond the calendar.",
            )
        _require(_fits(column, column.default), f"{where} has a default of another type.")


def _check_text(column: Column, where: str) -> None:
    words = column.words
    _require(
        (words is not None) == (column.type == "Text"),
        f"{where} must have words if and only if it is text.",
    )
    if words is not None:
        _require(len(set(words)) == len(words), f"{where} has a word twice.")
        _require(all(map(is_word, words)), f"{where} has a word that can be none.")
        low, high = column.minimum or 0.0, column.maximum or 0.0
        _require(0 <= low <= high <= TEXT_LIMIT, f"{where} has no proper range.")


def _fits(column: Column, value: float | str | None) -> bool:
    if value is None:
        return True
    if column.type == "Numerical":
        return isinstance(value, float)
    if column.type == "Datetime":
        try:
            return isinstance(value, str) and date_of_text(value, column.date_format) is not None
        except ValueError:
            return False
    return isinstance(value, str)


def _check_features(manifest: Manifest, transforms: Transforms) -> None:
    fed = sum(len(graph_input.features) for graph_input in manifest.inputs)
    most = max(len(manifest.features), len(manifest.inputs), fed, len(transforms.steps))
    _require(most <= FEATURE_LIMIT, f"There are more than {FEATURE_LIMIT:,} features.")
    known = sum(len(feature.categories or ()) for feature in manifest.features)
    _require(known <= CATEGORY_LIMIT, f"There are more than {CATEGORY_LIMIT:,} categories.")
    columns = {column.name: column for column in manifest.columns}
    made = [(step.column, name) for step in transforms.steps for name in outputs(step)]
    _require(len(made) <= FEATURE_LIMIT, f"There are more than {FEATURE_LIMIT:,} features.")
    _require(len(set(made)) == len(made), "Two transformations make the same feature.")
    for step in transforms.steps:
        _check_step(step, columns.get(step.column))
    derived = makers(transforms)
    names = [feature.name for feature in manifest.features]
    _require(bool(names) and _unique(names), "A feature is there twice, or has no name.")
    for feature in manifest.features:
        where = f"The feature “{feature.name[:80]}”"
        column = columns.get(feature.column)
        if column is None:
            raise BundleInvalid(f"{where} comes from a column that is not there.")
        _require(
            (feature.categories is not None) == (column.type == "Categorical"),
            f"{where} must have categories if and only if its column has.",
        )
        # a feature that is its column bears its name: else a lost step would go unnoticed
        _require(
            (column.name, feature.name) in derived
            or (feature.name == column.name and column.type != "Text")
            or column.type not in {"Datetime", "Text"},
            f"{where} needs a transformation that is not there.",
        )
    taken = {name for graph_input in manifest.inputs for name in graph_input.features}
    _require(taken == set(names), "The inputs do not take exactly the features.")
    _require(_unique(i.name for i in manifest.inputs), "An input is there twice, or has no name.")


def _check_step(step: Step, source: Column | None) -> None:
    kind = source_type(step)
    _require(
        source is not None and source.type == kind,
        f"A transformation needs the {_SPOKEN[kind]} column “{step.column[:80]}”, which is not "
        "there.",
    )
    if isinstance(step, FeaturizeDatetime):
        origin = step.origin or 0.0
        _require(
            CALENDAR[0] <= origin <= CALENDAR[1],
            f"The days of “{step.column[:80]}” are counted from beyond the calendar.",
        )
    elif source is not None:
        # what the model looks for is what its owner is told to travel
        _require(
            step.words == source.words,
            f"The model looks for other words than those of the column “{step.column[:80]}”.",
        )


def _check_classes(manifest: Manifest) -> None:
    kind, classes = manifest.problem_type, manifest.classes
    counts = {
        "BinaryClassification": range(2, 3),
        "MulticlassClassification": range(2, CLASS_LIMIT + 1),
        "Regression": range(1),
    }
    _require(len(classes) in counts[kind], f"{len(classes)} classes do not go with {kind}.")
    _require(len(set(classes)) == len(classes), "A class is there twice.")
    weights = manifest.decision_weights
    _require(
        not weights or (len(weights) == len(classes) and all(0 < w <= 1e6 for w in weights)),
        "The decision weights are not one positive number per class.",
    )
    positive = manifest.positive_class
    _require(positive is None or positive in classes, "The positive class is none of the classes.")
    _require(
        manifest.objective in OBJECTIVES[kind], f"{manifest.objective} does not go with {kind}."
    )


def _check_insights(contents: BundleContents) -> None:
    matrix = contents.insights.confusion_matrix
    if matrix is not None:
        sides = {len(matrix.labels), len(matrix.counts), *map(len, matrix.counts)}
        _require(len(sides) == 1, "The confusion matrix is not square.")
        labels = set(matrix.labels) == set(contents.manifest.classes)
        _require(labels, "The confusion matrix has other classes than the model.")
        _require(all(n >= 0 for row in matrix.counts for n in row), "A count is negative.")


def _check_explanations(explanations: Explanations, manifest: Manifest) -> None:
    names = {column.name for column in manifest.columns}
    explained = [attribution.column for attribution in explanations.attributions]
    _require(
        len(set(explained)) == len(explained) and names.issuperset(explained),
        "The explanations name a column that the model does not have, or one twice.",
    )
    width = len(manifest.classes) or 1
    _require(
        len(explanations.expected_value) in {1, width}, "The expected value has a wrong shape."
    )
    _require(
        all(len(a.per_class) in {0, width} for a in explanations.attributions),
        "An attribution does not have one value per class.",
    )
    _require(len(explanations.background) >= 1, "The explanations have no background.")
    _check_rows(explanations.background, manifest.columns)


def _check_parity(parity: Parity, manifest: Manifest) -> None:
    rows, answers = parity.made_up.rows, parity.made_up.answers
    _require(len(rows) == len(answers) >= 1, "The made-up rows and answers differ in number.")
    width = len(manifest.classes) or 1
    _require(all(len(answer) == width for answer in answers), "An answer has a wrong shape.")
    _check_rows(rows, manifest.columns)


def _check_rows(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    _require(len(rows) <= ROW_LIMIT, f"There are more than {ROW_LIMIT:,} made-up rows.")
    for row in rows:
        _require(len(row) == len(columns), "A made-up row does not have one value per column.")
        fits = all(_fits(column, value) for column, value in zip(columns, row, strict=True))
        _require(fits, "A made-up row has a value of another type than its column.")
