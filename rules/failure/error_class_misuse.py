"""ING109 error-class-misuse."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.model.names.imports import imports_of
from inngest_lint.rule import ModuleRule, Report


class ErrorClassMisuse(ModuleRule):
    """An error of the SDK is made with a cause, or imported from a module that is not there.

    What it does:
        Reports a cause that `NonRetriableError` or `RetryAfterError`, or a class of the project
        that takes their arguments, is given: as `cause=`, or as a caught error by position. And
        imports of `inngest.errors`. Silent where an `except ImportError` stands ready.

    Why is this bad:
        Since SDK 0.4 the errors take no cause: a `TypeError` is raised in the place of the final
        error, and is retried. By position the cause is taken for `quiet` and hides the error from
        the log. The module `inngest.errors` is gone as well.

    Example:
        ```python
        except ValueError as err:
            raise inngest.NonRetriableError("no card number", cause=err)
        ```

    Use instead:
        ```python
        except ValueError as err:
            raise inngest.NonRetriableError("no card number") from err
        ```

    Evidence:
        sdk: _internal/errors.py (`NonRetriableError`). The proof runs both forms.
    """

    code = "ING109"
    name = "error-class-misuse"
    kind = "error"
    since = "0.1.0"
    message = (
        "{name} takes no cause: a TypeError, which is retried, is raised in its stead; use 'from'"
    )
    by_position = (
        "{name} takes {value} for 'quiet': the cause is lost, and the error hidden from the log; "
        "use 'from'"
    )
    missing = "there is no module inngest.errors: import its classes from inngest"

    def check(self, module: Module) -> Report:
        for made in module.constructions.all:
            quiet = made.quiet
            if "cause" in made.arguments.keywords:
                yield self.fault(made.call, name=made.name)
            elif quiet is not None and module.error_classes.is_caught(quiet.value):
                value = module.text(quiet.value)
                yield self.fault(made.call, message=self.by_position, name=made.name, value=value)
        for statement in imports_of(module.names, "inngest.errors"):
            yield self.fault(statement, message=self.missing)
