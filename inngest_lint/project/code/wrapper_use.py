"""One use of a project's own wrapper around `create_function`, and what reaches it there."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from inngest_lint.project.code.environment import Environment
from inngest_lint.project.code.given import Given
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.sdk.names import CONTEXT


@dataclass(frozen=True, slots=True, eq=False)
class WrapperUse:
    """A use of a wrapper, and the `create_function` that it runs.

    `site` is the decorator or the call, `decorated` the `def` under a decorator; `made` the
    `create_function(…)`, `given` what reaches it, `applied` the call or the `def` in the wrapper
    by which it makes the function. `around` are the functions of the wrapper that run the handler,
    `calls` where they do, and `receives` what they give it by position. It is not `clear` if
    something else may stand around the handler. There is no `handler` where a wrapper uses another,
    or a loop a wrapper: it is whatever these are given. `gives` tells whether the use stands for
    the function: some wrappers give the handler back.
    """

    site: Place
    decorated: Place | None
    made: Place
    given: Given
    environment: Environment
    applied: Place
    handler: Place | None = None
    around: tuple[Place, ...] = ()
    calls: tuple[Place, ...] = ()
    receives: tuple[str, ...] = (CONTEXT,)
    clear: bool = True
    gives: bool = False

    @property
    def outer(self) -> Place | None:
        """The call that gives it the handler, where no decorator does."""
        return self.site if self.decorated is None else None

    @property
    def is_partial(self) -> bool:
        """Whether it calls `create_function` itself, through a `functools.partial`."""
        return self.made.is_called_at(self.site)

    @property
    def gives_only_context(self) -> bool:
        """Whether the handler is called with the context and nothing else, as the SDK does."""
        given = [each.node for each in self.calls]
        return self.clear and all(
            isinstance(call, ast.Call)
            and len(call.args) == 1
            and not call.keywords
            and not isinstance(call.args[0], ast.Starred)
            for call in given
        )

    @property
    def client(self) -> Place | None:
        """The client that makes the function."""
        node = self.made.node
        func = node.func if isinstance(node, ast.Call) else None
        if not isinstance(func, ast.Attribute):
            return None
        return self.environment.follow(self.made.at(func.value))

    @property
    def may_spare(self) -> bool:
        """Whether the wrapper may keep a run from the handler, or its errors to itself."""
        return not self.clear or any(
            _decides(function.node, call.node)  # type: ignore[arg-type]
            for function, call in zip(self.around, self.calls, strict=True)
        )

    @property
    def arguments(self) -> dict[str, Place]:
        """What reaches the keywords of `create_function`, where it is written."""
        given = self.given.keywords.items()
        return {name: self.environment.follow(value) for name, value in given}

    def text(self, name: str) -> str | None:
        """The string that reaches a keyword; None if that is not known."""
        value = self.given.keywords.get(name)
        return self.environment.text(value) if value is not None else None


def _decides(function: ast.AST, handed: ast.Call) -> bool:
    """Whether code around a handler looks at the event, hands the run on, or catches errors."""
    context = {
        node.id for arg in handed.args for node in ast.walk(arg) if isinstance(node, ast.Name)
    }
    body = getattr(function, "body", [])
    waiting: list[ast.AST] = [*body] if isinstance(body, list) else [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ExceptHandler):
            return True
        if isinstance(node, ast.Attribute) and node.attr in ("event", "events"):
            return True
        if isinstance(node, ast.Call) and key_of(node) != key_of(handed):
            if any(isinstance(arg, ast.Name) and arg.id in context for arg in node.args):
                return True
        waiting += ast.iter_child_nodes(node)
    return False
