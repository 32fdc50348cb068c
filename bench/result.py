"""One line of the table, made of the rounds in which we and the peer ran side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from measure import Spent


@dataclass(frozen=True, slots=True)
class Bar:
    """What design §10 allows: a ratio to the peer, or seconds where there is none, and MB."""

    ratio: float | None = None
    seconds: float | None = None
    megabytes: float | None = None

    def __str__(self) -> str:
        parts = ((self.ratio, "≤ {:g} ×"), (self.seconds, "≤ {:g} s"), (self.megabytes, "≤ {:,.0f} MB"))
        return ", ".join(form.format(limit) for limit, form in parts if limit is not None)


@dataclass(frozen=True, slots=True)
class Result:
    """Medians over the rounds in wall seconds; `ratio` is taken inside each round. `rss` is the largest, in MB.

    `cpu` are the CPU seconds of ours and of the peer: other work on the machine disturbs them least.
    """

    name: str
    work: str
    against: str
    ours: float
    peer: float | None
    cpu: tuple[float, float | None]
    ratio: float | None
    bar: str
    rss: float
    ok: bool
    rounds: int
    note: str = ""


def against_peer(
    name: str, work: str, peer: str, rounds: Sequence[tuple[Spent, Spent]], bar: Bar, note: str = ""
) -> Result:
    """A row whose bar is a ratio; each round is our run and the peer's."""
    ours, peers = [one for one, _ in rounds], [other for _, other in rounds]
    found = median(one.seconds / other.seconds for one, other in rounds)
    rss = max(one.megabytes for one in ours)
    return Result(
        name, work, peer, _seconds(ours), _seconds(peers), (_cpu(ours), _cpu(peers)), found, str(bar), rss,
        _holds(found, bar.ratio) and _holds(rss, bar.megabytes), len(rounds), note,
    )  # fmt: skip


def alone(name: str, work: str, rounds: Sequence[Spent], bar: Bar, note: str = "") -> Result:
    """A row whose bar is in seconds."""
    seconds, rss = _seconds(rounds), max(one.megabytes for one in rounds)
    holds = _holds(seconds, bar.seconds) and _holds(rss, bar.megabytes)
    return Result(name, work, "", seconds, None, (_cpu(rounds), None), None, str(bar), rss, holds, len(rounds), note)


def _holds(value: float, limit: float | None) -> bool:
    return limit is None or value <= limit


def _seconds(runs: Sequence[Spent]) -> float:
    return median(run.seconds for run in runs)


def _cpu(runs: Sequence[Spent]) -> float:
    return median(run.cpu for run in runs)
