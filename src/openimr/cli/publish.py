"""``imr publish``: what names somebody is taken out of a letter or PDF, each passage answered by a named person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from openimr.letters.model import Letter
    from openimr.publication import AnsweredHits, Parties, Redaction
    from openimr.publication.pdfremoval import PdfRedaction


class HitsFormat(StrEnum):
    """How the hits are printed."""

    TEXT = "text"
    JSON = "json"


def publish(
    letter: Annotated[Path, typer.Argument(help="The letter: JSON of imr sign, a text, or a PDF.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the copy that may be published.")],
    parties: Annotated[Path | None, typer.Option("--parties", help="YAML or JSON: everybody the case knows.")] = None,
    case: Annotated[Path | None, typer.Option("--case", help="The case file: its parties are read from it.")] = None,
    log: Annotated[
        Path | None, typer.Option("--log", help="The redaction log, written and read; default: beside the letter.")
    ] = None,
    confirm_by: Annotated[
        str | None,
        typer.Option(
            "--confirm-by",
            help="Your name: yours are the answers of the log without a name, and you confirm the blanks on which both "
            "passes agree.",
        ),
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages", help="Keep the pages of a PDF as they are, also where it is a letter.")
    ] = False,
    format: Annotated[HitsFormat, typer.Option("--format", help="How the hits are printed.")] = HitsFormat.TEXT,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")] = False,
) -> None:
    """Make the copy of a letter that may be published. Nothing is published while a hit has no answer.

    The first run writes the log, an HTML page that shows every hit in its line, and ends with exit code 13. Answer in
    the log, run the command again: it writes the copy. A PDF that is no determination letter, or any with --pages,
    keeps its pages, as images with the passages black.

    Example: imr publish out/signed/determination.json --case case/ --out out/public
    """
    import datetime as dt

    from openimr.cli.output import existing, refuse_overwrite, write_file
    from openimr.cli.redactionlog import name_of_a_person, page_beside
    from openimr.errors import UsageError
    from openimr.publication.hitspage import hits_page
    from openimr.publication.logfile import read_answers, written

    if (parties is None) == (case is None):
        raise UsageError("the parties come from one place", remedy="give --parties FILE or --case FOLDER")
    (source,) = existing([letter], (".json", ".pdf", ".txt"))[:1]
    log_path = log or source.with_name(f"{source.stem}.redaction.yaml")
    if log_path.resolve().is_relative_to(out.resolve()):
        raise UsageError(
            "the redaction log would lie in the folder of what is published",
            remedy="give --log a place outside of --out",
        )
    page = page_beside(log_path)
    if confirm_by is not None:
        confirm_by = name_of_a_person(confirm_by)
    redaction, forms = _proposed(source, _parties(parties, case), pages)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    if log_path.exists():
        redaction = read_answers(log_path, redaction, confirm_by, now)
    if confirm_by:
        redaction = redaction.agreed_confirmed(confirm_by, now)
    targets = {form: out / f"published.{form}" for form in forms}
    if not redaction.open:
        refuse_overwrite(targets.values(), replace=replace)
    write_file(log_path, written(redaction), replace=True)
    write_file(page, hits_page(redaction, source.name), replace=True)
    _show(redaction, format)
    typer.echo(f"  LOG   {log_path}\n  PAGE  {page}", err=True)
    if redaction.open and (left := [path for path in targets.values() if path.exists()]):
        typer.echo(f"  {left[0]} is of an earlier run: withdraw it until every hit is answered", err=True)
    for form, content in _copies(redaction, source, forms):
        write_file(targets[form], content, replace=replace)
        typer.echo(f"  {form.upper():5} {targets[form]}", err=True)


def _proposed(source: Path, known: Parties, pages: bool) -> tuple[Redaction | PdfRedaction, tuple[str, ...]]:
    """The hits of a letter or of a PDF's pages, and the forms in which the copy is written."""
    from openimr.errors import NotALetter
    from openimr.publication import propose

    if not pages:
        try:
            return propose(_letter(source), known), ("pdf", "html", "docx", "json", "txt")
        except NotALetter:
            if source.suffix.lower() != ".pdf":
                raise
    from openimr.publication.pdfworker import propose_pdf_apart

    return propose_pdf_apart(source.read_bytes(), source.name, known), ("pdf",)


def _copies(
    redaction: Redaction | PdfRedaction, source: Path, forms: Iterable[str]
) -> Iterator[tuple[str, str | bytes]]:
    """What is published, by form."""
    from openimr.publication import Redaction

    if isinstance(redaction, Redaction):
        from openimr.publication.copies import letter_copies

        yield from letter_copies(redaction, forms).items()
        return
    from openimr.publication.pdfworker import publish_pdf_apart

    yield "pdf", publish_pdf_apart(redaction, source.read_bytes(), source.name)


def _letter(path: Path) -> Letter:
    """The letter of a JSON, text or PDF file."""
    from pydantic import ValidationError

    from openimr.errors import UnreadableFile
    from openimr.letters import parse_file
    from openimr.letters.model import Letter

    if path.suffix.lower() != ".json":
        return parse_file(path)
    try:
        return Letter.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise UnreadableFile(
            "this is not the data of a letter",
            file=str(path),
            consequence="nothing was published",
            remedy="give the determination.json of imr sign, or what imr letters parse printed for one letter",
        ) from error


def _parties(parties: Path | None, case: Path | None) -> Parties:
    """Everybody the case knows, from the one or the other."""
    from openimr.cli.output import existing
    from openimr.publication.parties import parties_of, read_parties

    if parties is not None:
        return read_parties(existing([parties], (".yaml", ".yml", ".json"))[0])
    assert case is not None
    from openimr.casefile import open_case
    from openimr.cli.progress import progress_bar

    with progress_bar() as bar:
        return parties_of(open_case(case, progress=bar))


def _show(redaction: AnsweredHits, format: HitsFormat) -> None:
    """Print the hits, each in its line."""
    import json

    from openimr.publication.logfile import hit_line, place_words
    from openimr.wordforms import counted

    where = redaction.passages()
    rows = []
    for number, hit in enumerate(redaction.hits):
        line = hit_line(where[hit.place], hit, 30)
        place = place_words(hit.place)
        answer = redaction.answers.get(number)
        rows.append(
            {
                "hit": number + 1, "where": place, "line": line, "kind": hit.kind, "found_by": hit.passes,
                "proposed": hit.proposed, "decision": answer.decision if answer else None,
                "by": answer.by if answer else None, "at": answer.at.isoformat() if answer else None,
                "why": (answer.why or None) if answer else None,
            }
        )  # fmt: skip
        if format is HitsFormat.TEXT:
            state = f"{answer.decision}, {answer.by}" if answer else f"open, {hit.proposed} proposed"
            print(f"{number + 1:4}  {line[0]}[{line[1]}]{line[2]}")
            print(f"      {place}; {hit.kind}; {hit.found_by}; {state}")
    if format is HitsFormat.JSON:
        print(json.dumps({"hits": rows, "open": len(redaction.open)}, ensure_ascii=False, indent=2))
    else:
        print(f"{counted(len(rows), 'hit')}, {len(redaction.open)} without an answer")
