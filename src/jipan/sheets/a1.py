"""Cell names as Excel shows them: (16, 3) ↔ D17."""

from __future__ import annotations

Range = tuple[int, int, int, int]
"""Top, left, bottom, right: 0-based, both ends included."""


def letters(column: int) -> str:
    """The letters of a 0-based column: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    """The 0-based column of its letters: AA → 26."""
    value = 0
    for letter in text.upper():
        value = value * 26 + ord(letter) - 64
    return value - 1


def name(row: int, column: int) -> str:
    """(16, 3) → D17."""
    return f"{letters(column)}{row + 1}"
