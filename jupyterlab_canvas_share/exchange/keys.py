"""The keys on the store: one strict grammar, built and parsed only here.

::

    domains/<domain>/profiles/<name>/<ulid>.<sha256>.json
    domains/<domain>/mailboxes/<reader>/<ulid>.<sha256>.<author>.json
    domains/<domain>/mailboxes/<author>/<ulid>.<sha256>.<author>.done
    domains/<domain>/objects/<author>/<shared model>/<32 hex digits>

A ulid is 48 bits of milliseconds and 80 random bits in Crockford's base 32
(https://github.com/ulid/spec), so that keys sort by time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ulid import ULID

from ..model.base import NAME, NAME_LIMIT
from ..model.errors import BadRequest
from ..model.events import ULID_PATTERN, EventId

#: From Crockford's digits to Python's.
_TO_BASE_32 = str.maketrans("ABCDEFGHJKMNPQRSTVWXYZ", "abcdefghijklmnopqrstuv")
#: How far, in ms, a key's time may lie from now to count at once.
WINDOW = 3600 * 1000
_EPOCH = datetime.fromtimestamp(0, UTC)
#: In ms: what datetime holds.
FIRST, LAST = (
    (moment.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    for moment in (datetime.min, datetime.max)
)
_SHARE = rf"{ULID_PATTERN}\.{NAME}"

_CONTENT = rf"(?P<ulid>{ULID_PATTERN})\.(?P<sha256>[0-9a-f]{{64}})"

_MAIL_NAME = re.compile(rf"{_CONTENT}\.(?P<author>{NAME})\.(?P<end>json|done)")
_PROFILE_PATH = re.compile(rf"(?P<name>{NAME})/{_CONTENT}\.json")
_KEY = re.compile(
    rf"domains/{NAME}/(?:"
    rf"profiles/{NAME}/{ULID_PATTERN}\.[0-9a-f]{{64}}\.json"
    rf"|mailboxes/{NAME}/{_MAIL_NAME.pattern}"
    rf"|objects/{NAME}/{_SHARE}/[0-9a-f]{{32}})"
)
_PREFIX = re.compile(
    rf"domains/{NAME}/(?:(?:profiles|mailboxes|objects)/(?:{NAME}/)?|objects/{NAME}/{_SHARE}/)"
)
#: Longer than any key the grammar means; hyphens in a name would otherwise have no limit.
_KEY_LIMIT = 400


def is_key(key: str) -> bool:
    """Whether an object can have this key."""
    return len(key) <= _KEY_LIMIT and _KEY.fullmatch(key) is not None


def check_key(key: str) -> str:
    """The key itself. Raises BadRequest (``bad_key``): it is outside the grammar."""
    if not is_key(key):
        raise BadRequest(f"{key[:_KEY_LIMIT]!r} is not a key of the exchange.", code="bad_key")
    return key


def is_prefix(prefix: str) -> bool:
    """Whether keys can lie below it. It ends in ``/``."""
    return len(prefix) <= _KEY_LIMIT and _PREFIX.fullmatch(prefix) is not None


def check_prefix(prefix: str) -> str:
    """The prefix itself. Raises BadRequest (``bad_key``): no keys can lie below it."""
    if not is_prefix(prefix):
        raise BadRequest(f"{prefix[:_KEY_LIMIT]!r} is not a prefix of keys.", code="bad_key")
    return prefix


class MailName(NamedTuple):
    """The last part of a key in a mailbox: who wrote what, and when."""

    ulid: str
    sha256: str
    author: str

    def __str__(self) -> str:
        return f"{self.ulid}.{self.sha256}.{self.author}"

    @property
    def event_id(self) -> EventId:
        return f"{self.ulid}.{self.author}"


def parse_mail(name: str) -> tuple[MailName, str] | None:
    """The name and its end (``json`` or ``done``), or None when it does not parse."""
    match = _MAIL_NAME.fullmatch(name)
    if match is None or len(match["author"]) > NAME_LIMIT:
        return None
    return MailName(match["ulid"], match["sha256"], match["author"]), match["end"]


@dataclass(frozen=True)
class ProfileFile:
    """The part of a key below ``profiles/``: who says something about themselves, and when."""

    name: str
    ulid: str
    sha256: str

    @classmethod
    def of(cls, name: str, ulid: str, content: bytes) -> ProfileFile:
        return cls(name, ulid, hashlib.sha256(content).hexdigest())

    def __str__(self) -> str:
        return f"{self.name}/{self.ulid}.{self.sha256}.json"


def parse_profile(path: str) -> ProfileFile | None:
    """The part of a key below ``profiles/``, or None when it does not parse."""
    match = _PROFILE_PATH.fullmatch(path)
    if match is None or len(match["name"]) > NAME_LIMIT:
        return None
    return ProfileFile(match["name"], match["ulid"], match["sha256"])


def is_profile_name(name: str) -> bool:
    """Whether a profile, or a Domain, can have this name."""
    return len(name) <= NAME_LIMIT and re.fullmatch(NAME, name) is not None


def author_of(id: EventId) -> str:
    """Who wrote the event; of a SharedModel, its owner."""
    return id.partition(".")[2]


def ulid_of(id: EventId) -> str:
    return id.partition(".")[0]


@dataclass(frozen=True)
class Keys:
    """Builds the keys of one Domain."""

    domain: str

    @property
    def root(self) -> str:
        return f"domains/{self.domain}/"

    @property
    def profiles(self) -> str:
        return f"{self.root}profiles/"

    def profile(self, file: ProfileFile) -> str:
        return check_key(f"{self.profiles}{file}")

    def mailbox(self, reader: str) -> str:
        return check_prefix(f"{self.root}mailboxes/{reader}/")

    def mail(self, reader: str, name: MailName) -> str:
        return check_key(f"{self.mailbox(reader)}{name}.json")

    def done(self, name: MailName) -> str:
        return check_key(f"{self.mailbox(name.author)}{name}.done")

    def objects(self, author: str) -> str:
        return check_prefix(f"{self.root}objects/{author}/")

    def object(self, author: str, shared_model: str, name: str) -> str:
        return check_key(f"{self.objects(author)}{shared_model}/{name}")


def milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def from_milliseconds(milliseconds: int) -> datetime:
    """In UTC. A zone can put the last hours of 9999 beyond what datetime holds; they become it."""
    return _EPOCH + timedelta(milliseconds=min(max(milliseconds, FIRST), LAST))


def ulid_milliseconds(ulid: str) -> int:
    """The time in a ulid, in ms since the epoch; up to the year 10889, past what datetime holds."""
    return int(ulid[:10].translate(_TO_BASE_32), 32)


def first_ulid(milliseconds: int) -> str:
    """The smallest ulid of that moment; every ulid from then on sorts after it."""
    return str(ULID.from_int(max(milliseconds, 0) << 80))


class Ulids:
    """Ulids of one author, each larger than all before."""

    def __init__(self) -> None:
        self._last = 0

    def observe(self, ulid: str) -> None:
        """Go on from a ulid that this author used before, in an earlier run."""
        self._last = max(self._last, int(ULID.from_str(ulid)))

    def next(self, now: datetime) -> str:
        """A new ulid for the moment ``now`` of the store's clock."""
        fresh = milliseconds(now) << 80 | secrets.randbits(80)
        # by chance, not by one: two servers of a person may go on from the same ulid
        self._last = max(fresh, self._last + 1 + secrets.randbits(64))
        return str(ULID.from_int(self._last))
