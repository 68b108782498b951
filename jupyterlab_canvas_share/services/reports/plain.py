"""Other people's words on paper, and sentences with such words in them."""

from __future__ import annotations

import unicodedata

#: Characters of a sentence that are printed; it may have several names of any length in it.
SENTENCE = 1_000
#: Characters that turn the direction of what follows, also outside of the word they are in.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str, longest: int = SENTENCE) -> str:
    """On one line, without control characters, half characters, what is none, and what turns the
    direction of the text that follows; joiners, which emoji and scripts are written with, stay. Of
    more than ``longest`` characters the first ones."""
    shown = text if len(text) <= longest else f"{text[:longest]}…"
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") or _is_none(each) else each
        for each in shown
        if each not in _TURNING
    )


def _is_none(character: str) -> bool:
    """What Unicode keeps from ever being a character; XML, and so SVG, does not allow all of it."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
