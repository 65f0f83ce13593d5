"""``imr sign``: the act by which a named physician turns a draft into a determination."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sign(
    draft: Annotated[Path, typer.Argument(help="The draft as JSON (imr review --out).")],
    decisions: Annotated[
        Path, typer.Option("--decisions", help="YAML written by the physician: reviewer, attestations, decisions.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the signed letter.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")] = False,
) -> None:
    """Sign a draft. Every item needs the physician's decision; every attestation must be given.

    Example: imr sign out/lumbar/draft.json --decisions my-decisions.yaml --out out/lumbar/signed
    """
    import yaml

    from openimr.cli.output import existing, read_draft, refuse_overwrite, write_file
    from openimr.errors import UnreadableFile
    from openimr.letters.from_draft import letter_from_determination
    from openimr.letters.rendering import render
    from openimr.review.signing import ItemDecision, ReviewerIdentity
    from openimr.review.signing import sign as signed

    draft_path, decisions_path = existing([draft, decisions], ())
    targets = {kind: out / f"determination.{kind}" for kind in ("pdf", "html", "docx", "json", "txt")}
    refuse_overwrite(targets.values(), replace=replace)
    parsed = read_draft(draft_path)
    try:
        said = yaml.safe_load(decisions_path.read_text(encoding="utf-8"))
        who = said["reviewer"]
        reviewer = ReviewerIdentity(
            name=str(who["name"]),
            licence=str(who["licence"]),
            licensed_in=tuple(map(str, who["licensed_in"])),
            certifications=tuple(map(str, who["certifications"])),
            subspecialties=tuple(map(str, who.get("subspecialties", ()))),
        )
        made = [
            ItemDecision(item=int(d["item"]) - 1, decision=d["decision"], rationale=d.get("rationale"))
            for d in said["decisions"]
        ]
        attested = [str(a) for a in said["attestations"]]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableFile(
            f"the decisions cannot be read ({error})",
            file=str(decisions_path),
            consequence="the draft stays a draft",
            remedy="write reviewer (name, licence, licensed_in, certifications), attestations (ids) and decisions "
            "(item from 1, decision upheld or overturned, rationale) as docs/signing.md shows",
        ) from error
    letter = letter_from_determination(signed(parsed, reviewer, attested, made))
    for kind, path in targets.items():
        write_file(path, render(letter, "text" if kind == "txt" else kind), replace=replace)
        typer.echo(f"  {kind.upper():5} {path}", err=True)
