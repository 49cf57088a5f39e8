"""Calls of `serve` and `connect` that cannot work as they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.branches import are_alternatives
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.project import Project
from inngest_lint.project.registration.registrations import Registration
from inngest_lint.sdk.registration import CONNECT, DJANGO_SERVE, FLASK_SERVE, SERVERS

_ROUTES = frozenset({"django.urls.path", "django.urls.re_path", "django.urls.conf.path"})


class Misuse(NamedTuple):
    """A call, in words what is wrong with it, and the place that explains it."""

    call: Place
    what: str
    other: Place | None = None


def misuses(project: Project) -> Iterator[Misuse]:
    """The wrong calls of a project, each once."""
    wrong: dict[Place, list[Misuse]] = {}
    for registration in project.registry.all:
        if registration.call not in wrong:
            wrong[registration.call] = list(_arguments(project, registration))
            yield from wrong[registration.call]
    right = [each for each in project.registry.all if not wrong[each.call]]
    yield from _twice(project, right)
    yield from _routed(project, right)


def _arguments(project: Project, registration: Registration) -> Iterator[Misuse]:
    node = registration.call.node
    if not isinstance(node, ast.Call) or _is_open(node):
        return
    name = registration.symbol.removeprefix("inngest.")
    is_connect = registration.symbol == CONNECT
    wanted = ("apps",) if is_connect else SERVERS[registration.symbol].parameters
    given = [*wanted[: len(node.args)], *(k.arg for k in node.keywords if k.arg in wanted)]
    if len(node.args) > len(wanted) or sorted(given) != sorted(wanted):
        yield Misuse(registration.call, f"{name} takes {_listed(wanted)}")
    elif (wrong := _out_of_order(project, registration)) is not None:
        yield Misuse(registration.call, f"{name} takes {_listed(wanted)}, and gets {wrong}")
    elif _is_empty(project, registration):
        yield Misuse(registration.call, "the list is empty: nothing is served")


def _is_open(call: ast.Call) -> bool:
    """Whether a `*` or `**` argument hides what else is given."""
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    return starred or any(keyword.arg is None for keyword in call.keywords)


def _listed(wanted: tuple[str, ...]) -> str:
    return ", ".join(wanted) if len(wanted) > 1 else "a list of pairs (client, functions)"


def _out_of_order(project: Project, registration: Registration) -> str | None:
    """What stands in another's place; None if nothing is known to."""
    clients = project.registry.clients
    for name in ("app", "functions"):
        place = getattr(registration, name)
        if place is not None and clients.is_client(place):
            return f"a client as {name}"
    for name in ("app", "client"):
        place = getattr(registration, name)
        found = project.resolver.one(place) if place is not None else None
        if isinstance(found, Place) and isinstance(found.node, (ast.List, ast.Tuple)):
            return f"a list as {name}"
    return None


def _is_empty(project: Project, registration: Registration) -> bool:
    """Whether the list is a literal with nothing in it, that nothing fills either."""
    functions = registration.functions
    found = project.resolver.one(functions) if functions is not None else None
    literal = isinstance(found, Place) and isinstance(found.node, (ast.List, ast.Tuple))
    return literal and not project.registry.items(registration)


def _twice(project: Project, registrations: list[Registration]) -> Iterator[Misuse]:
    """The second `serve` in one app with the same path: only the first is reached."""
    first: dict[tuple[str, object, str | None], Registration] = {}
    for registration in registrations:
        app = project.resolver.one(registration.app) if registration.app is not None else None
        made = app.made if isinstance(app, External) else app
        path = _path(project, registration)
        if made is None or path is None:
            continue
        earlier = first.setdefault((registration.symbol, made, path), registration)
        if earlier is not registration and not are_alternatives(earlier.call, registration.call):
            what = "this app serves functions already ({other}); these are never reached"
            yield Misuse(registration.call, what, earlier.call)


def _path(project: Project, registration: Registration) -> str | None:
    """Where functions are served, as far as it decides; None if it is not known."""
    if registration.path is None or registration.symbol == FLASK_SERVE:
        return ""  # Flask refuses a second call whatever its path
    return project.texts.fold(registration.path)


def _routed(project: Project, registrations: list[Registration]) -> Iterator[Misuse]:
    """`path(…, inngest.django.serve(…))`: what `serve` gives is a route already."""
    for registration in registrations:
        if registration.symbol != DJANGO_SERVE:
            continue
        module = registration.call.module
        for site in module.tree.calls:
            if isinstance(site.node, ast.Call) and any(
                map(registration.call.is_node, _given(site.node))
            ):
                func = Place(module, site.node.func, site.scope)
                if project.resolver.symbol(func) in _ROUTES:
                    yield Misuse(
                        registration.call, "django.serve gives a route, not a view for path"
                    )


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]
