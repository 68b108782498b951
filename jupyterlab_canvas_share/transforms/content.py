"""What a file is, judged by its content and never by its name: CSV, Parquet, or neither."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, Literal

from ..model.errors import NotFound, Refused, TooLarge

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_HEAD = 64 * 1024
_CHUNK = 1024 * 1024
#: Bytes of an unpacked gzip file.
UNPACKED_LIMIT = 4_000_000_000
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_HIGH = re.compile(rb"[\x80-\xff]")

#: Content that is certainly something else, with how a person calls it.
_OTHER_FILES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x80\x04\x95", "a pickle"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a SQLite database"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF5 file"),
)
#: The same for text; a header may begin with a bracket, so one character does not decide.
_OTHER_TEXTS = (
    (re.compile(rb'\{\s*["}]|\[\s*[\[{]'), "JSON"),
    (re.compile(rb"<[!?a-zA-Z]"), "HTML or XML"),
)


class _Unpacked(io.RawIOBase):
    """What gzip holds, up to a limit: a few megabytes can hold a terabyte."""

    def __init__(self, packed: gzip.GzipFile, limit: int, name: str) -> None:
        self._packed, self._left, self._limit, self._name = packed, limit, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        size = self._packed.readinto(buffer)
        self._left -= size
        if self._left < 0:
            raise TooLarge(
                f"“{self._name}” unpacks to more than {self._limit / 1e9:.3g} GB. Split it, and "
                "use the parts.",
                code="file_too_large",
                details={"limit": self._limit},
            )
        return size


@contextmanager
def open_bytes(path: Path, limit: int = UNPACKED_LIMIT) -> Iterator[BinaryIO]:
    """The content, unpacked if it is gzip. Raises ``NotFound`` ``no_such_file``, ``Refused``
    ``not_readable`` or ``broken_gzip`` and, while it is read, ``TooLarge`` ``file_too_large``:
    unpacked it has more than ``limit`` bytes."""
    with _told(path), path.open("rb") as raw:
        if _is_gzip(raw):
            with gzip.open(raw) as unpacked:
                yield io.BufferedReader(_Unpacked(unpacked, limit, path.name))
        else:
            yield raw


def _is_gzip(raw: BinaryIO) -> bool:
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return packed


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of opening and unpacking, as a person reads them."""
    try:
        yield
    except FileNotFoundError:
        raise NotFound(
            f"There is no file “{path.name}”. Check the path.", code="no_such_file"
        ) from None
    except IsADirectoryError:
        raise NotFound(
            f"“{path.name}” is a folder. Choose a CSV or Parquet file in it.", code="no_such_file"
        ) from None
    except PermissionError:
        raise Refused(
            f"“{path.name}” may not be read. Ask its owner for the right to.", code="not_readable"
        ) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Refused(
            f"“{path.name}” is gzip and is damaged or cut off. Fetch or pack it again.",
            code="broken_gzip",
        ) from None


@contextmanager
def on_disk(path: Path) -> Iterator[Path]:
    """The file or, of gzip, an unpacked copy under the same name that is there for the block: what
    is not read from begin to end needs one. Raises what ``open_bytes`` and reading it raise."""
    with _told(path), path.open("rb") as raw:
        packed = _is_gzip(raw)
    if not packed:
        yield path
        return
    with TemporaryDirectory(prefix="canvas-share-unpacked-") as folder:
        copy = Path(folder) / path.name
        with open_bytes(path) as content, copy.open("wb") as target:
            shutil.copyfileobj(content, target, _CHUNK)
        yield copy


def recognise(path: Path) -> Literal["csv", "parquet"]:
    """Raises ``Refused`` ``empty_file``, ``excel_file`` or ``not_a_table``; see ``open_bytes``."""
    with open_bytes(path) as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused(
            f"“{path.name}” is empty. Choose a file with a header and rows.", code="empty_file"
        )
    if head.startswith(b"PAR1"):
        return "parquet"
    old_excel = head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    if old_excel or (head.startswith(b"PK\x03\x04") and _holds_workbook(path)):
        raise Refused(
            f"“{path.name}” is an Excel workbook. Save it as CSV in Excel (File, Save As, CSV "
            "UTF-8) and choose that file.",
            code="excel_file",
        )
    for magic, spoken in _OTHER_FILES:
        if head.startswith(magic):
            raise _not_a_table(path, f"it is {spoken}")
    for pattern, spoken in _OTHER_TEXTS:
        if pattern.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
            raise _not_a_table(path, f"it is {spoken}")
    if not _utf16(head) and len(_CONTROL.findall(head)) > len(head) // 100:
        raise _not_a_table(path, "it is not text")
    return "csv"


def detect_encoding(path: Path) -> str:
    """The codec of a text file: ``utf-8``, ``utf-8-sig``, ``utf-16`` (with byte order mark),
    ``utf-16-le``, ``utf-16-be`` or ``cp1252``, which holds Latin-1's letters.

    Reads the whole file. Raises ``Refused`` ``wrong_encoding`` or ``nul_bytes``."""
    with open_bytes(path) as file:
        head = file.read(_HEAD)
    encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else _utf16(head) or "utf-8"
    failure = _first_failure(path, encoding)
    if failure is None:
        return encoding
    if encoding == "utf-8" and not failure.mostly_utf8 and _first_failure(path, "cp1252") is None:
        return "cp1252"
    raise Refused(
        f"Line {failure.line} of “{path.name}” holds bytes that are not "
        f"{'UTF-16' if encoding.startswith('utf-16') else 'UTF-8'}; the file mixes encodings or is "
        "damaged. Save it again as CSV UTF-8.",
        code="wrong_encoding",
        details={"line": failure.line},
    )


class _Failure:
    def __init__(self, line: int, around: bytes) -> None:
        self.line = line
        multibyte = _MULTIBYTE.findall(around)
        self.mostly_utf8 = 2 * sum(map(len, multibyte)) > len(_HIGH.findall(around))


def _first_failure(path: Path, encoding: str) -> _Failure | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with open_bytes(path) as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return _Failure(line + error.object[: error.start].count(b"\n"), chunk)
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise Refused(
                    f"Line {line} of “{path.name}” holds a NUL byte; the file is damaged or is not "
                    "text. Export it again.",
                    code="nul_bytes",
                    details={"line": line},
                )
            line += text.count("\n")
            if not chunk:
                return None


def _utf16(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.3 and even < len(head) * 0.01:
        return "utf-16-le"
    if even > len(head) * 0.3 and odd < len(head) * 0.01:
        return "utf-16-be"
    return None


def _holds_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        content = file.read(4 * _CHUNK)
    return any(name in content for name in (b"xl/", b"[Content_Types].xml", b"content.xml"))


def _not_a_table(path: Path, reason: str) -> Refused:
    return Refused(
        f"“{path.name}” is neither CSV nor Parquet: {reason}. Choose a CSV or Parquet file.",
        code="not_a_table",
    )
