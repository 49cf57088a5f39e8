"""`python -m inngest_lint` is the command `inngest-lint`."""

from inngest_lint.cli import main

main()
