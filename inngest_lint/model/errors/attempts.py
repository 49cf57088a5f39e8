"""Which code has one attempt: that of functions with `retries=0`, and of failure handlers."""

from __future__ import annotations

from collections.abc import Sequence

from inngest_lint.model.declarations import Declaration
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property
from inngest_lint.syntax import literals


class Attempts:
    """Follows the functions of one file to the code that only they run."""

    def __init__(
        self, names: Names, flow: ControlFlow, declarations: Sequence[Declaration]
    ) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._reach = flow.reach
        self._declarations = declarations

    def is_single(self, definition: Definition) -> bool:
        """Whether all that runs a definition, as far as the file shows, has one attempt."""
        return id(definition) in self._single and id(definition) not in self._retried

    def is_retried(self, definition: Definition) -> bool:
        """Whether a function of the file with more than one attempt runs a definition."""
        return id(definition) in self._retried

    @cached_property
    def _single(self) -> frozenset[int]:
        own = [each.handler for each in self._declarations if self._is_single(each)]
        failures = (each.arguments.get("on_failure") for each in self._declarations)
        own += [self._values.definition(each.value) for each in failures if each is not None]
        return self._run_by(own)

    @cached_property
    def _retried(self) -> frozenset[int]:
        return self._run_by([e.handler for e in self._declarations if not self._is_single(e)])

    def _run_by(self, functions: Sequence[Definition | None]) -> frozenset[int]:
        known = [each for each in functions if each is not None]
        return frozenset(id(each) for each in self._reach.closure(known, handlers=True))

    def _is_single(self, declaration: Declaration) -> bool:
        retries = declaration.arguments.get("retries")
        if retries is None:
            return False
        return literals.integer(self._bindings.expression(retries.value)) == 0
