"""How a callable of the project shows that it makes Inngest functions of what it is given."""

from __future__ import annotations

import ast
import re

from inngest_lint.project.code.bindings import FUNCTIONS, Kind, Scope
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.sites import nodes_in
from inngest_lint.project.code.things import Place

MAKER = "create_function"
_DECORATOR = re.compile(rf"^@[\w.]+\.{MAKER}\(", re.MULTILINE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_maker(node: ast.AST) -> bool:
    """Whether it looks like `client.create_function(…)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == MAKER
    )


def is_plain(module: ModuleFacts) -> bool:
    """Whether all that a module says of `create_function` are decorators outside of functions.

    Its text tells: most modules of a project need not be parsed to know that they wrap nothing.
    """
    return len(_DECORATOR.findall(module.text)) == module.text.count(MAKER)


def innermost(place: Place) -> Place:
    """What is handed over under calls that wrap it: `handler` in `a(b(handler))`."""
    node = place.node
    while isinstance(node, ast.Call) and len(node.args) == 1:
        node = node.args[0]
    return place.at(node)


def is_made_of_parameter(made: Place) -> bool:
    """Whether a call makes a function of what a parameter holds, as `create(…)(handler)` does.

    Also of a nested `def` that runs it.
    """
    node = made.node
    return isinstance(node, ast.Call) and any(
        _is_parameter(made.in_module(name)) for arg in node.args[:1] for name in nodes_in(arg)
    )


def handed_on(function: Place) -> Place | None:
    """The call in which a nested function gives what it receives to one that is handed in.

    `handler(ctx)` in the `run` of `def decorate(handler): async def run(ctx): …`. What a factory is
    given among others is a helper, unless it gives the result: `rows = await load(ctx)`.
    """
    node, module = function.node, function.module
    if not isinstance(node, FUNCTIONS) or not isinstance(function.scope, FUNCTIONS):
        return None
    found: list[ast.Call] = []
    first = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)][:1]
    for site in module.tree.calls:
        call = site.node
        if not function.is_node(site.scope) or not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Name):
            bindings = module.tree.lookup(call.func.id, node)
            own = module.tree.bindings(node).get(call.func.id)
            if not own and [each.kind for each in bindings] == [Kind.PARAMETER]:
                if any(_root(arg) in first for arg in call.args):
                    found.append(call)
    ends = [call for call in found if _is_end(call, function)]
    decorating = _decorates(function.scope)
    for call in ends or [each for each in found if each.func.id == decorating]:  # type: ignore[attr-defined]
        return Place(module, call, node)
    return None


def _is_end(call: ast.Call, function: Place) -> bool:
    """Whether a function gives what a call gives, or ends with it."""
    node = function.node
    if not isinstance(node, FUNCTIONS):
        return False
    for returned in function.module.tree.returned(node):
        if _awaited(returned) is call:
            return True
        own = function.module.tree.bindings(node).get(getattr(returned, "id", ""), ())
        if any(each.value is not None and _awaited(each.value) is call for each in own):
            return True
    if isinstance(node, ast.Lambda):
        return False
    last = node.body[-1]
    while isinstance(last, (ast.Try, ast.With, ast.AsyncWith)):
        last = last.body[-1]
    return isinstance(last, ast.Expr) and _awaited(last.value) is call


def _awaited(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Await) else node


def _decorates(scope: Scope) -> str:
    """The one parameter that a function needs, as a decorator does; empty if it needs others."""
    if not isinstance(scope, FUNCTIONS):
        return ""
    args = scope.args
    every = [arg.arg for arg in (*args.posonlyargs, *args.args) if arg.arg not in ("self", "cls")]
    needed = len(every) - len(args.defaults) + args.kw_defaults.count(None)
    return every[0] if every and needed <= 1 else ""


def _root(node: ast.expr) -> str:
    """The name at the begin of a dotted one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_parameter(place: Place) -> bool:
    node, module = place.node, place.module
    bindings = module.tree.lookup(node.id, place.scope) if isinstance(node, ast.Name) else []
    return bool(bindings) and all(
        handed_on(Place(module, each.node, module.tree.outer(each.node))) is not None
        if isinstance(each.node, _DEFINITIONS)
        else each.kind is Kind.PARAMETER
        for each in bindings
    )
