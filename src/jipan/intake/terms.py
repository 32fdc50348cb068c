"""What a shop has agreed about consequences: how soon a case is to be settled, which score is a complaint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

from jipan.kinds.span import Span

if TYPE_CHECKING:
    from jipan.rules import Book

STANDARD = "standard"
NUMBERS = ("complaint_due", "dissatisfied", "win_back_due")


@dataclass(frozen=True, slots=True)
class Terms:
    """A complaint is to be settled within `complaint_due`; a score up to `dissatisfied` is taken for one; an owner
    is to be won back within `win_back_due`.
    """

    complaint_due: Span
    dissatisfied: int
    win_back_due: Span

    @classmethod
    def of(cls, book: Book | None) -> Self:
        """The terms of a book; what it does not say is as in the standard one."""
        said = dict(_standard()) | (
            {name: book.numbers[name].value for name in NUMBERS if name in book.numbers} if book else {}
        )
        return cls(Span.parse(said["complaint_due"]), int(said["dissatisfied"]), Span.parse(said["win_back_due"]))


@cache
def _standard() -> tuple[tuple[str, str], ...]:
    from jipan.rules import load

    book = load(STANDARD)
    return tuple((name, book.numbers[name].value) for name in NUMBERS)
