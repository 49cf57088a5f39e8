"""What an Inngest function is made with, as the file of its handler asks about another module."""

from __future__ import annotations

import ast
from typing import NamedTuple

from inngest_lint.project.code.arguments import is_method, parameters
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.trigger_lists import FoundTriggers, TriggerLists
from inngest_lint.project.project import Project
from inngest_lint.project.summaries.summaries import Summary
from inngest_lint.sdk.names import CONTEXT


class Wiring(NamedTuple):
    """What another module makes an Inngest function with, of a handler of the file.

    `on_failure` is what its `on_failure` does: None if it has none, and where that is not known,
    which `is_known` tells.
    """

    triggers: FoundTriggers
    on_failure: Summary | None
    is_known: bool


def wiring_of(handler: Place, project: Project) -> Wiring | None:
    """How the one function is made that has this handler; None if that is not known."""
    made = project.wirings.of(handler)
    if made is None:
        return None
    is_whole = all(keyword.arg for keyword in getattr(made.made.node, "keywords", ()))
    given = made.given.get("on_failure")
    on_failure = _done_by(given, project) if given is not None else None
    is_known = is_whole and (given is None or on_failure is not None or _is_none(given))
    return Wiring(_triggers(made.given.get("trigger"), project), on_failure, is_known)


def _done_by(given: Place, project: Project) -> Summary | None:
    thing = project.resolver.one(given)
    if not isinstance(thing, Place) or not thing.is_function:
        return None
    context = parameters(thing)[int(is_method(thing)) :][:1]
    return project.summaries.of(thing, {each.arg: CONTEXT for each in context})


def _triggers(given: Place | None, project: Project) -> FoundTriggers:
    thing = project.resolver.one(given) if given is not None else None
    if thing is None:
        return FoundTriggers((), complete=False)
    return TriggerLists(project.resolver, project.texts).of(thing)


def _is_none(place: Place) -> bool:
    return isinstance(place.node, ast.Constant) and place.node.value is None
