"""`levels`, `cadences`, `measures` and `desk` of a rule book, from its tree. Planning by them is followups' work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jipan.errors import Bad
from jipan.kinds import CHANNEL, PURPOSE, ROLE
from jipan.kinds.kind import Kind
from jipan.kinds.number import parse_count
from jipan.kinds.span import Span
from jipan.models import TRADE, find_collection
from jipan.rules import conditions, lookup
from jipan.rules.closing import closed_days
from jipan.rules.conditions import Test
from jipan.rules.ladders import read_ladder
from jipan.rules.names import Names
from jipan.rules.operators import is_dated, is_ordered
from jipan.rules.plans import (
    ANY_CHANNEL,
    Assign,
    AtLeast,
    Cadence,
    Desk,
    Level,
    Measure,
)
from jipan.rules.proposals import read_proposals
from jipan.rules.reading import Reader, nearest
from jipan.rules.sayings import read_ask, read_say
from jipan.rules.step_words import read_step
from jipan.rules.tree import Node

_CONTACT = (
    "id",
    "label",
    "every",
    "at_least",
    "window",
    "role",
    "channel",
    "purpose",
    "priority",
    "stop",
    "say",
    "then",
    "escalate",
    "source",
)
_LEVEL = (*_CONTACT, "criteria", "expected", "propose")
_ANCHORS = ("after", "before", "on")
_CADENCE = (*_CONTACT, "of", "who", *_ANCHORS, "at", "yearly", "lunar", "repeat", "until", "ask")
_DESK = ("stores", "calendar", "closed", "quota", "value", "quiet", "marketing_gap", "assign", "win_back", "escalate")
_OFS = ("customers", "vehicles", "leads", "cases", *TRADE)
_AT_LEAST = re.compile(r"(\d+)\s*(?:per|/|次?每)\s*(.+)", re.IGNORECASE)
_DAYS = re.compile(r"(\d+)\s*\.\.\s*(\d+)?\s*(?:days?|d|天)?", re.IGNORECASE)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_COMMA = re.compile(r"\s*[,，、]\s*")
_REPEATING = (" yearly", " lunar")
_LATEST = 1000


class PlansReader:
    """Reads levels, cadences and measures; what they share is read by the same methods."""

    def __init__(self, names: Names, reader: Reader) -> None:
        self.names, self.reader = names, reader

    def level(self, node: Node) -> Level:
        entries = self.reader.entries(node, _LEVEL)
        expected, window = self._level_window(entries)
        say, say_en = read_say(self.names, self.reader, entries.get("say"), "leads")
        zh, en = self.reader.label(entries.get("label"), self._id(node, entries))
        return Level(
            id=self._id(node, entries),
            zh=zh,
            en=en,
            every=self._rhythm(entries.get("every")),
            at_least=self.reader.value(entries.get("at_least"), at_least),
            expected=expected,
            window=window,
            role=self._choice(entries.get("role"), ROLE, "sales"),
            channels=self._channels(entries.get("channel")),
            purpose=self._choice(entries.get("purpose"), PURPOSE, "sales"),
            priority=self._priority(entries),
            criteria=tuple(self.reader.text(item) or "" for item in self.reader.items(entries.get("criteria"))),
            stop=self._test(entries.get("stop"), "leads"),
            say=say,
            say_en=say_en,
            then=self.reader.text(entries.get("then")),
            escalate=read_ladder(entries.get("escalate"), self.reader),
            propose=read_proposals(entries.get("propose"), self.reader),
        )

    def _level_window(self, entries: Mapping[str, Node]) -> tuple[tuple[int, int | None] | None, Span | None]:
        """`window: 0..7 days` says when such a lead is expected to buy; `window: 1 day` how long a step stays open."""
        node = entries.get("expected") or entries.get("window")
        text = self.reader.text(node)
        if text is None or ".." not in text:
            return None, self._span(entries.get("window"))
        found = _DAYS.fullmatch(text)
        if found is None and node is not None:
            self.reader.fault("days_range", node.place, text=text)
        return (int(found[1]), int(found[2]) if found[2] else None) if found else None, None

    def cadence(self, node: Node) -> Cadence:
        entries = self.reader.entries(node, _CADENCE)
        of = self._of(entries.get("of"))
        anchors = {key: self._anchor(entries.get(key), of) for key in _ANCHORS}
        self._check_timing(node, entries)
        steps = [step for item in self.reader.items(entries.get("at")) if (step := self.reader.value(item, read_step))]
        zh, en = self.reader.label(entries.get("label"), self._id(node, entries))
        say, say_en = read_say(self.names, self.reader, entries.get("say"), of)
        ask, ask_en = read_ask(self.reader, entries.get("ask"))
        return Cadence(
            id=self._id(node, entries),
            zh=zh,
            en=en,
            of=of,
            who=self._test(entries.get("who"), of),
            every=self._rhythm(entries.get("every")),
            after=anchors["after"][0],
            before=anchors["before"][0],
            on=anchors["on"][0],
            at=tuple(span for span, _ in steps),
            ways=tuple((span, way) for span, way in steps if way),
            yearly=self._flag(entries.get("yearly")) or any(word == "yearly" for _, word in anchors.values()),
            lunar=self._flag(entries.get("lunar")) or any(word == "lunar" for _, word in anchors.values()),
            repeat=self._rhythm(entries.get("repeat")),
            until=self._span(entries.get("until")),
            window=self._span(entries.get("window")),
            at_least=self.reader.value(entries.get("at_least"), at_least),
            stop=self._test(entries.get("stop"), of),
            role=self._choice(entries.get("role"), ROLE, "sales"),
            channels=self._channels(entries.get("channel")),
            purpose=self._choice(entries.get("purpose"), PURPOSE, "marketing"),
            priority=self._priority(entries),
            say=say,
            say_en=say_en,
            then=self.reader.text(entries.get("then")),
            ask=ask,
            ask_en=ask_en,
            escalate=read_ladder(entries.get("escalate"), self.reader),
        )

    def measure(self, group: str, name: str, node: Node) -> Measure:
        """`{card: [金卡]}`, or `{who: {card: [金卡]}, every: 1 month}`."""
        entries = self.reader.entries(node)
        who = entries.get("who", node)
        test = conditions.parse(
            who, lookup.finder(self.names, "customers"), self.reader, lookup.known(self.names, "customers")
        )
        return Measure(
            name, group, test, self._rhythm(entries["every"]) if "who" in entries and "every" in entries else None
        )

    def desk(self, node: Node | None) -> Desk:
        entries = self.reader.entries(node, _DESK)
        closed = (self.reader.value(item, closed_days) for item in self.reader.items(entries.get("closed")))
        return Desk(
            stores=tuple(self.reader.text(item) or "" for item in self.reader.items(entries.get("stores"))),
            calendar=self.reader.word(entries.get("calendar"), ("shop", "office"), "shop"),  # type: ignore[arg-type]
            closed=tuple(day for days in closed for day in days or ()),
            quota=self.reader.value(entries.get("quota"), _quota),
            value=self._value(entries.get("value")),
            quiet=self.reader.value(entries.get("quiet"), _quiet),
            marketing_gap=self._span(entries.get("marketing_gap")) or Desk().marketing_gap,
            assign=tuple(self._assign(item) for item in self.reader.items(entries.get("assign"))),
            win_back=tuple(self._win_back(entries.get("win_back"))),
            escalate=read_ladder(entries.get("escalate"), self.reader),
        )

    def _value(self, node: Node | None) -> str | None:
        """A figure of customers, or a rating."""
        word = self.reader.text(node)
        if word is None or node is None:
            return None
        column = lookup.find(self.names, "customers", word)
        if column is None:
            self._slip("name_unknown", node, word, lookup.known(self.names, "customers"))
            return None
        if column.name not in self.names.ratings and (is_dated(column.kind) or not is_ordered(column.kind)):
            self.reader.fault("number_expected", node.place, word=word)
        return column.name

    def _win_back(self, node: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
        """`{churn: [churned, first_service_lost]}`."""
        for name, listed in self.reader.entries(node).items():
            if name not in self.names.ratings:
                self._slip("word_unknown", listed, name, tuple(self.names.ratings))
                continue
            known = {option.id for option in self.names.column(name).kind.options}
            classes = tuple(self.reader.text(item) or "" for item in self.reader.items(listed))
            for word in (word for word in classes if word not in known):
                self._slip("word_unknown", listed, word, tuple(known))
            if known & set(classes):
                yield name, tuple(word for word in classes if word in known)

    def _slip(self, code: str, node: Node, word: str, known: tuple[str, ...]) -> None:
        """A word that is nearly one of the known ones is a slip; any other speaks of what a book took out of its packs."""
        if nearest(word, known):
            self.reader.unknown(code, node.place, word, known)

    def _assign(self, node: Node) -> Assign:
        """`{role: sales, when: {来源: 抖音}, to: [王芳, 李娜]}`."""
        entries = self.reader.entries(node, ("role", "when", "to"))
        if "to" not in entries:
            self.reader.fault("key_missing", node.place, key="to")
        names = tuple(self.reader.text(item) or "" for item in self.reader.items(entries.get("to")))
        return Assign(
            self._choice(entries.get("role"), ROLE, "sales"), self._test(entries.get("when"), "customers"), names
        )

    def _id(self, node: Node, entries: Mapping[str, Node]) -> str:
        if "id" not in entries:
            self.reader.fault("key_missing", node.place, key="id")
        return self.reader.text(entries.get("id")) or ""

    def _span(self, node: Node | None) -> Span | None:
        return self.reader.value(node, Span.parse)

    def _rhythm(self, node: Node | None) -> Span | None:
        """How often: every 0 days would be for ever today."""
        span = self._span(node)
        if span is not None and node is not None and not span.about_days:
            self.reader.fault("span_zero", node.place, text=self.reader.text(node))
        return span

    def _flag(self, node: Node | None) -> bool:
        return self.reader.word(node, ("true", "false"), "false") == "true"

    def _of(self, node: Node | None) -> str:
        text = self.reader.text(node)
        found = "customers" if text is None else find_collection(text)
        if found in _OFS:
            return str(found)
        if node is not None:
            self.reader.unknown("word_unknown", node.place, text or "", _OFS)
        return "customers"

    def _choice(self, node: Node | None, kind: Kind, default: str) -> str:
        try:
            return str(kind.parse(self.reader.text(node) or default))
        except Bad:
            words = [option.id for option in kind.options]
            self.reader.unknown("word_unknown", node.place if node else "", node.text or "" if node else "", words)
            return default

    def _channels(self, node: Node | None) -> tuple[str, ...]:
        """`call`, or `[call, wechat, sms]`: the first that a customer allows."""
        words = [
            Node(word, item.place, item.key_place)
            for item in self.reader.items(node)
            for word in _COMMA.split(self.reader.text(item) or "")
            if word
        ]
        return tuple(dict.fromkeys(self._choice(word, CHANNEL, "call") for word in words)) or ANY_CHANNEL

    def _priority(self, entries: Mapping[str, Node]) -> int:
        found = self.reader.value(entries.get("priority"), parse_count)
        return _LATEST if found is None else found

    def _test(self, node: Node | None, of: str) -> Test | None:
        return (
            conditions.parse(node, lookup.finder(self.names, of), self.reader, lookup.known(self.names, of))
            if node is not None
            else None
        )

    def _anchor(self, node: Node | None, of: str) -> tuple[str | None, str]:
        """`birthday yearly`: the date that steps are counted from, and `yearly` or `lunar`."""
        text = self.reader.text(node)
        if text is None or node is None:
            return None, ""
        word, _, how = text.strip().rpartition(" ") if text.endswith(_REPEATING) else (text.strip(), "", "")
        column = lookup.find(self.names, of, word)
        if column is None:
            self.reader.unknown("name_unknown", node.place, word, lookup.known(self.names, of))
        elif not is_dated(column.kind):
            self.reader.fault("date_expected", node.place, word=word, kind=column.kind.id)
        return column.name if column else word, how

    def _check_timing(self, node: Node, entries: Mapping[str, Node]) -> None:
        """A cadence has one rhythm: `every`, or one date to count from."""
        found = tuple(key for key in ("every", *_ANCHORS) if key in entries)
        if len(found) != 1:
            self.reader.fault("timing_one", node.key_place, name=self._id(node, entries), found=found)
        elif "at_least" in entries and found[0] != "every":
            self.reader.fault(
                "floor_dated", entries["at_least"].key_place, name=self._id(node, entries), found=found[0]
            )
        elif found[0] in {"after", "before"} and "at" not in entries and "repeat" not in entries:
            self.reader.fault("key_missing", node.key_place, key="at")


def at_least(text: str) -> AtLeast:
    """`2 per month`, `1 per 2 weeks`. Raises Bad."""
    found = _AT_LEAST.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise Bad("at_least", text=text)
    span = found[2] if found[2][0].isdigit() else f"1 {found[2]}"
    return int(found[1]), Span.parse(span)


def _quota(text: str) -> int:
    """`30 per adviser`, or a bare number."""
    found = parse_count(text.partition("per")[0])
    if found is None or found <= 0:
        raise Bad("quota", text=text)
    return found


def _quiet(text: str) -> str:
    if _CLOCK.fullmatch(text) is None:
        raise Bad("quiet", text=text)
    return text
