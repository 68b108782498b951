"""From a model's bundle to the version of a SharedModel that it becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from ..model.bundle import BundleContents, Manifest
from ..model.errors import NotFound, Refused
from ..model.events import TITLE_LIMIT, ModelSource, ObjectRef, SharedCandidate, SharedModelVersion


async def read_manifest(bundle: Path, title: str) -> Manifest:
    """What a bundle of one's own says about itself.

    Raises BundleInvalid: it was damaged; NotFound (``no_such_bundle``).
    """
    return await asyncio.to_thread(_read_manifest, bundle, title)


def make_version(
    manifest: Manifest,
    ref: ObjectRef,
    *,
    source: ModelSource,
    title: str,
    candidate: str,
    objective_value: float | None,
) -> SharedModelVersion:
    """Raises Refused (``candidate_not_shareable``): something in it is too long to be shared."""
    try:
        return SharedModelVersion(
            source=source,
            title=title[:TITLE_LIMIT],
            problem_type=manifest.problem_type,
            target=manifest.target,
            positive_class=manifest.positive_class,
            objective=manifest.objective,
            candidates=(
                SharedCandidate(name=candidate, objective_value=objective_value, bundle=ref),
            ),
        )
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])).replace("_", " ")
        raise Refused(
            f"{title} cannot be shared: its {where} does not fit "
            f"({error.errors()[0]['msg']}). Rename it in the data and train again.",
            code="candidate_not_shareable",
        ) from error


def check_announced(version: SharedModelVersion, manifest: Manifest) -> None:
    """Raises BundleInvalid: the card tells of another model than the bundle holds."""
    from ..bundle.errors import BundleInvalid

    for name in ("problem_type", "target", "positive_class", "objective"):
        announced, found = getattr(version, name), getattr(manifest, name)
        if announced != found:
            raise BundleInvalid(
                f"The model is not the one that was announced: its {name.replace('_', ' ')} is "
                f"{found!r}, not {announced!r}."
            )


def check_title(title: str) -> None:
    """Raises Refused (``bad_title``)."""
    if not title.strip() or len(title.strip()) > TITLE_LIMIT or not title.isprintable():
        raise Refused(
            f"A title is 1 to {TITLE_LIMIT} characters on one line. Give another one.",
            code="bad_title",
            details={"limit": TITLE_LIMIT},
        )


def validated_objective(contents: BundleContents) -> float | None:
    """The objective on the rows that were held back."""
    wanted = (contents.manifest.objective, "Validation")
    values = (m.value for m in contents.insights.metrics if (m.name, m.set) == wanted)
    return next(values, None)


@contextmanager
def unless_gone(title: str) -> Iterator[None]:
    """Raises NotFound (``no_such_bundle``) for a file that was deleted, perhaps a moment ago."""
    try:
        yield
    except FileNotFoundError:
        raise NotFound(
            f"The file of {title} is not there any more. Train the model again.",
            code="no_such_bundle",
        ) from None


def _read_manifest(bundle: Path, title: str) -> Manifest:
    from ..bundle.container import unpack
    from ..bundle.errors import BundleInvalid
    from ..bundle.strict_json import read_member

    try:
        with unless_gone(title):
            return read_member(unpack(bundle.read_bytes())[0], "bundle.json", Manifest)
    except BundleInvalid as error:
        raise BundleInvalid(
            f"{title} cannot be shared: its file was damaged after the training. {error.message} "
            "Train the model again."
        ) from error
