"""ING003 internal-error."""

from inngest_lint.rule import Rule


class InternalError(Rule):
    """A rule crashed on this file; the other rules still ran.

    What it does:
        Names the rule that failed and why, or says why a file is not checked at all: an expression
        or a file so large that parsing it could take minutes. The command exits with 2.

    Why is this bad:
        The file is not fully checked. Please report a rule that failed, with the code that causes
        it; exclude a file that is too large.

    Evidence:
        None: it says nothing about Inngest.
    """

    code = "ING003"
    name = "internal-error"
    kind = "error"
    since = "0.1.0"
    message = "internal error: {problem}"
