"""On which values that differ between requests the runs of a file's functions depend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.uses import Use, Uses
from inngest_lint.model.code import Code
from inngest_lint.model.function import Function, Role
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.chance import Source


class Dependency(NamedTuple):
    """A call in a body that brings in a value, where that comes from, and what depends on it."""

    call: cst.Call
    source: Source
    use: str


class Dependencies:
    """Follows what matters in the bodies of one file back to what differs."""

    def __init__(self, code: Code, bodies: Bodies) -> None:
        self._code = code
        self._bodies = bodies
        self._uses = Uses(code, bodies)

    def of(self, functions: list[Function]) -> Iterator[Dependency]:
        """Each call once, with the first use of its value."""
        found: dict[int, Dependency] = {}
        known: set[int] = set()
        for function in functions if self._code.nondeterminism.may_be_called else ():
            for definition in self._bodies.of(function):
                if self._bodies.has_steps(definition):
                    is_handler = (
                        definition is function.definition and function.role is Role.FUNCTION
                    )
                    uses = self._uses.of(definition, is_handler=is_handler)
                    for use in self._with_given(uses, known):
                        for each in self._behind(use):
                            found.setdefault(id(each.call), each)
        yield from sorted(found.values(), key=lambda each: self._code.tree.place(each.call))

    def _with_given(self, uses: Iterable[Use], known: set[int]) -> Iterator[Use]:
        """Uses, and what callers of the file give to the parameters in them, but for the `known`.

        Those become known.
        """
        waiting = list(uses)[::-1]
        while waiting:
            use = waiting.pop()
            yield use
            for param in self._code.nondeterminism.params(use.node):
                if id(param) not in known:
                    known.add(id(param))
                    given = self._code.flow.callers.give(param)
                    waiting += [Use(value, use.what) for value in given]

    def _behind(self, use: Use) -> Iterator[Dependency]:
        for source in self._code.nondeterminism.sources(use.node):
            if not isinstance(source.node, cst.Call):
                continue  # the attempt and its like are there to be asked
            way = (*source.way, source.node)
            start = self._entry(way)
            if start is not None and not self._is_inline_id(use, way[start]):
                yield Dependency(way[start], replace(source, way=source.way[start:]), use.what)

    def _entry(self, way: tuple[cst.Call, ...]) -> int | None:
        """Which of the calls stands in a body, the nearest to the source."""
        for place in range(len(way) - 1, -1, -1):
            function = self._around(way[place])
            if function is not None and self._bodies.is_own(function):
                return place if self._bodies.has_steps(function) else None
        return None

    def _around(self, node: cst.CSTNode) -> Definition | None:
        """The `def` in which a call runs, or the step handler."""
        function = self._code.scopes.function_of(node)
        while isinstance(function, cst.Lambda) and not self._code.step_handlers.is_one(function):
            function = self._code.scopes.function_of(function)
        return function

    def _is_inline_id(self, use: Use, call: cst.Call) -> bool:
        """Whether a step id itself holds the call: what is wrong with that is said of the id."""
        return use.what == "a step id" and self._code.tree.contains(use.node, call)
