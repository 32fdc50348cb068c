"""docs/rules.md: what can be written in a rule book, generated from the tables that read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jipan.kinds import Kind
from jipan.models import COLLECTIONS, fields
from jipan.rules import grammar, operators
from jipan.rules.forms import INNER
from jipan.rules.load import load
from jipan.rules.operators import OPERATORS
from jipan.rules.resolve import pack_names
from jipan.words import Lang, known, say

_PARTS = ("sections", "tests", "facts", "ratings", "levels", "cadences", "desk", "fields", "given", "numbers")


def manual(lang: Lang) -> str:
    """The whole page in Markdown."""
    parts = [f"# {say('manual.title', lang)}", say("manual.intro", lang), say("manual.example", lang)]
    for part in _PARTS:
        parts += [f"## {say(f'manual.{part}', lang)}", _about(part, "text", lang), *_BODIES[part](lang)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(header), "|" + "---|" * len(header), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _code(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _about(group: str, key: str, lang: Lang) -> str:
    """What a key means, where the catalogue says so."""
    name = f"manual.{group}.{key}"
    return say(name, lang) if known(name) else ""


def _keys(group: str, keys: Iterable[str], lang: Lang) -> str:
    header = (say("manual.key", lang), say("manual.meaning", lang))
    rows = [(f"`{key}`", _about(group, key, lang) or _about("key", key, lang)) for key in keys]
    return _table(header, rows)


def _sections(lang: Lang) -> Iterator[str]:
    yield _keys("section", grammar.SECTIONS, lang)


def _tests(lang: Lang) -> Iterator[str]:
    header = (say("manual.forms", lang), say("manual.meaning", lang), say("manual.fits", lang))
    yield _table(header, [(_code(row.forms), _about("operator", row.id, lang), _fits(row, lang)) for row in OPERATORS])


def _fits(row: operators.Operator, lang: Lang) -> str:
    """The kinds of value that a test takes; `any` where it takes all."""
    kinds = _kinds_in_use()
    fitting = [kind.id for kind in kinds if row.fits(kind)]
    return say("manual.any_kind", lang) if len(fitting) == len(kinds) else _code(fitting)


def _kinds_in_use() -> list[Kind]:
    found = {field.kind.id: field.kind for of in COLLECTIONS for field in fields(of).values()}
    return [found[name] for name in sorted(found)]


def _forms(group: str, forms: Mapping[str, Iterable[str]], lang: Lang) -> Iterator[str]:
    """The forms that a fact or a rating can have, with the keys that may stand beside."""
    header = (say("manual.form", lang), say("manual.meaning", lang), say("manual.more_keys", lang))
    rows = [
        (f"`{form}`", _about(group, form, lang), _code(key for key in keys if key != form))
        for form, keys in forms.items()
    ]
    yield _table(header, rows)


def _facts(lang: Lang) -> Iterator[str]:
    return _forms("fact", grammar.FACT_KEYS, lang)


def _ratings(lang: Lang) -> Iterator[str]:
    return _forms("rating", grammar.RATING_KEYS, lang)


def _levels(lang: Lang) -> Iterator[str]:
    yield _keys("level", grammar.LEVEL_KEYS, lang)


def _cadences(lang: Lang) -> Iterator[str]:
    yield _keys("cadence", grammar.CADENCE_KEYS, lang)


def _desk(lang: Lang) -> Iterator[str]:
    yield _keys("desk", grammar.DESK_KEYS, lang)


def _fields(lang: Lang) -> Iterator[str]:
    header = (say("manual.name", lang), "中文", "English", say("manual.kind", lang))
    for name, thing in COLLECTIONS.items():
        rows = [(f"`{field.name}`", field.zh, field.en, _kind(field.kind)) for field in fields(name).values()]
        yield f"### `{name}` · {thing.zh if lang == 'zh' else thing.en}\n\n{_table(header, rows)}"


def _kind(kind: Kind) -> str:
    words = [f"`{option.id}` {option.zh}" for option in kind.options]
    return f"{kind.id}: {', '.join(words)}" if words else kind.id


def _given(lang: Lang) -> Iterator[str]:
    """The facts and ratings that the standard book brings."""
    book = load("standard")
    header = (say("manual.name", lang), "中文", "English", say("manual.of", lang), say("manual.kind", lang))
    things = [(fact.column, fact.of) for fact in book.facts.values() if INNER not in fact.name]
    things += [(rating.column, rating.of) for rating in book.ratings.values()]
    yield _table(header, [(f"`{one.name}`", one.zh, one.en, of, _kind(one.kind)) for one, of in things])


def _numbers(lang: Lang) -> Iterator[str]:
    """Every number of every pack with its source."""
    header = (say("manual.name", lang), say("manual.value", lang), say("manual.source", lang))
    shared = load("standard").numbers
    for name in sorted(pack_names(), key=lambda name: (name != "standard", name)):
        numbers = load(name).numbers.values()
        own = [one for one in numbers if name == "standard" or shared.get(one.name) != one]
        if own:
            yield f"### {name}\n\n" + _table(header, [(f"`{one.name}`", one.value, one.source or "") for one in own])


_BODIES = {
    "sections": _sections, "tests": _tests, "facts": _facts, "ratings": _ratings, "levels": _levels, "cadences": _cadences,
    "desk": _desk, "fields": _fields, "given": _given, "numbers": _numbers,
}  # fmt: skip
