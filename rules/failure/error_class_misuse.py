"""ING109 error-class-misuse."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import remove_argument
from inngest_lint.edits.blocks import add_behind
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.failure.old_errors import import_from_inngest
from inngest_lint.edits.text_draft import UnfixableError
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

    Fix safety:
        Safe: the cause becomes that of `raise … from …`. Not offered for what may be no exception,
        and for an error that is neither raised nor given a name where it is made.

    Evidence:
        sdk: _internal/errors.py (`NonRetriableError`). The proof runs both forms.
    """

    code = "ING109"
    name = "error-class-misuse"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Write it as the SDK has it since 0.4"
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
            cause = made.arguments.keywords.get("cause")
            if cause is not None:
                fix = partial(_chain, made.call, cause)
                yield self.fault(made.call, fix=fix, name=made.name)
            elif quiet is not None and module.error_classes.is_caught(quiet.value):
                value = module.text(quiet.value)
                fix = partial(_chain, made.call, quiet)
                yield self.fault(
                    made.call, message=self.by_position, fix=fix, name=made.name, value=value
                )
        for statement in imports_of(module.names, "inngest.errors"):
            fix = partial(import_from_inngest, statement)
            yield self.fault(statement, message=self.missing, fix=fix)


def _chain(call: cst.Call, cause: cst.Arg, draft: Draft) -> None:
    """Gives an error its cause where it is raised, or where it gets its name."""
    if not draft.code.error_classes.is_caught(cause.value):
        raise UnfixableError("the cause may be no exception")
    source, above = draft.source(cause.value), draft.code.tree.parent(call)
    remove_argument(draft, call, cause)
    if isinstance(above, cst.Raise):
        if above.cause is None:
            draft.behind(call, f" from {source}")
        elif draft.source(above.cause.item) != source:
            raise UnfixableError("it is raised from another error")
    elif isinstance(above, cst.Assign) and isinstance(above.targets[0].target, cst.Name):
        add_behind(draft, above, f"{above.targets[0].target.value}.__cause__ = {source}")
    else:
        raise UnfixableError("it is neither raised nor named here")
