"""ING001 syntax-error."""

from inngest_lint.rule import Rule


class SyntaxErrorFound(Rule):
    """The file does not parse.

    What it does:
        Reports a file that mentions Inngest and is not valid Python, or not valid in the encoding
        it declares. flake8 says so itself (E999) and does not show this code.

    Why is this bad:
        Nothing in the file can be checked, and importing it fails.

    Example:
        ```python
        async def sync(ctx: inngest.Context:
        ```

    Use instead:
        ```python
        async def sync(ctx: inngest.Context):
        ```

    Evidence:
        None: it says nothing about Inngest.
    """

    code = "ING001"
    name = "syntax-error"
    kind = "error"
    since = "0.1.0"
    message = "the file does not parse: {problem}"
