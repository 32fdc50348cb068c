"""Tasks for a calendar: one event for each customer, so that the next export updates what calendars have of him.

Who has tasks on several days of the period is called on the first of them; the others stand in the event's text. Were
they events of their own, a call made sooner than planned would leave one behind that no export ever takes away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jipan.followups.tasks import Task
from jipan.kinds import CHANNEL, PURPOSE
from jipan.kinds.hours import within
from jipan.render.ics import Event
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups.reckoning import By
    from jipan.rules import Desk
    from jipan.store import Base


def events(base: Base, tasks: Sequence[Task], desk: Desk, lang: Lang, by: By = "customer") -> Iterator[Event]:
    """An event has the name of its most urgent reason, and lies outside the quiet hours. Its `uid` tells the customer (and
    with `by="vehicle"` which of his cars) and the base: two shops may share a calendar.
    """
    shop = base.value("SELECT value FROM meta WHERE name = 'base'")
    for whom, theirs in _gathered(tasks, by).items():
        yield _event(f"{whom}.{shop}", theirs, desk, lang)


def _gathered(tasks: Sequence[Task], by: By) -> Mapping[str, list[Task]]:
    """The tasks of each, by day; the most urgent come first."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(_whom(task, by), []).append(task)
    return {whom: sorted(theirs, key=lambda task: task.day) for whom, theirs in found.items()}


def _whom(task: Task, by: By) -> str:
    about = task.first.course.cadence.of == "vehicles" and by == "vehicle"
    return f"{task.customer}.{task.first.subject}" if about else task.customer


def _event(uid: str, tasks: Sequence[Task], desk: Desk, lang: Lang) -> Event:
    task, *later = tasks
    car = " ".join(part for part in (task.plate, task.model) if part)
    about = (
        task.why(lang),
        task.say,
        task.mobile,
        car,
        task.adviser,
        task.customer,
        *(_later(one, lang) for one in later),
    )
    label = task.first.label(lang)
    return Event(
        uid,
        task.day,
        say("followups.calendar", lang, channel=CHANNEL.show(task.channel, lang), name=task.name, label=label),
        "\n".join(part for part in about if part),
        PURPOSE.show(task.purpose, lang),
        within(task.pref_time, desk.hours),
    )


def _later(task: Task, lang: Lang) -> str:
    return say("followups.calendar_later", lang, day=task.day, why=task.why(lang))
