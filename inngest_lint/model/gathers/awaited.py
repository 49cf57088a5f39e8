"""What an awaitable or a callable given to a gather is called, and what it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.gathers.words import Name, beside, name_of, turns, words_of
from inngest_lint.model.names.calls import Arguments, returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Partial
from inngest_lint.sdk.names import PARALLEL, STEP_RUN, is_step
from inngest_lint.sdk.python import FUNCTION_AT, PASS_THROUGH, TASKS
from inngest_lint.syntax import literals

_DEEPEST = 4  # calls in calls: nobody names a result that far inside
_LONGEST = 40  # characters of a call as a message writes it


@dataclass(frozen=True, slots=True)
class Awaited:
    """An awaitable by its names: of what is called, and of what that is given.

    `node` is what names it in a message: the call, or the id of the `step`.
    """

    callee: Name
    arguments: Name
    node: cst.BaseExpression
    step: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    """Something that is called, and with what."""

    called: cst.BaseExpression
    arguments: Arguments


class AwaitedNames:
    """Names the awaitables of one file."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._texts = names.texts

    def of(self, awaitable: cst.BaseExpression) -> Awaited:
        """The names of an awaitable; they say nothing where it cannot be told what runs."""
        name = Name()
        seen: set[int] = set()
        at = awaitable
        while id(at) not in seen:
            seen.add(id(at))
            at = self._inside(at)
            branch = self._values.definition(at) if type(at) in (cst.Name, cst.Attribute) else None
            if branch is not None:  # a callable by its name: that, and what it does
                name += _named(self._called(at))
                returned = returned_expressions(branch, self._scopes)
                at = returned[0] if len(returned) == 1 else at
        call = self._call(at)
        if call is None:
            return Awaited(name, Name(), awaitable)
        step_id = self._step_id(call)
        if step_id is not None:
            return self._step(call, step_id, name)
        return Awaited(
            name + _named(self._called(call.called)),
            self._receiver(call.called) + self._told(call.arguments, 0),
            at,
        )

    def written(self, awaited: Awaited) -> str:
        """How a message names an awaitable."""
        if not awaited.step:
            return self._text(awaited.node)
        text = self._texts.fold(awaited.node)
        constant = text and text.constant
        return f"step '{constant}'" if constant else f"step {self._text(awaited.node)}"

    def _inside(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """What an expression hands through: a name, a task, `wait_for`, a lambda."""
        if isinstance(node, (cst.Name, cst.Attribute)):
            return self._bindings.expression(node)
        if isinstance(node, cst.NamedExpr):
            return node.value
        if isinstance(node, cst.Await):
            return node.expression
        if isinstance(node, cst.Lambda):
            return node.body
        if isinstance(node, cst.Call) and node.args and not node.args[0].star:
            if self._values.symbol(node.func) in PASS_THROUGH | TASKS:
                return node.args[0].value
        return node

    def _call(self, node: cst.BaseExpression) -> _Call | None:
        """The call that an expression is, through partials and threads."""
        if not isinstance(node, cst.Call):
            return None
        value = self._values.of(node.func)
        if isinstance(value, Partial):
            arguments = value.arguments.then(Arguments.of(node))
            return _Call(value.call.args[0].value, arguments)
        position = FUNCTION_AT.get(self._values.symbol(node.func))
        if position is not None and len(node.args) > position and not node.args[position].star:
            return _Call(node.args[position].value, Arguments.of(node, skip=position + 1))
        return _Call(node.func, Arguments.of(node))

    def _step_id(self, call: _Call) -> cst.Arg | None:
        symbol = self._values.symbol(call.called)
        if not is_step(symbol) or symbol == PARALLEL:
            return None
        return call.arguments.get("step_id", 0)

    def _step(self, call: _Call, step_id: cst.Arg, name: Name) -> Awaited:
        """A step is called by its id and its handler, and told what its handler is told."""
        name += name_of(" ".join(self._known(step_id.value)))
        told = Name()
        handler = call.arguments.get("handler", 1)
        if handler is not None and self._values.symbol(call.called) == STEP_RUN:
            inner = self._call(self._inside(handler.value))
            name += _named(self._called(handler.value if inner is None else inner.called))
            told = self._told(call.arguments, 2)
            if inner is not None:
                told += self._told(inner.arguments, 0)
        return Awaited(name, told, step_id.value, step=True)

    def _receiver(self, called: cst.BaseExpression) -> Name:
        """What the object is called whose method is called: each word may be the one."""
        owner = literals.dotted(called.value) if isinstance(called, cst.Attribute) else ""
        return sum((name_of(word) for word in words_of(owner)), Name())

    def _told(self, arguments: Arguments, first: int) -> Name:
        """What literals say, and the functions and calls, that a call is given."""
        given = [(None, arg.value) for arg in arguments.positional[first:]]
        named = [(key, arg.value) for key, arg in arguments.keywords.items()]
        return sum((self._given(key, value) for key, value in (*given, *named)), Name())

    def _given(self, key: str | None, value: cst.BaseExpression) -> Name:
        said = _named(self._texts_in(value))
        return beside(" ".join(said.words)) if key is not None and turns(key) else said

    def _texts_in(self, value: cst.BaseExpression, depth: int = 0) -> Iterator[str]:
        """The literals, the functions and the calls in an argument, theirs included."""
        if depth > _DEEPEST:
            return
        call = self._call(value.body if isinstance(value, cst.Lambda) else value)
        inner: Iterable[cst.BaseExpression] = ()
        if isinstance(value, (cst.List, cst.Tuple, cst.Set)):
            inner = (element.value for element in value.elements)
        elif call is not None:
            yield from self._called(call.called)
            inner = (arg.value for arg in call.arguments.positional)
        elif self._values.definition(value) is not None:
            yield from self._called(value)
        else:
            yield from self._known(value)
        for each in inner:
            yield from self._texts_in(each, depth + 1)

    def _called(self, called: cst.BaseExpression) -> list[str]:
        """What the thing that is called is called itself: where it is written, where it is made."""
        if isinstance(called, cst.Call) and called.args:  # `sync_to_async(fetch)()`
            return self._called(called.args[0].value)
        names = [literals.dotted(called).rpartition(".")[2]]
        if isinstance(called, cst.Attribute):
            names = [called.attr.value]
        function = self._values.definition(called)
        if isinstance(function, cst.FunctionDef):
            names.append(function.name.value)
        symbol = self._values.symbol(called).rpartition(".")[2]
        if symbol.isidentifier():
            names.append(symbol)
        return list(dict.fromkeys(names))

    def _known(self, value: cst.BaseExpression) -> list[str]:
        """The parts of a text that the file shows."""
        text = self._texts.fold(value)
        return [part for part in text.parts if isinstance(part, str)] if text else []

    def _text(self, node: cst.BaseExpression) -> str:
        """The source of an expression on one line, without its arguments where it is long."""
        text = " ".join(self._tree.text(node).split()).replace("( ", "(").replace(", )", ")")
        if len(text) > _LONGEST and isinstance(node, cst.Call):
            return f"{self._tree.text(node.func)}(…)"
        return text


def _named(texts: Iterable[str]) -> Name:
    """A name that several texts make together."""
    return sum(map(name_of, texts), Name())
