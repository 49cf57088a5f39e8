"""ING316 log-outside-step."""

from __future__ import annotations

from inngest_lint.model.body.judges import Logs
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class LogOutsideStep(ModuleRule):
    """A function that makes steps logs by a logger of its own.

    What it does:
        Reports calls of `logging`, loguru, structlog and the client's logger in the body of a
        function that makes steps, also through helpers of the file and of other modules.
        Silent in step handlers, in functions without steps, and for the logger of the context.

    Why is this bad:
        A function is called again from its start for every step, and writes the line each time.
        The logger of the context is silent where the code has been before.

    Example:
        ```python
        logger.info("charging %s", ctx.run_id)
        await ctx.step.run("charge", charge)
        ```

    Use instead:
        ```python
        ctx.logger.info("charging %s", ctx.run_id)
        await ctx.step.run("charge", charge)
        ```

    Evidence:
        sdk: _internal/middleware_lib/log.py. The proof counts the lines.
    """

    code = "ING316"
    name = "log-outside-step"
    kind = "policy"
    default = False
    since = "0.1.0"
    message = "'{name}' outside a step writes its line in every request: use 'ctx.logger'"
    through = "'{name}' outside a step writes its line in every request ({chain})"

    def check(self, module: Module) -> Report:
        deeds = module.deeds(Logs)
        for definition in module.bodies_beside_steps:
            for deed in deeds.of(definition):
                name = deed.chain.reasons[0].name
                yield self.fault_by(deed.call, deed.chain, name=name)
