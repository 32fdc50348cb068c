"""A finding: what is wrong, where, how bad it is, and a customer for whom it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jipan.rules import conditions
from jipan.rules.reading import place_order
from jipan.table import Column
from jipan.words import Lang, say

Severity = Literal["error", "warning"]
Example = tuple[tuple[Column, Any], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Worded by `finding.<code>`. `facts` may hold what differs by language: it is called with the language."""

    code: str
    place: str
    severity: Severity = "error"
    facts: Mapping[str, object] = field(default_factory=dict)
    example: Example = ()

    def says(self, lang: Lang) -> str:
        """What is wrong, in a sentence."""
        facts = {name: value(lang) if callable(value) else value for name, value in self.facts.items()}
        return say(f"finding.{self.code}", lang, **facts)

    def shown_example(self, lang: Lang) -> str:
        """`台数 = 10，经营模式 = 单位`, or nothing."""
        shown = [f"{column.label(lang)} = {conditions.show(column, value, lang)}" for column, value in self.example]
        return say("rule.and", lang).join(shown)


def in_order(findings: list[Finding]) -> list[Finding]:
    """By file, line and column."""
    return sorted(findings, key=lambda finding: (place_order(finding.place), finding.code))
