"""The zip around the members: stored, fixed order, fixed dates and attributes (APPNOTE 6.3, 4.3).

There is exactly one byte string for given members, so reading rebuilds it and compares: nothing
can hide between, before or behind the members, and no two headers can disagree.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from zlib import crc32

from ..model.bundle import MEMBERS
from .errors import BundleInvalid

#: Largest ``.canvasmodel`` we open: a worker holds it in memory more than once.
SIZE_LIMIT = 256 * 1024**2

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
#: 1980-01-01 00:00, the first moment the format knows.
_DATE, _TIME = 1 << 5 | 1, 0
_REGULAR_FILE_0644 = 0o100644 << 16


def pack(members: Sequence[bytes]) -> bytes:
    """The archive of the members of ``MEMBERS``, in that order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in zip(MEMBERS, members, strict=True):
        path = name.encode("ascii")
        facts = (0, 0, _TIME, _DATE, crc32(data), len(data), len(data), len(path), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *facts) + path
        directory.append(
            _CENTRAL.pack(
                b"PK\x01\x02", _MADE_ON_UNIX, _VERSION, *facts, 0, 0, 0, _REGULAR_FILE_0644, offset
            )
            + path
        )
        parts += (local, data)
        offset += len(local) + len(data)
    central = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(MEMBERS), len(MEMBERS), len(central), offset, 0)
    return b"".join((*parts, central, end))


def unpack(archive: bytes) -> tuple[bytes, ...]:
    """The members, in the order of ``MEMBERS``. Raises ``BundleInvalid`` for any other archive."""
    view = memoryview(archive)
    members: list[bytes] = []
    offset = 0
    for name in MEMBERS:
        data_start, size = _local_header(view, offset, name)
        if data_start + size > len(view):
            raise BundleInvalid(f"The file ends within “{name}”; it was cut off.")
        members.append(bytes(view[data_start : data_start + size]))
        offset = data_start + size
    if bytes(view[offset : offset + 4]) == b"PK\x03\x04":
        raise BundleInvalid("There are more members in the file than a model has.")
    if pack(members) != archive:
        raise BundleInvalid("The file holds bytes that do not belong to a model, or was changed.")
    return tuple(members)


def _local_header(view: memoryview, offset: int, name: str) -> tuple[int, int]:
    start = offset + _LOCAL.size
    if start > len(view) or bytes(view[offset : offset + 4]) != b"PK\x03\x04":
        raise BundleInvalid(f"“{name}” is not where it must be; this is not a .canvasmodel file.")
    header = _LOCAL.unpack(view[offset:start])
    flags, method, packed, size, name_length, extra = (header[i] for i in (2, 3, 7, 8, 9, 10))
    found = bytes(view[start : start + name_length]).decode("utf-8", "replace")
    if found != name:
        raise BundleInvalid(f"“{name}” is expected, but the member there is called {found[:80]!r}.")
    if method != 0 or packed != size:
        raise BundleInvalid(f"“{name}” is compressed; members must be stored.")
    if flags or extra:
        raise BundleInvalid(f"“{name}” has a header that a model never has.")
    return start + name_length, size
