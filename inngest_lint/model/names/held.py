"""What a context manager holds as long as the body of its `with` runs: a lock, a transaction …

Of what other packages make only the tables tell; code of the project goes by its name.
"""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance, Local
from inngest_lint.sdk.held import CONNECTION, SESSION, held_by, held_by_name

_ANNOTATED = ("collections.abc.", "typing.")  # what a generator is annotated with tells nothing


def held(item: cst.BaseExpression, names: Names) -> str | None:
    """What is held, in words, by the manager that an expression stands for; None if nothing is."""
    made = names.bindings.expression(item)
    called = made.func if isinstance(made, cst.Call) else made
    symbol = names.values.symbol(called)
    outside = _outside(symbol, names) or _outside(names.values.symbol(made), names)
    if outside and not outside.startswith(_ANNOTATED):
        return held_by(outside)
    found = held_by_name(name_of(made)) or held_by_name(name_of(item))
    if found in (SESSION, CONNECTION):  # of whatever kind, unless it is the project's own
        own = isinstance(names.values.of(called), (Local, Instance))
        return found if own or names.elsewhere.meaning(symbol) == "" else None
    return found


def name_of(item: cst.BaseExpression) -> str:
    """What is called, or entered, by its own name."""
    called = item.func if isinstance(item, cst.Call) else item
    if isinstance(called, cst.Attribute):
        return called.attr.value
    return called.value if isinstance(called, cst.Name) else ""


def _outside(symbol: str, names: Names) -> str:
    """The symbol outside the project that one stands for; empty for code of the project."""
    meant = names.elsewhere.meaning(symbol)
    maker = symbol.removesuffix("()")
    if meant is None and maker != symbol and names.elsewhere.meaning(maker) == "":
        return ""  # nobody knows what code of the project gives
    return symbol if meant is None else meant
