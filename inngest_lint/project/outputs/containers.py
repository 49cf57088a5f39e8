"""Which form collections have in JSON: literals, comprehensions, and what is put in later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.project.outputs.forms import UNKNOWN, Form, any_of, refused
from inngest_lint.sdk.json_types import FLOAT, NOT_FINITE_TEXTS, NUMBER, TUPLE
from inngest_lint.sdk.python import ADDERS, MUTATORS

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_KEYS = frozenset({"a string", NUMBER, "a truth value", "None"})
_LIST, _DICT = "a list", "a dict"
# Builtins that make a collection of the items of another, or of keywords.
_MADE_OF = {
    "builtins.list": _LIST,
    "builtins.sorted": _LIST,
    "builtins.dict": _DICT,
    "builtins.tuple": TUPLE,
}


class Containers:
    """Judges collections; `form` judges what they hold."""

    def __init__(self, resolver: Resolver, form: Callable[[Place], Form]) -> None:
        self._resolver = resolver
        self._form = form
        self._turns: list[dict[str, Form]] = []  # what comprehensions around bind

    def hides(self, name: str) -> bool:
        """Whether a comprehension around what is judged binds a name."""
        return any(name in each for each in self._turns)

    def form(self, place: Place) -> Form:
        """The form of a literal or a comprehension."""
        node = place.node
        if isinstance(node, (ast.List, ast.Tuple)):
            shape = _LIST if isinstance(node, ast.List) else TUPLE
            parts = [e for e in node.elts if not isinstance(e, ast.Starred)]
            return Form(shape=shape).holding(self._form(place.at(each)) for each in parts)
        if isinstance(node, ast.Dict):
            pairs = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not None]
            keys, values = [k for k, _ in pairs], [v for _, v in pairs]
            return self._dict([self._form(place.at(k)) for k in keys], place, values)
        if isinstance(node, _COMPREHENSIONS):
            return self._comprehension(place, node)
        return refused("a set") if isinstance(node, ast.Set) else UNKNOWN

    def built(self, symbol: str, place: Place) -> Form | None:
        """The form of what a builtin makes of its argument; None for other calls."""
        node = place.node
        args = node.args if isinstance(node, ast.Call) else []
        first = args[0] if len(args) == 1 else None
        if symbol == FLOAT and isinstance(first, ast.Constant) and isinstance(first.value, str):
            text = first.value.strip().lower().lstrip("+-")
            return Form(shape=NUMBER, not_finite=text in NOT_FINITE_TEXTS)
        if symbol not in _MADE_OF or not isinstance(node, ast.Call):
            return None
        named = [self._form(place.at(k.value)) for k in node.keywords if k.arg is not None]
        known = not args and len(named) == len(node.keywords)
        return Form(shape=_MADE_OF[symbol], is_known=known).holding(named)

    def filled(self, form: Form, name: str, home: Place) -> Form:
        """The form of the collection under a name, with what the code of its scope puts in."""
        if form.shape not in (_LIST, _DICT):
            return form
        keys: list[Form] = []
        parts: list[Form] = []
        changed = False
        for key, value in self._put_in(name, home):
            keys += [self._form(home.at(key))] if key is not None else []
            parts += [self._form(home.at(value))] if value is not None else []
            changed = True
        if not changed:
            return form
        if keys:  # what has been under a key before may be replaced
            form = replace(form, refused="", not_finite=False)
        has_number_keys = form.has_number_keys or any(key.shape == NUMBER for key in keys)
        form = replace(form, has_number_keys=has_number_keys, is_known=False)
        return form if keys else form.holding(parts)

    def _put_in(self, name: str, home: Place) -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
        """The keys and the values that are put into a collection, as far as they show."""
        for target, value, scope in home.module.tree.changes:
            if isinstance(target, ast.Subscript) and _is_name(target.value, name):
                if home.is_in(scope):
                    yield target.slice, value
        for call, scope in home.module.tree.calls:
            func = call.func if isinstance(call, ast.Call) else None
            if isinstance(func, ast.Attribute) and func.attr in MUTATORS:
                if home.is_in(scope) and _is_name(func.value, name):
                    args = call.args if isinstance(call, ast.Call) else []
                    yield None, args[0] if args and func.attr in ADDERS else None

    def _comprehension(self, place: Place, node: ast.expr) -> Form:
        if isinstance(node, ast.SetComp):
            return refused("a set")
        if isinstance(node, ast.GeneratorExp):
            return refused("a generator")
        with self._inside(place, node):
            if isinstance(node, ast.DictComp):
                return self._dict([self._key(place.at(node.key))], place, [node.value])
            element = node.elt if isinstance(node, ast.ListComp) else node
            return Form(shape=_LIST).holding([self._form(place.at(element))])

    @contextmanager
    def _inside(self, place: Place, node: ast.expr) -> Iterator[None]:
        """Knows for the time being what the turns of a comprehension bind."""
        bound: dict[str, Form] = {}
        for turn in getattr(node, "generators", ()):
            names = [n.id for n in ast.walk(turn.target) if isinstance(n, ast.Name)]
            bound |= dict.fromkeys(names, UNKNOWN)
            called = turn.iter.func if isinstance(turn.iter, ast.Call) else None
            symbol = self._resolver.symbol(place.at(called)) if called is not None else ""
            if symbol in ("builtins.range", "builtins.enumerate") and names:
                bound[names[0]] = Form(shape=NUMBER)
        self._turns.append(bound)
        try:
            yield
        finally:
            self._turns.pop()

    def _key(self, place: Place) -> Form:
        """The form of a key, which may be what a turn binds."""
        if isinstance(place.node, ast.Name):
            for bound in reversed(self._turns):
                if place.node.id in bound:
                    return bound[place.node.id]
        return self._form(place)

    def _dict(self, keys: list[Form], place: Place, values: list[ast.expr]) -> Form:
        """The form of a dictionary: a key is a string or a number, else it has none."""
        wrong = next((k.shape for k in keys if k.shape and k.shape not in _KEYS), "")
        numbers = any(key.shape == NUMBER for key in keys)
        form = Form(_DICT, f"{wrong} for a key" if wrong else "", has_number_keys=numbers)
        known = any_of(keys).is_known if keys else True
        return replace(form, is_known=known).holding(self._form(place.at(v)) for v in values)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
