"""Steps that a loop runs again under the same id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.id_arguments import IdArguments
from inngest_lint.model.steps.loops import Loop, Loops
from inngest_lint.model.steps.step_ids import StepId, StepIds
from inngest_lint.model.steps.turns import Turns, root_of
from inngest_lint.sdk.names import LOGGER, is_from_context
from inngest_lint.sdk.python import READING_METHODS
from inngest_lint.syntax.tree import walk


class Repeated(NamedTuple):
    """A step id that stays the same in all turns of a loop, and where that is decided.

    `step_id.text` is None where nobody can tell.
    """

    node: cst.CSTNode
    step_id: StepId
    loop: Loop


class Repetition:
    """Judges the step ids in the loops of one file."""

    def __init__(
        self,
        names: Names,
        flow: ControlFlow,
        loops: Loops,
        turns: Turns,
        step_ids: StepIds,
        id_arguments: IdArguments,
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._reach = flow.reach
        self._loops = loops
        self._turns = turns
        self._step_ids = step_ids
        self._id_arguments = id_arguments

    def of(
        self, definitions: Sequence[Definition], step_ids: Sequence[Sequence[StepId]]
    ) -> Iterator[Repeated]:
        """The repeated ids of a function and the `def`s in it; those of one call at one node.

        `step_ids` are those that each of the definitions makes.
        """
        if not any(self._tree.all(kind) for kind in (cst.For, cst.While, cst.CompFor)):
            return
        for definition, own in zip(definitions, step_ids, strict=True):
            by_call: dict[int, list[Repeated]] = {}
            for step_id in (*own, *self._step_ids.again(definition)):
                found = self._repeated(step_id, definitions[0])
                if found is not None:
                    by_call.setdefault(id(step_id.call), []).append(found)
            for found_in_call in by_call.values():
                node = self._node_of(found_in_call)
                yield from (each._replace(node=node) for each in found_in_call)

    def _repeated(self, step_id: StepId, function: Definition) -> Repeated | None:
        innermost = next(self._loops.around(step_id.node, function), None)
        if innermost is None:
            return None
        reads = step_id.text.reads if step_id.text is not None else ()
        if any(self._loops.changes(innermost, name) for name in reads):
            return None
        loop = self._loops.repeating(step_id.node, function)
        if loop is None:
            return None
        if step_id.through is not None and self._loops.holds(loop, step_id.through):
            return None  # it is judged where it stands
        if any(self._changes(loop, name) for name in reads):
            return None
        if self._turns.has_one_for(step_id.node, loop):
            return None
        return Repeated(step_id.node, step_id, loop)

    def _node_of(self, found: list[Repeated]) -> cst.CSTNode:
        """Where repeated ids of one call are told: at the argument that decides, or at it."""
        first = found[0]
        if first.step_id.through is None:
            return first.node
        if len(found) > 1:
            return first.step_id.call
        for arg in self._id_arguments.given(first.step_id.call):
            names = [node for node in walk(arg.value) if isinstance(node, cst.Name)]
            if not any(self._loops.changes(first.loop, name) for name in names):
                return arg
        return first.node

    def _changes(self, loop: Loop, name: cst.Name) -> bool:
        return self._loops.changes(loop, name) or self._may_be_changed(loop, name)

    def _may_be_changed(self, loop: Loop, name: cst.Name) -> bool:
        """Whether a call in the loop gets the object whose content an id reads."""
        reads_content = isinstance(self._tree.parent(name), (cst.Attribute, cst.Subscript, cst.Arg))
        if not reads_content or is_from_context(self._values.symbol(name)):
            return False
        bindings = self._scopes.of_name(name)
        for call in self._reach.calls(loop):
            given = [root_of(arg.value) for arg in call.args]
            if isinstance(call.func, cst.Attribute):
                given.append(root_of(call.func.value))
            for each in given:
                if isinstance(each, cst.Name) and each.value == name.value:
                    if self._scopes.of_name(each) == bindings and self._may_change(call, name):
                        return True
        return False

    def _may_change(self, call: cst.Call, name: cst.Name) -> bool:
        """Whether a call can change what it gets; helpers of the file are known not to."""
        symbol = self._values.symbol(call.func)
        if self._reach.step_symbol(call) or symbol.startswith(("builtins.", "logging.", LOGGER)):
            return False
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in READING_METHODS:
            return False
        return not self._tree.contains(call, name) and self._values.definition(call.func) is None
