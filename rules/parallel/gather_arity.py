"""ING501 gather-arity."""

from __future__ import annotations

from inngest_lint.model.gathers.gathers import Indexing, Unpacking
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report, Unresolved


class GatherArity(ModuleRule):
    """The targets do not match the number of awaitables.

    What it does:
        Compares the targets to which the results of `asyncio.gather` or `group.parallel` are
        assigned with the number of awaitables, and constant indices with the results. Judges the
        code that functions of the file run; a `*` before what the file does not show makes the
        number unknown.

    Why is this bad:
        The assignment raises when all the work is done: nothing of it is kept, and each retry
        does it again.

    Example:
        ```python
        medical, dental = await asyncio.gather(check_medical(), check_dental(), check_vision())
        ```

    Use instead:
        ```python
        medical, dental, vision = await asyncio.gather(
            check_medical(), check_dental(), check_vision()
        )
        ```

    Evidence:
        The proof counts the calls that are made again.
    """

    code = "ING501"
    name = "gather-arity"
    kind = "error"
    since = "0.1.0"
    message = "{what} gives {count} {results} but {wanted}: this raises after the work is done"

    def check(self, module: Module) -> Report:
        for unpacking in module.gathers.unpackings():
            yield from self._judge(unpacking, self._unpacked(unpacking), module)
        for indexing in module.gathers.indexings():
            yield from self._judge(indexing, self._indexed(indexing), module)

    def _judge(self, use: Unpacking | Indexing, wanted: str, module: Module) -> Report:
        gather = use.gather
        if gather.count is not None and not wanted:
            return
        if not module.is_reached(use.node):  # asked last, since it costs most
            return
        if gather.count is None:
            yield Unresolved(use.node, f"how many results {gather.what} gives is not resolved")
        else:
            results = "result" if gather.count == 1 else "results"
            yield self.fault(
                use.node, what=gather.what, count=gather.count, results=results, wanted=wanted
            )

    def _unpacked(self, use: Unpacking) -> str:
        count = use.gather.count or 0
        if use.wanted == count or (use.starred and use.wanted < count):
            return ""
        least = "at least " if use.starred else ""
        targets = "target" if use.wanted == 1 else "targets"
        return f"{least}{use.wanted} {targets} {'takes' if use.wanted == 1 else 'take'} them"

    def _indexed(self, use: Indexing) -> str:
        count = use.gather.count or 0
        return "" if -count <= use.index < count else f"index {use.index} is taken"
