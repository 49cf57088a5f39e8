"""ING701 send-not-awaited."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.awaiting import add_await
from inngest_lint.model.flow.awaits import Fate
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class SendNotAwaited(ModuleRule):
    """An event is sent without `await`.

    What it does:
        Reports `client.send(...)` in an `async def`, of a function or of any other code such as a
        route, that is neither awaited nor returned, nor handed on to something that can await it;
        also a task of it that nobody keeps.

    Why is this bad:
        The event is never sent, and nothing says so. A task that nobody keeps may be collected
        before it has sent the event.

    Example:
        ```python
        client.send(inngest.Event(name="billing/sync.requested"))
        ```

    Use instead:
        ```python
        await client.send(inngest.Event(name="billing/sync.requested"))
        ```

    Fix safety:
        Safe: nothing is sent as it is. Not offered for a task, which has to be kept, and in
        generator expressions, which an `await` makes async.

    Evidence:
        The proof counts the events that are sent.

    References:
        https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task
    """

    code = "ING701"
    name = "send-not-awaited"
    kind = "error"
    since = "0.1.0"
    message = "this send is not awaited: the event is never sent"
    fixes = "safe"
    fix_title = "Await it"
    lost = "nobody keeps the task of this send: it may vanish before the event is sent"

    def check(self, module: Module) -> Report:
        awaits = module.awaits
        for call in module.sends.by_client():
            if awaits.is_lost_task(call):
                yield self.fault(call, message=self.lost)
            elif awaits.is_async(call) and awaits.fate(call) is Fate.DROPPED:
                yield self.fault(call, fix=partial(add_await, expression=call))
