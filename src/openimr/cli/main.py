"""The command ``imr``: one place where commands are hung up and errors become words and exit codes.

Every command module imports its room only inside the command, so that ``imr --help`` stays fast.
"""

from __future__ import annotations

import sys

import typer

from openimr import __version__
from openimr.cli import (
    case,
    casefile,
    facts,
    guidelines,
    letters,
    notice,
    panel,
    process,
    publish,
    replay,
    review,
    sign,
    store,
    storekeeping,
)
from openimr.errors import CannotWrite, ImrError

app = typer.Typer(
    name="imr",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="openimr: Independent Medical Review, from the case file to a sourced draft determination.\n\n"
    "The machine reads, finds, checks and drafts. A named physician decides and signs.",
)

app.command("review")(review.review)
app.command("sign")(sign.sign)
app.command("publish")(publish.publish)
app.command("replay")(replay.replay)
app.command("facts")(facts.facts)
app.add_typer(letters.app, name="letters")
app.add_typer(casefile.app, name="casefile")
app.add_typer(guidelines.app, name="guidelines")
app.add_typer(panel.app, name="panel")
app.add_typer(process.app, name="process")
app.add_typer(notice.app, name="notice")
storekeeping.add_to(store.app)
app.add_typer(store.app, name="store")
app.add_typer(case.app, name="case")
app.command("worker")(store.worker)


def _version(value: bool) -> None:
    if value:
        print(f"openimr {__version__}")
        raise typer.Exit


@app.callback()
def imr(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """openimr: Independent Medical Review, from the case file to a sourced draft determination."""


def run() -> None:
    """Entry point: run the command line; an :class:`ImrError` is printed on stderr and gives its own exit code."""
    try:
        app()
    except ImrError as error:
        print(f"imr: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output went away (imr … | head); that is no fault of ours
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # the output of a command has nowhere to go: a full disk, a device that is gone
        print(f"imr: {CannotWrite(f'a file could not be read or written ({error})')}", file=sys.stderr)
        sys.exit(CannotWrite.exit_code)


if __name__ == "__main__":
    run()
