"""Who this server acts as: one profile, decided by its settings, never by a request."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping
from pathlib import Path

from ..exchange.keys import is_profile_name
from ..model.errors import Refused

#: Written by SageMaker Studio into every space.
SAGEMAKER_METADATA = Path("/opt/ml/metadata/resource-metadata.json")
DEFAULT_DOMAIN = "default"


def resolve_profile_name(
    configured: str | None,
    *,
    metadata: Path = SAGEMAKER_METADATA,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """The profile's name; see ``resolve_profile``."""
    return resolve_profile(configured, metadata=metadata, environ=environ)[0]


def resolve_profile(
    configured: str | None,
    *,
    metadata: Path = SAGEMAKER_METADATA,
    environ: Mapping[str, str] = os.environ,
) -> tuple[str, str]:
    """The profile's name and where it is from: as configured, else SageMaker's metadata file,
    JUPYTERHUB_USER, or the account's name.

    Raises Refused (``bad_profile_name``): the name does not fit the pattern. It is never mapped to
    one that does, because two people could then become the same profile.
    """
    name, origin = _profile_name(configured, metadata, environ)
    if not is_profile_name(name):
        raise Refused(
            f"The profile name {name!r} (from {origin}) does not fit: 1 to 63 letters and digits, "
            "with hyphens between them. Set CanvasShare.user_profile to a name that does.",
            code="bad_profile_name",
            details={"name": name, "origin": origin, "setting": "CanvasShare.user_profile"},
        )
    return name, origin


def resolve_domain_name(configured: str | None, *, metadata: Path = SAGEMAKER_METADATA) -> str:
    """The Domain's name: as configured, else SageMaker's ``DomainId``, else ``default``.

    Raises Refused (``bad_domain_name``): the name does not fit the pattern.
    """
    name = configured or _sagemaker(metadata).get("DomainId") or DEFAULT_DOMAIN
    if not is_profile_name(name):
        raise Refused(
            f"The Domain's name {name!r} does not fit: 1 to 63 letters and digits, with hyphens "
            "between them. Set CanvasShare.domain to a name that does.",
            code="bad_domain_name",
            details={"name": name, "setting": "CanvasShare.domain"},
        )
    return name


def _profile_name(
    configured: str | None, metadata: Path, environ: Mapping[str, str]
) -> tuple[str, str]:
    if configured:
        return configured, "CanvasShare.user_profile"
    if name := _sagemaker(metadata).get("UserProfileName"):
        return name, str(metadata)
    if name := environ.get("JUPYTERHUB_USER"):
        return name, "JUPYTERHUB_USER"
    try:
        return getpass.getuser(), "the account's name"
    except (OSError, KeyError) as error:
        raise Refused(
            "This account has no name. Set CanvasShare.user_profile to your profile's name.",
            code="bad_profile_name",
            details={"setting": "CanvasShare.user_profile"},
        ) from error


def _sagemaker(metadata: Path) -> dict[str, str]:
    try:
        found = json.loads(metadata.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)}
