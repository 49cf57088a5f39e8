"""How functions reach Inngest: every `serve` and `connect` of a project, and what it is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.project.registration.items import Element, Item, unknown
from inngest_lint.project.registration.listing import Listing
from inngest_lint.sdk.registration import CONNECT, SERVERS

_WORDS = ("serve", "connect")
_RENAMED = re.compile(rf"\b(?:{'|'.join(_WORDS)})\s+as\s+(\w+)")


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """A list of functions that is served for a client.

    `call` is the `serve` or `connect`, `symbol` which one, `path` the `serve_path`. What the call
    does not give is None.
    """

    call: Place
    symbol: str
    app: Place | None
    client: Place | None
    functions: Place | None
    path: Place | None = None


class Registrations:
    """Finds registrations, and reads their lists."""

    def __init__(self, resolver: Resolver, listing: Listing) -> None:
        self._resolver = resolver
        self._listing = listing
        self._items: dict[Registration, list[Item]] = {}

    def of(self, module: ModuleFacts) -> Iterator[Registration]:
        """The registrations that a module makes."""
        if not any(word in module.text for word in _WORDS):
            return
        names = {*_WORDS, *_RENAMED.findall(module.text)}
        for site in module.tree.calling(names):
            if isinstance(site.node, ast.Call) and not isinstance(site.node.func, ast.Call):
                func = Place(module, site.node.func, site.scope)
                symbol = self._resolver.symbol(func)
                if symbol in SERVERS:
                    yield _served(func.at(site.node), site.node, symbol)
                elif symbol == CONNECT:
                    yield from self._connected(func.at(site.node), site.node)

    def items(self, registration: Registration) -> list[Item]:
        """What a registration's list holds."""
        found = self._items.get(registration)
        if found is None:
            functions = registration.functions
            found = list(self._listing.items(functions)) if functions is not None else []
            if functions is None:
                found = [unknown(registration.call)]
            self._items[registration] = found
        return found

    def _connected(self, call: Place, node: ast.Call) -> Iterator[Registration]:
        """A registration for each pair of a client and its functions."""
        apps = _argument(call, node, 0, "apps")
        pairs = list(self._listing.items(apps)) if apps is not None else [unknown(call)]
        if not pairs:
            yield Registration(call, CONNECT, None, None, apps)
        for pair in pairs:
            for thing in pair.things if isinstance(pair, Element) else ():
                if isinstance(thing, Place) and isinstance(thing.node, ast.Tuple):
                    if len(thing.node.elts) == 2:
                        client, functions = map(thing.at, thing.node.elts)
                        yield Registration(call, CONNECT, None, client, functions)
                        break
            else:
                yield Registration(call, CONNECT, None, None, None)


def _served(call: Place, node: ast.Call, symbol: str) -> Registration:
    parameters = SERVERS[symbol].parameters
    given = {name: _argument(call, node, i, name) for i, name in enumerate(parameters)}
    path = _argument(call, node, len(node.args), "serve_path")
    return Registration(call, symbol, given.get("app"), given["client"], given["functions"], path)


def _argument(call: Place, node: ast.Call, position: int, name: str) -> Place | None:
    for keyword in node.keywords:
        if keyword.arg == name:
            return call.at(keyword.value)
    before = node.args[: position + 1]
    if len(before) <= position or any(isinstance(arg, ast.Starred) for arg in before):
        return None
    return call.at(node.args[position])
