"""What to do where a store refuses this account: the very command, as far as it can be known."""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
from pathlib import Path

from ...exchange.keys import Keys
from ...exchange.stores.folder import FolderStore
from ...exchange.stores.folder_accounts import OWN_MODES
from ...exchange.stores.store import ObjectStore, parse_bucket_url
from ...model.errors import CanvasShareError
from .checks import is_refusal


def advice(store: ObjectStore, keys: Keys, me: str, error: CanvasShareError) -> str:
    """Empty where the error itself says all."""
    if not is_refusal(error):
        return ""
    if isinstance(store, FolderStore):
        return _folder_advice(store, keys)
    if error.details.get("code") == "AccessDenied":
        return (
            f"{policy_advice(store, keys)}. If it is there, {me} must be the name that it gives "
            "the rights to: compare with what aws sts get-caller-identity prints."
        )
    return ""


def policy_advice(store: ObjectStore, keys: Keys) -> str:
    """How the bucket gets its policy."""
    url, _, endpoint = store.url.partition("?endpoint=")
    bucket = parse_bucket_url(url)
    if bucket is None or bucket.scheme != "s3":
        return (
            "Give each person credentials of their own, with no more than the rights in "
            "docs/team.md."
        )
    kind, aws = "", "aws"
    if endpoint:
        kind, aws = (
            " --for other --identity username --admin ADMIN",
            f"aws --endpoint-url {endpoint}",
        )
    return (
        f"Put this policy on the bucket (docs/team.md says who is named in it): "
        f"jupyter canvas-share policy --store {url} --domain {keys.domain}{kind} > policy.json; "
        f"{aws} s3api put-bucket-policy --bucket {bucket.bucket} --policy file://policy.json"
    )


def _folder_advice(store: FolderStore, keys: Keys) -> str:
    """About the first folder on the way that this account may not use."""
    root = store.root
    for path in (*reversed(root.parents), root):
        if not path.exists():
            return f"Ask the administrator to make it: install -d -m 1777 {shlex.quote(str(root))}"
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK if path == root else os.X_OK):
            return f"{_whose(path)} {_opening(path, root)}"
    if store.accounts == "several":
        return ""
    inside = [root / "domains", root / keys.root, *(root / keys.root / kind for kind in OWN_MODES)]
    for path in inside:
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            return (
                f"{_whose(path)} Where several accounts use a folder it must be prepared for them "
                f"(docs/team.md): chmod 1777 {shlex.quote(str(root))}"
            )
    return ""


def _whose(path: Path) -> str:
    status = path.stat()
    return (
        f"{path} belongs to {_user(status.st_uid)} and the group {_group(status.st_gid)} with mode "
        f"{stat.S_IMODE(status.st_mode):o}; this account is {_user(os.geteuid())}."
    )


def _opening(path: Path, root: Path) -> str:
    status = path.stat()
    quoted = shlex.quote(str(path))
    if path != root:
        return f"Ask the administrator to run: chmod a+x {quoted}"
    for_group = status.st_mode & stat.S_IRWXG == stat.S_IRWXG and status.st_gid != 0
    if for_group and status.st_gid not in os.getgroups():
        command = f"usermod -a -G {_group(status.st_gid)} {_user(os.geteuid())}"
        return f"Ask the administrator to run, and start the server anew: {command}"
    return f"Ask the administrator to run: chmod 1777 {quoted} (docs/team.md has the other ways)"


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
