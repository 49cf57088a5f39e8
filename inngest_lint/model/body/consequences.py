"""Whether it matters to a run that a block of code runs: what the block does beyond its end."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.flow.reactions import touched_names
from inngest_lint.sdk.names import CLIENT_SENDS, STEP_SLEEPS

_LEAVING = (cst.Return, cst.Raise, cst.Break, cst.Continue, cst.Assert)


class Consequences:
    """Judges the blocks of one file."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def has_any(self, block: cst.BaseSuite) -> bool:
        """Whether a block makes steps, sends, leaves, or changes a variable of its function.

        Whether to sleep is like how long to: the run goes on to the same steps. What a call does to
        the world is said of the call.
        """
        reach = self._code.reach
        return (
            any(reach.step_symbol(call) not in STEP_SLEEPS for call in reach.making_steps(block))
            or any(self._sends(call) for call in reach.calls(block))
            or any(isinstance(node, _LEAVING) for node in reach.executed(block))
            or any(self._is_of_function(name, block) for name in touched_names(block))
        )

    def _sends(self, call: cst.Call) -> bool:
        return self._code.values.symbol(call.func) in CLIENT_SENDS

    def _is_of_function(self, name: str, block: cst.BaseSuite) -> bool:
        """Whether a function binds a name, and not the module for all runs."""
        scopes = self._code.scopes
        bindings = scopes.lookup(name.partition(".")[0], scopes.scope_of(block))
        return any(type(scopes.home_of(each)) is not cst.Module for each in bindings)
