"""The arguments that decide step ids: an id's own, and what a helper makes the id of."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.nondeterminism import Nondeterminism
from inngest_lint.model.steps.step_ids import StepIds
from inngest_lint.once import cached_property
from inngest_lint.project.summaries.templates import Received


class IdArguments:
    """Finds them in the calls of one file."""

    def __init__(
        self, names: Names, flow: ControlFlow, step_ids: StepIds, nondeterminism: Nondeterminism
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._reach = flow.reach
        self._foreign = names.foreign
        self._callers = flow.callers
        self._step_ids = step_ids
        self._nondeterminism = nondeterminism

    def of(self, function: Definition) -> list[cst.Arg]:
        """Those that stand in the code of `function`, lambdas included."""
        found: dict[int, cst.Arg] = {}
        for call in self._reach.calls_of(function):
            own = self._step_ids.id_argument(call)
            for arg in (*([] if own is None else [own]), *self.given(call)):
                if own is not arg or self._tree.contains(call, arg):
                    found[id(arg)] = arg
        return list(found.values())

    def given(self, call: cst.Call, *, whole: bool = False) -> list[cst.Arg]:
        """The arguments of a call of a helper, or of a partial of one, that reach its step ids.

        With `whole` only those that are such an id, not those of which one is made.
        """
        if self._reach.foreign_steps(call):
            return self._given_elsewhere(call, whole=whole)
        reaching = self._ids if whole else self._reaching
        found: list[cst.Arg] = []
        for helper in self._callers.entered(call) if reaching else ():
            made = helper.partial.args if helper.partial is not None else ()
            received = {
                id(value) for param, value in helper.received().items() if id(param) in reaching
            }
            found += [arg for arg in (*made, *call.args) if id(arg.value) in received]
        return found

    def _given_elsewhere(self, call: cst.Call, *, whole: bool) -> list[cst.Arg]:
        """The same of a helper of another module."""
        foreign = self._foreign.called(call)
        found: list[cst.Arg] = []
        for step in foreign.summary.steps if foreign is not None else ():
            parts = step.id or ()
            for part in parts if len(parts) == 1 or not whole else ():
                arg = (
                    foreign.argument(part.param) if foreign and isinstance(part, Received) else None
                )
                if arg is not None and arg not in found:
                    found.append(arg)
        return found

    @cached_property
    def _own(self) -> list[cst.Arg]:
        partials = self._values.calls("functools.partial")
        found = map(self._step_ids.id_argument, (*self._reach.steps, *partials))
        return [arg for arg in found if arg is not None]

    @cached_property
    def _reaching(self) -> frozenset[int]:
        """The parameters of which step ids are made, by identity."""
        return self._spread(self._nondeterminism.params)

    @cached_property
    def _ids(self) -> frozenset[int]:
        """The parameters that are step ids, by identity."""
        return self._spread(self._param)

    def _param(self, node: cst.BaseExpression) -> list[cst.Param]:
        """The parameter that a name always is, unless its own annotation tells what it holds."""
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        param = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(param, cst.Param) or self._values.parameter_symbol(param):
            return []
        return [param]

    def _spread(self, params_of: Callable[[cst.BaseExpression], list[cst.Param]]) -> frozenset[int]:
        """The parameters in the step ids of the file, through helpers of helpers, by identity."""
        waiting = [arg.value for arg in self._own if type(arg.value) is not cst.SimpleString]
        found: dict[int, cst.Param] = {}
        while waiting:
            for param in params_of(waiting.pop()):
                if id(param) not in found:
                    found[id(param)] = param
                    waiting += self._callers.give(param)
        return frozenset(found)
