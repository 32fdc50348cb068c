"""Every error that a user can see, as facts; `cli/` puts them into words and picks the exit code.

A `JipanError` stops the command. A `Problem` is about one cell or one row of a user's file: it is data, collected
and shown, and never stops anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


class JipanError(Exception):
    """Something the user can mend. `code` names the sentence in the catalogue (`error.<code>`), `facts` fill it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({shown})"


class Refused(JipanError):
    """jipan understood and will not do it: several customers match, nothing to undo, a question was answered no."""

    exit_code = 1


class Stopped(JipanError):
    """Ctrl-C between two steps of several: what was done stays done."""

    exit_code = 130


class BadUsage(JipanError):
    """The command line does not make sense: an unknown date, field, collection or option value."""

    exit_code = 2


class BadFile(JipanError):
    """An input or output file: missing, empty, encrypted, corrupt, too large, without headers, open elsewhere."""

    exit_code = 3


class BadRules(JipanError):
    """A rule book with faults. `faults` holds all of them, not the first."""

    exit_code = 4

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("rules", count=len(faults))
        self.faults = faults


class BadStore(JipanError):
    """The base itself: not a jipan base, written by a newer jipan, held by somebody else, on a full disk."""

    exit_code = 5


class Broken(JipanError):
    """A law of the base does not hold after a write. Our bug: the write is rolled back."""

    exit_code = 70


class Bad(Exception):
    """A cell of which nothing can be used. Raised by a kind's `parse`.

    Not a ValueError, so that pydantic lets it through as it is: wrapping 90,000 of them costs more than the import.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Doubt(Exception):
    """A cell whose value is kept although something about it is odd. Raised by a kind's `parse`."""

    def __init__(self, value: object, code: str, **facts: object) -> None:
        super().__init__(code)
        self.value = value
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell or row. `address` reads `customers.xlsx › 客户 › D17`.

    Worded by the catalogue entries `problem.<code>` (what happened) and `hint.<code>` (what to do).
    """

    code: str
    address: str
    value: str | None = None
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a rule book. `place` reads `rules.yaml:12:5` or `rules.xlsx › card › C7`.

    Worded by `fault.<code>`.
    """

    code: str
    place: str
    facts: dict[str, object] = field(default_factory=dict)
