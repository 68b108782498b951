"""Words in a PDF, whatever script they are in.

The font that ReportLab brings, Bitstream Vera, is on every machine and has the Latin letters. Words
that it has not are drawn by vl-convert, which finds the machine's fonts and knows scripts that run
from right to left, as small pictures in the line.
"""

from __future__ import annotations

import io
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from .drawing import text_as_png
from .plain import plain

FONT, BOLD = "Vera", "VeraBd"
#: Characters of a run of other letters that are drawn.
_LONGEST_RUN = 60
#: Pictures of words in one document; further ones are told by their number of characters.
_MOST_PICTURES = 300


class Lettering:
    """``folder`` is for the pictures, as long as the document is being made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pictures: dict[str, tuple[Path, float, float]] = {}

    def markup(self, text: str, size: float, width: float) -> str:
        """``text`` as ReportLab's paragraph markup, letters ``size`` and pictures at most
        ``width`` points wide."""
        runs: list[str] = []
        for known, words in groupby(plain(text).split(" "), _is_known):
            run = " ".join(words)
            runs.append(escape(run) if known else self._picture(run, size, width))
        return " ".join(runs)

    def _picture(self, run: str, size: float, width: float) -> str:
        if run not in self._pictures:
            if len(self._pictures) == _MOST_PICTURES:
                return f"[{len(run)} characters]"
            shown = run if len(run) <= _LONGEST_RUN else f"{run[:_LONGEST_RUN]}…"
            self._pictures[run] = self._drawn(shown)
        path, wide, high = self._pictures[run]
        scale = min(size, width / wide)
        return (
            f'<img src="{path}" width="{wide * scale:.2f}" height="{high * scale:.2f}" '
            f'valign="{-0.25 * scale:.2f}"/>'
        )

    def _drawn(self, text: str) -> tuple[Path, float, float]:
        """Width and height are in the size of the letters."""
        from PIL import Image, ImageOps

        pixels = 36
        png = text_as_png(text, pixels)
        with Image.open(io.BytesIO(png)) as opened:
            image = opened.convert("L")
        box = ImageOps.invert(image).getbbox()
        image = image.crop((0, 0, box[2] if box else pixels, image.height))
        path = self._folder / f"{len(self._pictures)}.png"
        image.save(path)
        return path, image.width / pixels, image.height / pixels


def _is_known(word: str) -> bool:
    return all(ord(each) in _letters() for each in word)


@cache
def _letters() -> frozenset[int]:
    """The characters that both fonts have; registers them."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found: list[set[int]] = []
    for name in (FONT, BOLD):
        font = TTFont(name, f"{name}.ttf")
        pdfmetrics.registerFont(font)
        found.append(set(font.face.charToGlyph))
    return frozenset(set.intersection(*found))
