"""``imr sign``: the act by which a named physician turns a draft into a determination."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli.companions import Tongue

if TYPE_CHECKING:
    from openimr.letters.model import Letter


def sign(
    draft: Annotated[Path, typer.Argument(help="The draft as JSON (imr review --out).")],
    decisions: Annotated[
        Path, typer.Option("--decisions", help="YAML written by the physician: reviewer, attestations, decisions.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the signed letter.")],
    case: Annotated[Path | None, typer.Option("--case", help="The case file, to check the letter against it.")] = None,
    companion: Annotated[
        list[Tongue] | None,
        typer.Option(
            "--companion",
            help="Plain-language companion for the injured worker, in English or Spanish, beside the letter; may be "
            "given twice.",
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")] = False,
) -> None:
    """Sign a draft. Every item needs the physician's decision; every attestation must be given.

    What the checks find is shown first; a letter that is about another case or treatment is not written.

    Example: imr sign out/lumbar/draft.json --decisions my-decisions.yaml --out out/lumbar/signed
    """
    from openimr.cli.companions import companion_files, companion_targets, companions
    from openimr.cli.decisionsfile import read_decisions
    from openimr.cli.output import existing, read_draft, refuse_overwrite, say_where, write_files
    from openimr.letters.from_draft import letter_from_determination
    from openimr.letters.rendering import render
    from openimr.review.signing import sign as signed

    draft_path, decisions_path = existing([draft, decisions], ())
    targets = {kind: out / f"determination.{kind}" for kind in ("pdf", "html", "docx", "json", "txt")}
    told_in = companion_targets(out, companion or [])
    refuse_overwrite([*targets.values(), *told_in.values()], replace=replace)
    parsed = read_draft(draft_path)
    said = read_decisions(decisions_path)
    determination = signed(parsed, said.identity(), said.attestations, said.made())
    letter = letter_from_determination(determination)
    _show_findings(letter, case)
    files = {path: render(letter, "text" if kind == "txt" else kind) for kind, path in targets.items()}
    files |= companion_files(companions(determination, companion or []), told_in)
    write_files(files, replace=replace)
    say_where(files)


def _show_findings(letter: Letter, case: Path | None) -> None:
    """Prints what the checks find in the letter to be signed.

    Raises:
        NotSignable: it is about another patient or treatment than the case file.
    """
    from openimr.casefile import open_case
    from openimr.errors import NotSignable
    from openimr.letters.casechecks import WRONG_CASE, check_against_case
    from openimr.letters.checks import check_letter

    found = check_letter(letter) + (check_against_case(letter, open_case(case)) if case is not None else [])
    for problem in found:
        typer.echo(f"  check: {problem.code}: {problem.sentence()}", err=True)
    wrong = [problem for problem in found if problem.code in WRONG_CASE]
    if wrong:
        raise NotSignable(
            wrong[0].message,
            consequence="nothing was written",
            remedy="give the case file of this draft, or review it again",
        )
