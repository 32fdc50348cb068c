"""Brings a base to the schema of this jipan: numbered SQL files, recorded in the transaction that runs them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadStore

if TYPE_CHECKING:
    from jipan.store.base import Base


def scripts() -> dict[int, str]:
    """The schema files by number."""
    folder = files("jipan.store") / "schema"
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(entry.name.removesuffix(".sql")): entry.read_text(encoding="utf-8") for entry in sorted(found, key=str)}


def version(base: Base) -> int:
    """The number of the last schema file that the base has seen; 0 for an empty one."""
    if not base.holds("meta"):
        return 0
    return int(base.value("SELECT value FROM meta WHERE name = 'schema'"))


def is_behind(base: Base) -> bool:
    """Whether the base was made by an older jipan, so that it cannot be read before it has been written."""
    return 0 < version(base) < max(scripts())


def bring_up(base: Base, path: Path | None) -> None:
    """Run what is missing. A base of a newer jipan is refused untouched; another program's is no base of ours."""
    known = scripts()
    has = version(base)
    if has > max(known):
        raise BadStore("newer_base", path=path, has=has, knows=max(known))
    if has == 0 and base.value("SELECT count(*) FROM duckdb_tables() WHERE NOT temporary"):
        raise BadStore("not_a_base", path=path)
    missing = sorted(number for number in known if number > has)
    if not missing:
        return
    if has and path:
        _keep_old(base, path, has)
    with base.atomic(founds=not has):  # one for all: the laws that are checked at its end speak of today's tables
        for number in missing:
            base.script(known[number])
        base.run("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", [str(missing[-1])])


def _keep_old(base: Base, path: Path, has: int) -> None:
    """A copy of the base as the older jipan left it, before anything is changed."""
    from jipan.store import copies

    target = copies.folder_of(path) / f"{path.stem}-{has:03d}.db"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        copies.write_copy(base, target)
