"""Text that somebody else wrote, where it could do more than be read."""

from __future__ import annotations


def visible(text: str) -> str:
    """The text with escapes in place of all characters that are not seen.

    For a log or a terminal, where a name, a title or what a file claims must not begin a line of
    its own, move the cursor, or turn the direction of reading.
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
