"""Makes a place to work: the base, a rule book upon the packs that were chosen, the folders of the morning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jipan.errors import BadUsage, Refused
from jipan.render import save_text
from jipan.rules import load
from jipan.rules.reading import nearest
from jipan.rules.resolve import pack_names
from jipan.words import Lang, say
from jipan.workspace import BOOKS, DEFAULT_BOOK, Workspace

_SCRIPT = (
    '@echo off\r\nchcp 65001 >nul\r\npushd "%~dp0"\r\nset JIPAN=jipan\r\nwhere jipan >nul 2>nul || set JIPAN=py -m jipan\r\n'
    "{work}\r\npause\r\n"
)
"""Plain ASCII, so that no code page matters; a folder on a server gets a letter; where nobody set a path, Python finds jipan."""

SCRIPTS = {
    "早上.bat": _SCRIPT.format(work="%JIPAN% day"),
    "导入.bat": _SCRIPT.format(work="%JIPAN% import %*"),
}
"""For Windows: a double click for the morning, and one to drop files on."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made and what was there already, by the name that people see."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def found(workspace: Workspace, packs: tuple[str, ...], lang: Lang, *, windows: bool) -> Made:
    """Make what is missing; nothing that is there is touched. Twice changes nothing.

    Raises BadUsage for a pack that nobody knows, Refused where packs are asked for and a rule book is there already.
    """
    chosen = packs or (DEFAULT_BOOK,)
    for pack in chosen:
        if pack not in pack_names():
            raise BadUsage("no_such_pack", word=pack, nearest=nearest(pack, pack_names()), allowed=pack_names())
    folder = workspace.path.parent
    book = next((folder / name for name in BOOKS if (folder / name).exists()), None)
    if book is not None and packs:
        raise Refused("book_exists", path=book)
    folder.mkdir(parents=True, exist_ok=True)
    done = {place.name: _folder(place) for place in (workspace.inbox, workspace.sheets)}
    if book is None:
        done[BOOKS[0]] = _text(folder / BOOKS[0], book_text(folder.resolve().name, chosen, lang))
    else:
        done[book.name] = False
    done |= {name: _text(folder / name, text) for name, text in SCRIPTS.items() if windows}
    done[workspace.path.name] = _base(workspace)
    return Made(tuple(name for name, new in done.items() if new), tuple(name for name, new in done.items() if not new))


def book_text(name: str, packs: tuple[str, ...], lang: Lang) -> str:
    """A rule book that takes all from the packs and shows how a number of theirs is changed."""
    parents = ", ".join(packs)
    numbers = list(load(packs[0]).numbers.values())
    shown = [f"#   {number.name}: {{value: {number.value}, source: …}}" for number in numbers[-3:]]
    head = [f"# {line}" for line in say("init.book", lang).splitlines()]
    quoted = name.replace('"', "")
    return "\n".join([*head, "jipan: 1", f'name: "{quoted}"', f"extends: [{parents}]", "", "# numbers:", *shown, ""])


def _folder(place: Path) -> bool:
    if place.is_dir():
        return False
    place.mkdir()
    return True


def _text(place: Path, text: str) -> bool:
    if place.exists():
        return False
    save_text(text, place)
    return True


def _base(workspace: Workspace) -> bool:
    is_new = not workspace.exists
    with workspace.writing("init", create=True):
        return is_new
