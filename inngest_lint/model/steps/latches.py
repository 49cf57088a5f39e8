"""Tests that close behind the step they let through: `if token is None: token = await …`.

What such a test asks for is set in its branch, so that it lets no later turn through.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.loops import Loop, Loops
from inngest_lint.model.steps.places import How, Place, Places, Setting
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk


class Asked(NamedTuple):
    """A place of which a test has said that nothing is there yet, or else a `state` of it."""

    place: Place
    state: bool = False
    none_counts: bool = True  # `None` leaves it as it was
    empty_counts: bool = True  # so do `""`, `[]` …
    grows: bool = False  # what is put into it closes the test, too


class Gate(NamedTuple):
    """A fact that lets the code at `node` run in turns of `loop`."""

    fact: Fact
    node: cst.CSTNode
    loop: Loop


class Latches:
    """Judges the tests in the loops of one file."""

    def __init__(self, names: Names, flow: ControlFlow, loops: Loops) -> None:
        self._tree = names.tree
        self._values = names.values
        self._guards = flow.guards
        self._loops = loops
        self._places = Places(names, loops)

    def close(self, fact: Fact, node: cst.CSTNode, loop: Loop) -> bool:
        """Whether a fact that leads to `node` in `loop` is over once `node` has run."""
        if isinstance(loop, cst.While) and self._tree.contains(loop.test, fact.test):
            return False  # this one asks whether there is another turn
        gate = Gate(fact, node, loop)
        asked = [*self._asked(fact, loop)]
        if not asked:
            return False
        settings = [*self._places.settings(loop)]
        return any(self._is_closed(each, settings, gate) for each in asked)

    def _asked(self, fact: Fact, loop: Loop) -> Iterator[Asked]:
        """What a fact says of places, each with what would end it."""
        if isinstance(fact.test, cst.MatchCase):
            return
        names = [node for node in walk(fact.test) if isinstance(node, cst.Name)]
        yield from (Asked(place, state=True) for place in self._all(names, loop))
        absent = _absent(fact)
        if absent is None:
            return
        if absent.key is not None:
            entry = self._places.entry(absent.node, absent.key, loop)
            if entry is not None:
                yield Asked(entry, none_counts=False, empty_counts=False)
            return
        place = self._places.of(absent.node, loop)
        if place is not None:
            yield Asked(place, empty_counts=absent.empty, grows=absent.empty)
        elif not isinstance(absent.node, (cst.Subscript, cst.Attribute)):
            names = [node for node in walk(absent.node) if isinstance(node, cst.Name)]
            yield from (Asked(place, empty_counts=False) for place in self._all(names, loop))

    def _all(self, names: list[cst.Name], loop: Loop) -> Iterator[Place]:
        places = (self._places.of(name, loop) for name in names)
        return (place for place in places if place is not None)

    def _is_closed(self, asked: Asked, settings: list[Setting], gate: Gate) -> bool:
        """Whether something sets the place for good where the step runs."""
        touching = [each for each in settings if each.place.root == asked.place.root]
        return any(self._closes(each, asked, gate) for each in touching) and not any(
            self._reopens(each, asked, gate) for each in touching
        )

    def _closes(self, setting: Setting, asked: Asked, gate: Gate) -> bool:
        value = setting.value
        if setting.place == asked.place and setting.how is How.BOUND:
            if asked.state:
                return _is_constant(value) and self._is_behind(setting, gate)
            if self._is_nothing(value, asked):
                return False
            lasting = _is_constant(value) or self._is_item(value, gate.loop)
            return self._is_behind(setting, gate) or (lasting and self._is_along(setting, gate))
        if not asked.grows or setting.how is How.SHRUNK or not asked.place.holds(setting.place):
            return False
        return self._is_behind(setting, gate) or self._is_along(setting, gate)

    def _reopens(self, setting: Setting, asked: Asked, gate: Gate) -> bool:
        if not setting.place.holds(asked.place) or setting.how is How.GROWN:
            return False
        if asked.state:
            reopens = self._fulfils(setting.value, gate.fact)
        elif setting.how is How.SHRUNK or self._empties(setting, asked):
            reopens = True
        else:
            reopens = (
                not self._is_behind(setting, gate)
                and self._tree.place(setting.node) < self._tree.place(gate.node)
                and self._varies(setting, gate)
            )
        return reopens and self._goes_on(setting, gate.loop)

    def _fulfils(self, value: cst.BaseExpression | None, fact: Fact) -> bool:
        """Whether a value, written down, makes a test of a name come out the same way again."""
        if value is None or not isinstance(fact.test, cst.Name):
            return False
        return literals.is_true(value) if fact.held else self._is_empty(value)

    def _empties(self, setting: Setting, asked: Asked) -> bool:
        if setting.place == asked.place:
            return self._is_nothing(setting.value, asked)
        return self._is_empty(setting.value)

    def _goes_on(self, setting: Setting, loop: Loop) -> bool:
        """Whether the loop can turn again behind a setting."""
        around = self._tree.parent(loop)
        return around is not None and self._loops.repeating(setting.node, around) is not None

    def _is_behind(self, setting: Setting, gate: Gate) -> bool:
        """Whether the fact led to the setting as well, or the step is what is set."""
        if self._tree.contains(setting.node, gate.node):
            return True
        return any(
            fact.test is gate.fact.test and fact.held is gate.fact.held
            for fact in self._guards.facts(setting.node)
        )

    def _is_along(self, setting: Setting, gate: Gate) -> bool:
        """Whether each turn that runs the step runs the setting."""
        needed = self._facts(setting.node, gate.loop)
        return needed <= self._facts(gate.node, gate.loop)

    def _facts(self, node: cst.CSTNode, loop: Loop) -> set[tuple[int, bool]]:
        facts = self._guards.facts(node)
        return {(id(f.test), f.held) for f in facts if self._loops.holds(loop, f.test)}

    def _varies(self, setting: Setting, gate: Gate) -> bool:
        """Whether a value is another on each turn, and not made of what was there before."""
        if setting.value is None or self._tree.contains(setting.value, gate.node):
            return False
        names = [node for node in walk(setting.value) if isinstance(node, cst.Name)]
        places = [self._places.of(name, gate.loop) for name in names]
        if any(place is not None and place.root == setting.place.root for place in places):
            return False
        return any(self._loops.changes(gate.loop, name) for name in names)

    def _is_item(self, value: cst.BaseExpression | None, loop: Loop) -> bool:
        return isinstance(value, cst.Name) and self._loops.is_target(loop, value)

    def _is_nothing(self, value: cst.BaseExpression | None, asked: Asked) -> bool:
        if literals.is_none(value):
            return asked.none_counts
        return asked.empty_counts and self._is_empty(value)

    def _is_empty(self, value: cst.BaseExpression | None) -> bool:
        """Whether a value is written down, and does not hold."""
        if isinstance(value, cst.Call):
            symbol = self._values.symbol(value.func)
            return not value.args and symbol in ("builtins.set", "builtins.dict", "builtins.list")
        if isinstance(value, (cst.List, cst.Tuple, cst.Dict)):
            return not value.elements
        if isinstance(value, cst.Name):
            return value.value in ("None", "False")
        return value is not None and (literals.string(value) == "" or literals.integer(value) == 0)


class _Absent(NamedTuple):
    """What is not there yet: an expression, or a `key` in it. `empty` counts as well as None."""

    node: cst.BaseExpression
    key: cst.BaseExpression | None = None
    empty: bool = False


def _absent(fact: Fact) -> _Absent | None:
    """What a fact says is missing: `not x`, `x is None`, `k not in x`, `len(x) == 1`."""
    test = fact.test
    if isinstance(test, cst.MatchCase):
        return None
    if not isinstance(test, cst.Comparison):
        return None if fact.held else _Absent(_counted(test) or test, empty=True)
    if len(test.comparisons) != 1:
        return None
    operator, right = test.comparisons[0].operator, test.comparisons[0].comparator
    if isinstance(operator, cst.NotIn if fact.held else cst.In):
        return _Absent(right, key=test.left)
    if isinstance(operator, (cst.Is, cst.Equal) if fact.held else (cst.IsNot, cst.NotEqual)):
        counted = _counted(test.left)
        if counted is not None:
            return _Absent(counted, empty=True)
        return _Absent(test.left) if literals.is_none(right) else None
    return None


def _counted(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The `x` of `len(x)`."""
    if isinstance(node, cst.Call) and literals.dotted(node.func) == "len" and len(node.args) == 1:
        return node.args[0].value
    return None


def _is_constant(value: cst.BaseExpression | None) -> bool:
    """Whether a value is written down: the name cannot fulfil the same test again."""
    if isinstance(value, cst.Name):
        return value.value in ("True", "False", "None")
    return isinstance(value, (cst.SimpleString, cst.Integer, cst.Attribute))
