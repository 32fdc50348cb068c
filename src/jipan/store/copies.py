"""Copies of a base: a backup beside it, written compact, and its way back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

from jipan.errors import BadStore, Refused
from jipan.store import forgetting
from jipan.store.attach import attach
from jipan.store.base import Base

FOLDER = "备份"


def folder_of(path: Path) -> Path:
    """Where the backups of a base lie."""
    return path.parent / FOLDER


def backups(path: Path) -> list[Path]:
    """All backups of a base, the oldest first."""
    return sorted(folder_of(path).glob(f"{path.stem}-*.db"))


def backup(base: Base, now: dt.datetime, target: Path | None = None) -> Path:
    """Write everything that the base holds into a new file. Raises Refused where that file is there already."""
    if base.path is None:
        raise BadStore("no_base", folder="")
    target = target or folder_of(base.path) / f"{base.path.stem}-{now:%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise Refused("exists_already", path=target)
    if not target.parent.is_dir() and target.parent != folder_of(base.path):
        raise BadStore("cannot_create", path=target)
    target.parent.mkdir(exist_ok=True)
    write_copy(base, target)
    return target


def write_copy(base: Base, target: Path) -> None:
    """Everything that the base holds, in a new file, whole or not at all."""
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    name = base.value("SELECT current_database()")
    attach(base.run, draft, "copied")
    base.run(f'COPY FROM DATABASE "{name}" TO copied')
    base.run("DETACH copied")
    draft.replace(target)


def rewrite(path: Path) -> None:
    """Write a base anew into another file and put that in its place: what was deleted is not in the file any more."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        attach(connection.execute, path, "before", reads_only=True)
        attach(connection.execute, draft, "after")
        connection.execute("COPY FROM DATABASE before TO after")
    os.replace(draft, path)  # noqa: PTH105 - must be atomic


def restore(path: Path, source: Path, now: dt.datetime) -> tuple[Path | None, int]:
    """Put a backup in the base's place; gives where the base that stood there was saved, and how many customers whom the
    backup still held were forgotten again.

    Raises BadStore for a file that is no base, or another base's.
    """
    with Base.open(source, purpose=None) as other:
        theirs = other.value("SELECT value FROM meta WHERE name = 'base'")
    saved, forgotten = None, list[tuple[object, ...]]()
    if path.exists():
        with Base.open(path, purpose="restore") as base:
            if base.value("SELECT value FROM meta WHERE name = 'base'") != theirs:
                raise Refused("another_base", path=source)
            forgotten = base.rows("FROM forgotten")
            saved = backup(base, now)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(source.read_bytes())
    os.replace(draft, path)  # noqa: PTH105 - must be atomic
    return saved, _forget_again(path, forgotten, now)


def _forget_again(path: Path, forgotten: Sequence[Sequence[object]], now: dt.datetime) -> int:
    """Who asked to be forgotten since the backup was made stays forgotten."""
    if not forgotten:
        return 0
    with Base.open(path, purpose="restore") as base:
        with base.atomic():
            for row in forgotten:
                base.run(
                    "INSERT INTO forgotten SELECT $1, $2, $3 WHERE NOT EXISTS (FROM forgotten WHERE digest = $2)",
                    list(row),
                )
        ids = forgetting.recognised(base)
        for id_ in ids:
            forgetting.forget(base, forgetting.person(base, id_).ids, now)
    if ids:
        rewrite(path)
    return len(ids)
