"""How sheets were understood, written as a mapping file that a person can correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jipan.intake.headers import OWN_NAME
from jipan.intake.receipt import Mapped, Receipt
from jipan.words import Lang, say

_WORDS = frozenset({"choice", "level", "yes_no"})
"""Problems of cells that hold a word which its column does not know."""


def mapping_file(receipts: Sequence[Receipt], lang: Lang) -> str:
    """A mapping file for these imports; several sheets are told apart by their names."""
    mapped = [(receipt, sheet) for receipt in receipts for sheet in receipt.mapped]
    lines = [f"# {say('mapping.head', lang)}"]
    if len(mapped) == 1:
        lines += _sheet(*mapped[0], lang)
    else:
        lines.append("sheets:")
        for receipt, sheet in mapped:
            lines.append(f"  {_quoted(sheet.sheet or receipt.file)}:")
            lines += [f"    {line}" for line in _sheet(receipt, sheet, lang)]
    return "\n".join(lines) + "\n"


def _sheet(receipt: Receipt, mapped: Mapped, lang: Lang) -> Iterator[str]:
    yield f"lists: {mapped.lists}"
    yield "columns:"
    for header, key in mapped.columns.items():
        if key is None or not key.endswith(".id"):
            note = "guessed" if header in mapped.guessed else "unknown" if key is None else None
            yield f"  {_quoted(header)}: {key or OWN_NAME}" + (f"  # {say(f'mapping.{note}', lang)}" if note else "")
    yield from _words(receipt, mapped, lang)


def _words(receipt: Receipt, mapped: Mapped, lang: Lang) -> Iterator[str]:
    """The words that a column did not know, each with an open place for its meaning."""
    unknown: dict[str, dict[str, None]] = {}
    for problem in receipt.problems:
        header = str(problem.facts.get("header"))
        if problem.code in _WORDS and problem.value and header in mapped.columns:
            unknown.setdefault(header, {})[problem.value] = None
    if unknown:
        yield f"words:  # {say('mapping.words', lang)}"
        for header, words in unknown.items():
            yield f"  {_quoted(header)}: {{{_open(words)}}}"


def _open(words: Iterable[str]) -> str:
    return ", ".join(f"{_quoted(word)}: ''" for word in list(words)[:50])


def _quoted(text: str) -> str:
    """A YAML scalar whatever the header holds."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'" if not _plain(text) else text


def _plain(text: str) -> bool:
    return text.replace("_", "").isalnum() and not text[0].isdigit() and text.lower() not in _YAML_WORDS


_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
