"""What the user says about columns: `--map 表头=字段`, or a YAML file with columns and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jipan.errors import BadFile, BadUsage
from jipan.intake.headers import IGNORE, known_header, normal
from jipan.intake.stage import Words
from jipan.models import COLLECTIONS, find_collection, find_field


def read_mapping(said: Sequence[str]) -> tuple[dict[str, str], Words]:
    """Header → `collection.field` (or `-` to leave a column out), and the words to replace.

    Each part is `表头=字段` or a mapping file: `columns: {表头: 字段}`, `words: {表头: {写法: 意思}}`.
    Raises BadUsage for a field nobody knows, BadFile for a file that cannot be read.
    """
    columns: dict[str, str] = {}
    words: dict[str, Mapping[str, str]] = {}
    for part in said:
        if "=" in part and not Path(part).exists():
            header, _, field = part.partition("=")
            columns[header.strip()] = _field(field.strip())
        else:
            _read_file(Path(part), columns, words)
    return columns, Words(words)


def _read_file(path: Path, columns: dict[str, str], words: dict[str, Mapping[str, str]]) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig")) or {}
    except FileNotFoundError:
        raise BadFile("file_missing", path=path) from None
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise BadFile("mapping_unreadable", path=path, detail=str(error).splitlines()[0]) from None
    if not isinstance(data, dict):
        raise BadFile("mapping_unreadable", path=path, detail="columns: …")
    columns |= {str(header): _field(str(field)) for header, field in (data.get("columns") or {}).items()}
    for header, replaced in (data.get("words") or {}).items():
        words[normal(str(header))] = {str(written): str(meant) for written, meant in replaced.items()}


def _field(word: str) -> str:
    """`手机`, `mobile`, `手机号`, `customers.mobile` → `customers.mobile`."""
    if word == IGNORE:
        return word
    collection, _, name = word.rpartition(".")
    for candidate in [find_collection(collection)] if collection else COLLECTIONS:
        if candidate and (found := find_field(candidate, name) or known_header(candidate, name)):
            return f"{found.collection}.{found.name}"
    raise BadUsage("no_such_field", word=word, nearest=_nearest(name))


def _nearest(name: str) -> str:
    import difflib

    from jipan.models import fields

    known = [
        word for collection in COLLECTIONS for field in fields(collection).values() for word in (field.name, field.zh)
    ]
    return "、".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4))
