"""What can be looked for in a body: side effects, sleeps, sends, logs, calls that block."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.reasons import called
from inngest_lint.sdk.loggers import is_log, may_log
from inngest_lint.sdk.names import CLIENT_SENDS
from inngest_lint.sdk.nondeterminism import is_among
from inngest_lint.sdk.python import TASKS
from inngest_lint.sdk.side_effects import CHANGING_MODES, FILE, OPEN, side_effect_of
from inngest_lint.sdk.waiting import SLEEPS, blocks
from inngest_lint.syntax import literals


class SideEffects:
    """Looks for what reaches out of the process; the settings name more calls, and exempt some."""

    def __init__(self, code: Code) -> None:
        self._values = code.values
        self._elsewhere = code.names.elsewhere
        self._bindings = code.bindings
        self._named = code.settings.side_effects
        self._pure = code.settings.pure

    def of(self, call: cst.Call) -> str | None:
        """What a call reaches outside the process."""
        symbol = self._values.symbol(call.func)
        if symbol in OPEN:
            return FILE if self._changes(call) else None
        return self.outside(symbol) if symbol else None

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called, or what another module has made it of."""
        if self._pure and is_among(symbol, self._pure):
            return None
        if self._named and is_among(symbol, self._named):
            return "a call that the settings name"
        if symbol in OPEN:
            return FILE
        return side_effect_of(symbol) or side_effect_of(self._elsewhere.meaning(symbol) or "")

    def _changes(self, call: cst.Call) -> bool:
        """Whether the mode of an `open` lets it change the file."""
        arguments = Arguments.of(call)
        position = 0 if isinstance(call.func, cst.Attribute) and len(call.args) == 1 else 1
        mode = arguments.get("mode", position)
        text = literals.string(self._bindings.expression(mode.value)) if mode is not None else None
        return text is not None and len(text) <= 3 and not CHANGING_MODES.isdisjoint(text)


class Sleeps:
    """Looks for sleeps that are no steps."""

    def __init__(self, code: Code) -> None:
        self._values = code.values

    def of(self, call: cst.Call) -> str | None:
        """The sleep that a call is; to sleep for no time at all only lets others run."""
        symbol = self._values.symbol(call.func)
        return None if symbol not in SLEEPS or _is_for_no_time(call) else symbol

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called."""
        return symbol if symbol in SLEEPS else None


class ClientSends:
    """Looks for events that a client sends."""

    def __init__(self, code: Code) -> None:
        self._sends = code.sends

    def of(self, call: cst.Call) -> str | None:
        """The send that a call is, as it is written."""
        return called(call) if self._sends.is_by_client(call) else None

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called."""
        return symbol if symbol in CLIENT_SENDS else None


class Logs:
    """Looks for lines of a log that the context does not write."""

    def __init__(self, code: Code) -> None:
        self._values = code.values
        self._elsewhere = code.elsewhere

    def of(self, call: cst.Call) -> str | None:
        """The call, by its symbol, if it writes a line; a logger may be kept elsewhere."""
        symbol = self._values.symbol(call.func)
        if may_log(symbol) and self._elsewhere.may_show(symbol):
            symbol = self._elsewhere.meaning(symbol) or ""
        return self.outside(symbol)

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called."""
        return symbol if is_log(symbol) else None


class Blocking:
    """Looks for calls that stop the event loop until they are done."""

    def __init__(self, code: Code) -> None:
        self._values = code.values

    def of(self, call: cst.Call) -> str | None:
        """The call, by its symbol, if it blocks."""
        symbol = self._values.symbol(call.func)
        return None if symbol in SLEEPS and _is_for_no_time(call) else self.outside(symbol)

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called."""
        return symbol.replace("()", "") if blocks(symbol) else None


class ForgottenTasks:
    """Looks for tasks that nobody waits for; steps and sends in one are faults of their own."""

    def __init__(self, code: Code) -> None:
        self._values = code.values
        self._reach = code.reach
        self._awaits = code.awaits

    def of(self, call: cst.Call) -> str | None:
        """The call that makes such a task."""
        if self.outside(self._values.symbol(call.func)) is None:
            return None
        if any(map(self._is_other_fault, call.args)) or not self._awaits.is_forgotten(call):
            return None
        return "a task"

    def outside(self, symbol: str) -> str | None:
        """The same for the symbol that is called; elsewhere only forgotten ones are known."""
        return "a task" if symbol in TASKS else None

    def _is_other_fault(self, arg: cst.Arg) -> bool:
        work = arg.value
        is_send = isinstance(work, cst.Call) and self._values.symbol(work.func) in CLIENT_SENDS
        return is_send or self._reach.surrounds_steps(work)


def _is_for_no_time(sleep: cst.Call) -> bool:
    given = sleep.args[0].value if sleep.args else None
    return isinstance(given, (cst.Integer, cst.Float)) and given.evaluated_value == 0
