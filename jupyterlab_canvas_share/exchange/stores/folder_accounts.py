"""Several Unix accounts on one folder: whose place is whose, and who wrote what.

The kernel keeps them apart. Shared folders are sticky, so that only its owner renames or removes
what is in them; each person's own folders are made by that person's server, never by a sender. A
file counts as its author's when its owner is the owner of the author's mailbox.

Who owns a sticky folder may rename everything in it, so the shared ones must belong to whom the
store belongs to, or to root: else the first account to come could take anybody's mailbox away.
"""

from __future__ import annotations

import logging
import os
import pwd
import shlex
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ...model.errors import Forbidden, Unavailable
from ..keys import Keys, parse_mail
from .folder_files import make_folder, open_folder, open_for_listing, status_of, sync_folder

log = logging.getLogger(__name__)

FILE = 0o644
#: Of the folder of one share: who was told an object's name reads it, and nobody lists it.
SHARE = 0o711
_ABOVE = 0o755
_STICKY = 0o1777
#: Below these, everybody has a folder of their own, with these modes. Into a mailbox others may
#: put, and not list what is in it.
OWN_MODES = {"profiles": 0o755, "mailboxes": 0o1733, "objects": 0o711}


def is_for_several(root: Path) -> bool:
    """Whether the store is for several accounts: others may write to its folder, and it is sticky,
    as after ``chmod 1777``, or 1770 for one group."""
    try:
        mode = root.stat().st_mode
    except FileNotFoundError:
        return False
    return bool(stat.S_ISDIR(mode) and mode & stat.S_ISVTX and mode & 0o022)


def make_places(root: Path, keys: Keys, me: str) -> None:
    """Make the folders of the profile ``me``, and give them the modes they must have.

    Raises Forbidden (``not_your_mailbox``): another account made them; Unavailable: the shared
    folders are missing and this account is not the one to make them.
    """
    uid = os.geteuid()
    domain = ("domains", keys.domain)
    trusted = {0, root.stat().st_uid}
    kinds = [((*domain, kind), _STICKY) for kind in OWN_MODES]
    for names, mode in [(domain[:1], _ABOVE), (domain, _ABOVE), *kinds]:
        with open_folder(root, names[:-1]) as above:
            if status_of(above, names[-1]) is None and uid not in trusted:
                raise Unavailable(
                    f"The store is not prepared for this Domain: {root.joinpath(*names)} is "
                    "missing. Ask who owns the store's folder to start their own server once, or "
                    f"to run: {_command(root, domain)}",
                    code="store_unavailable",
                    details={"path": str(root.joinpath(*names))},
                )
            _claim(root, names, above, mode, trusted)
    for kind, mode in OWN_MODES.items():
        with open_folder(root, (*domain, kind)) as above:
            _claim(root, (*domain, kind, me), above, mode, {uid})


def _claim(root: Path, names: Sequence[str], above: int, mode: int, owners: set[int]) -> None:
    """Make the folder, or see that one of the owners has it, and that its mode is safe."""
    name = names[-1]
    make_folder(above, name, mode)
    status = status_of(above, name)
    is_folder = status is not None and stat.S_ISDIR(status.st_mode)
    if status is None or not is_folder or status.st_uid not in owners:
        quoted = _quoted(root, names)
        # what is below a folder of everybody is everybody's
        keep = is_folder and not _is_own(names)
        fix = f"chown root {quoted} && chmod {mode:o} {quoted}" if keep else f"rm -r {quoted}"
        raise _not_yours(root, names, status, "it belongs to", fix)
    found = stat.S_IMODE(status.st_mode)
    if status.st_uid == os.geteuid():
        if found != mode:
            log.warning("%s had mode %o; set to %o", root.joinpath(*names), found, mode)
            with open_for_listing(above, name) as folder:
                os.fchmod(folder, mode)
            sync_folder(above)
    elif found & 0o022 and not found & stat.S_ISVTX:
        fix = f"chmod {mode:o} {_quoted(root, names)}"
        raise _not_yours(root, names, status, "everybody may rename what is in it; it is of", fix)


def _not_yours(
    root: Path, names: Sequence[str], status: os.stat_result | None, what: str, fix: str
) -> Forbidden:
    path = root.joinpath(*names)
    owner = None if status is None else status.st_uid
    ask = "Ask the administrator to run"
    if _is_own(names):
        ask = f"If the name {names[-1]} is yours, ask the administrator to run"
    return Forbidden(
        f"{path} cannot be used: {what} {_account(owner)}, who could then read, write or take away "
        f"what is in it. This server runs as {_account(os.geteuid())}. {ask}: {fix}",
        code="not_your_mailbox",
        details={"path": str(path), "owner": owner, "account": os.geteuid(), "fix": fix},
    )


def _is_own(names: Sequence[str]) -> bool:
    """Whether the folder is one person's; those above are everybody's."""
    return len(names) > 3


def _account(uid: int | None) -> str:
    if uid is None:
        return "nobody"
    try:
        return f"the account {pwd.getpwuid(uid).pw_name} ({uid})"
    except KeyError:
        return f"an account without a name ({uid})"


def _quoted(root: Path, names: Sequence[str]) -> str:
    return shlex.quote(str(root.joinpath(*names)))


def _command(root: Path, domain: Sequence[str]) -> str:
    folders = " ".join(_quoted(root, (*domain, kind)) for kind in OWN_MODES)
    return f"install -d -m {_STICKY:o} {folders}"


class Authors:
    """Which account each author of a Domain is: the owner of the author's mailbox."""

    def __init__(self, mailboxes: int | None) -> None:
        self._mailboxes = mailboxes
        self._accounts: dict[str, int | None] = {}

    def wrote(self, key: str, status: os.stat_result) -> bool:
        """Whether the author that a key names wrote the file.

        Another account cannot give its file that owner. It can move or link a file of the author,
        which the author sent it, to a key of its choice: hence the digest in the key, and a mark
        counts only if it is as empty as a mail never is.
        """
        parts = key.split("/")
        author: str | None = parts[3]
        if parts[2] == "mailboxes":
            mail = parse_mail(parts[4])
            author = None
            if mail is not None and (mail[1] == "json" or status.st_size == 0):
                author = mail[0].author
        return author is not None and status.st_uid == self._account(author)

    def _account(self, author: str) -> int | None:
        if author not in self._accounts:
            status = None if self._mailboxes is None else status_of(self._mailboxes, author)
            known = status is not None and stat.S_ISDIR(status.st_mode)
            self._accounts[author] = status.st_uid if status and known else None
        return self._accounts[author]


@contextmanager
def open_authors(root: Path, domain: Sequence[str]) -> Iterator[Authors]:
    """The authors of a Domain, given as ``domains`` and its name."""
    with ExitStack() as stack:
        try:
            mailboxes: int | None = stack.enter_context(open_folder(root, (*domain, "mailboxes")))
        except FileNotFoundError:
            mailboxes = None
        yield Authors(mailboxes)
