"""The command `inngest-lint`."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from inngest_lint import __version__
from inngest_lint.presets import PRESETS
from inngest_lint.report import FORMATS


class _Group(click.Group):
    """A group whose default command is `check`: `inngest-lint src` is `inngest-lint check src`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version", "-V"}
        if not args:
            args = ["--help"]
        elif args[0] not in self.commands and args[0] not in own:
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; that a reader has gone, as `head` does, is no fault."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _discard_output()
            raise SystemExit(0) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="inngest-lint")
def cli() -> None:
    """Check the Inngest functions of a project.

    `inngest-lint PATH...` checks files and directories; see `inngest-lint check --help`.
    """


def _codes(_: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """The selectors given to an option, which may be repeated and may hold commas."""
    from inngest_lint.settings import SettingsError, check_selectors

    selectors = [part.strip() for item in value for part in item.split(",") if part.strip()]
    try:
        return check_selectors(selectors, param.opts[0])
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


def _absolute(_: click.Context, __: click.Parameter, value: str | None) -> Path | None:
    """The absolute path that an option names."""
    return None if value is None else Path(os.path.abspath(value))


_CODES = {"multiple": True, "metavar": "CODES", "callback": _codes}


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--fix", is_flag=True, help="Fix what can be fixed, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="With fixes that may change what code means.")
@click.option("--diff", is_flag=True, help="Show what would be fixed as a diff; write nothing.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit 1 if something was fixed.")
@click.option("--select", help="Only these rules: codes, prefixes or names.", **_CODES)  # type: ignore[arg-type]
@click.option("--extend-select", help="These rules as well.", **_CODES)  # type: ignore[arg-type]
@click.option("--ignore", help="Not these rules.", **_CODES)  # type: ignore[arg-type]
@click.option("--preset", type=click.Choice(PRESETS), help="The rules to start from.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="Default: full on a terminal, else concise.",
)
@click.option(
    "--output-file",
    type=click.File("w", encoding="utf-8", errors="backslashreplace", lazy=True),
    metavar="FILE",
    help="Write the report to a file.",
)
@click.option("--stdin-filename", metavar="NAME", help="The name of what `-` reads.")
@click.option(
    "--project-root",
    type=click.Path(exists=True, file_okay=False, resolve_path=False),
    metavar="DIR",
    callback=_absolute,
    help="The directory of the project around all files.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes check at a time. Default: one for each processor.",
)
@click.option("--no-cache", is_flag=True, help="Check all anew, and keep nothing.")
@click.option("--force-exclude", is_flag=True, help="Apply excludes to named files too.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="Name the files that would be checked.")
@click.option("--show-settings", is_flag=True, help="Show the settings of the first path.")
@click.option("--show-unresolved", is_flag=True, help="Name what rules could not tell, and why.")
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Check files and directories; `-` is standard input.

    Exits with 0 if nothing is found (or left, with `--fix`), 1 if something is, 2 on wrong use or
    an internal error; with `--diff`, with 1 if there is a difference.
    """
    from inngest_lint.run.command import run

    raise SystemExit(run(paths, options))


@cli.command()
@click.argument("rule", required=False)
@click.option("--all", "every", is_flag=True, help="Every rule.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people or for programs.",
)
def rule(rule: str | None, every: bool, output_format: str) -> None:
    """Show what a rule reports and why, by its code or its name."""
    from inngest_lint.codes import RULES
    from inngest_lint.pages import page, pages_as_json

    found = [e.code for e in RULES.values() if every or rule in (e.code, e.name)]
    if not found:
        from inngest_lint.settings import SettingsError, check_selectors

        if rule is None:
            raise click.UsageError("name a rule, or use --all")
        try:
            check_selectors([rule], "rule")
        except SettingsError as error:
            raise click.UsageError(str(error)) from None
        raise click.UsageError(f"'{rule}' is the beginning of a code; name a rule")
    click.echo(
        pages_as_json(found) if output_format == "json" else "\n\n".join(map(page, found)), nl=True
    )


def main() -> None:
    """The entry point: every way to end has its exit code and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # source may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    gc.disable()  # until the report: a file that was checked leaves a few kilobytes of garbage
    atexit.register(gc.freeze)  # and all else goes with the process
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        raise SystemExit(exit_.exit_code) from None
    except click.Abort:
        _end("interrupted", 130)
    except click.ClickException as error:
        error.show()
        raise SystemExit(2) from None
    except OSError as error:  # a full disk, a current directory that is no more
        _discard_output()
        _end(f"error: {error}", 2)
    except Exception as error:
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        problem = f"{type(error).__name__}: {error}".splitlines()[0]
        _end(f"error: internal error: {problem} at {where}", 2)


def _discard_output() -> None:
    """Sends what Python still wants to write to nowhere, lest it fails again at the exit."""
    with contextlib.suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    raise SystemExit(code)
