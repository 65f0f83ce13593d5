"""``imr store``, what keeps it safe: verify, checkpoint, backup and restore, export, encryption and its keys."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openimr.cli.formats import TableFormat, TableOrJson
from openimr.cli.store import CASE
from openimr.cli.storeaccess import StoreFolder, opened_store

if TYPE_CHECKING:
    from openimr.casefile.work.progress import OnProgress
    from openimr.store.checkpoints import Checkpoint
    from openimr.store.finding import Counts, Finding
    from openimr.store.place import StorePlace

_TARGET = typer.Argument(help="New folder, or new file that ends with .zip.")
_SIGNED_BY = typer.Option("--signed-by", help="Key (….pub) that the signature of the checkpoint must fit.")


def verify(
    archive: Annotated[Path | None, typer.Argument(help="A backup or export; the store itself, if left out.")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="A checkpoint that was kept elsewhere: imr store checkpoint.")
    ] = None,
    signed_by: Annotated[Path | None, _SIGNED_BY] = None,
    format: TableFormat = TableOrJson.TABLE,
    store: StoreFolder = None,
) -> None:
    """Read every log and every file and name what is not what was put in. Ends with 10 if anything is.

    Nothing is written; it can be stopped and begun again. Only --against finds a log cut off at its end, a case that is
    gone, or a log written anew by somebody who can write to all tables.

    Example: imr store verify --store out/store
    """
    from openimr.errors import UsageError

    if signed_by is not None and against is None:
        raise UsageError("--signed-by is about a checkpoint", remedy="name it with --against")
    if archive is None:
        with opened_store(store) as opened:
            from openimr.store.checkpoints import against_store
            from openimr.store.verifying import verify

            known = _checkpoint(against, signed_by)

            def findings(counts: Counts, told: OnProgress) -> Iterator[Finding]:
                yield from verify(opened.files, counts, told)
                if known is not None:
                    yield from against_store(known, told)

            _report(findings, known, format)
        return
    place = _without_store(store)
    from openimr.store.keys import read_keys
    from openimr.store.readingin import check_archive

    ring = read_keys(place.keys) if place.keys else None
    known = _checkpoint(against, signed_by)
    _report(lambda counts, told: check_archive(archive, ring, counts, told, known), known, format)


def checkpoint(
    file: Annotated[Path, typer.Argument(help="New file. Keep it where who can change the store cannot change it.")],
    sign_with: Annotated[
        Path | None, typer.Option("--sign-with", help="Key that signs it: imr store signing-key.")
    ] = None,
    after: Annotated[
        Path | None, typer.Option("--after", help="An earlier checkpoint; the store must have all that it knew.")
    ] = None,
    signed_by: Annotated[Path | None, _SIGNED_BY] = None,
    store: StoreFolder = None,
) -> None:
    """Write where every log ends now, into a small file to be kept elsewhere: imr store verify --against FILE.

    Example: imr store checkpoint out/checkpoint-1 --store out/store
    """
    from openimr.cli.progress import progress_bar
    from openimr.errors import UsageError

    if signed_by is not None and after is None:
        raise UsageError("--signed-by is about an earlier checkpoint", remedy="name it with --after")
    with opened_store(store), progress_bar() as bar:
        from openimr.store.checkpoints import write_checkpoint
        from openimr.wordforms import counted

        made = write_checkpoint(file, sign_with=sign_with, after=_checkpoint(after, signed_by), told=bar)
    said = (counted(made.cases, "case"), counted(made.events, "event"), "signed" if sign_with else "not signed")
    print(f"{', '.join(said)}: {file}")
    print(f"root {made.root}")
    print("Keep the file, or at least its root, where nobody who can change the store can change it.")


def signing_key(
    file: Annotated[Path, typer.Argument(help="New file for the key; the key to check with is put beside it (.pub).")],
) -> None:
    """Make a key that signs checkpoints (Ed25519), and the key that others check them with.

    Example: imr store signing-key out/signing.pem
    """
    _without_store(None)
    from openimr.store.signingkeys import make_signing_key

    public = make_signing_key(file)
    print(f"Sign with {file}: keep it to yourself, best away from the store.")
    print(f"Check with {public}: give it to whoever is to check.")


def backup(
    target: Annotated[Path, _TARGET],
    store: StoreFolder = None,
) -> None:
    """Write everything out as it is at this moment; the store may be at work. The key file is not in it: keep it apart.

    Until it is whole it bears the name TARGET.part. Ended halfway, call it again: into a folder, files that were
    copied are not copied again.

    Example: imr store backup out/backup-1 --store out/store
    """
    from openimr.cli.progress import progress_bar

    with opened_store(store) as opened, progress_bar() as bar:
        from openimr.store.writingout import backup
        from openimr.wordforms import counted

        made = backup(opened.files, target, bar)
    said = (counted(made.cases, "case"), counted(made.events, "event"), counted(made.files, "file"))
    print(f"{', '.join(said)}: {target}")


def restore(
    source: Annotated[Path, typer.Argument(help="What imr store backup or imr store export wrote.")],
    store: StoreFolder = None,
) -> None:
    """Read a backup into a store without cases, on whichever database; it is checked before anything is written.

    Files that lie in the store already are looked at: what is the same is not copied again, what is not stays. Ended
    halfway, call it again.

    Example: imr store restore out/backup-1 --store out/restored
    """
    from openimr.cli.progress import progress_bar

    with opened_store(store) as opened, progress_bar() as bar:
        from openimr.store.readingin import restore
        from openimr.wordforms import counted

        done = restore(opened, source, bar)
    said = (counted(done.cases, "case"), counted(done.events, "event"), counted(done.files, "file"))
    print(f"{', '.join(said)} restored")
    if done.there:
        print(f"{counted(done.there, 'file')} of them lay in the store already, whole, and stayed as they were")
    if done.others:
        print(f"{counted(done.others, 'other file')} in the store that the backup does not name stayed as they were")


def export(
    case: Annotated[str, CASE],
    target: Annotated[Path, _TARGET],
    store: StoreFolder = None,
) -> None:
    """Write one case out for whoever must be able to read and check it without this program: README.txt says how.

    It holds the log, also as text, the papers under their names, and the hashes of all of it.

    Example: imr store export C-1 out/C-1.zip --store out/store
    """
    from openimr.cli.progress import progress_bar

    with opened_store(store) as opened, progress_bar() as bar:
        from openimr.store.exporting import export
        from openimr.wordforms import counted

        made = export(opened.files, case, target, bar)
    print(f"case {case}, {counted(made.events, 'event')}, {counted(made.files, 'file')}: {target}")
    print(f"SHA-256 of its manifest.json: {made.sha256}")


def key(
    file: Annotated[Path, typer.Argument(help="The key file; it is made if there is none.")],
) -> None:
    """Put a new key in front of a key file; earlier ones stay until imr store rotate is done.

    Example: imr store key out/keys
    """
    _without_store(None)
    from openimr.store.keys import add_key

    print(f"key {add_key(file)} is in use now. Whoever has this file can read the store; without it nobody can: {file}")


def rotate(store: StoreFolder = None) -> None:
    """Wrap the keys of all files by the key in use; afterwards earlier keys can be taken out of the key file.

    Ended halfway, call it again.

    Example: imr store rotate --store out/store
    """
    from openimr.cli.progress import progress_bar

    with opened_store(store) as opened, progress_bar() as bar:
        from openimr.store.keys import require_ring
        from openimr.wordforms import counted

        ring = require_ring(opened.files.ring)
        count = opened.files.wrap_anew(bar)
    print(f"{counted(count, 'key')} wrapped anew by {ring.in_use}; no file was touched")


def encrypt(store: StoreFolder = None) -> None:
    """Encrypt the files that were kept before the store had a key file. Ended halfway, call it again.

    Each file is encrypted beside itself, read back and compared; only then the unencrypted one is deleted.

    Example: imr store encrypt --store out/store
    """
    from openimr.cli.progress import progress_bar
    from openimr.errors import ChecksFailed

    with opened_store(store) as opened, progress_bar() as bar:
        from openimr.store.encrypting import encrypt_all
        from openimr.wordforms import counted

        done = encrypt_all(opened.files, bar)
    print(f"{counted(done.encrypted, 'file')} encrypted")
    if done.cleared:
        print(f"{counted(done.cleared, 'half file')} deleted that work which was ended had left a day ago or longer")
    for one in done.findings:
        print(one.sentence())
    if done.findings:
        raise ChecksFailed(
            f"{counted(len(done.findings), 'file')} could not be encrypted",
            consequence="what is named stays as it was",
            remedy="put the same files in again (imr store add) or restore them, then call this again",
        )


_COMMANDS: dict[str, Callable[..., None]] = {
    "verify": verify, "checkpoint": checkpoint, "signing-key": signing_key, "backup": backup, "restore": restore,
    "export": export, "key": key, "rotate": rotate, "encrypt": encrypt,
}  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Hang these commands up under ``imr store``."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def _without_store(store: Path | None) -> StorePlace:
    """What needs no store: keys for encrypted files come with the store that is named, if one is."""
    from openimr.store.djangosetup import set_up
    from openimr.store.place import StorePlace, place_of

    place = place_of(store) if store is not None else StorePlace(Path(), "sqlite:///:memory:")
    set_up(place)
    return place


def _checkpoint(path: Path | None, signed_by: Path | None) -> Checkpoint | None:
    if path is None:
        return None
    from openimr.store.checkpoints import read_checkpoint

    found = read_checkpoint(path, signed_by)
    if found.signed and signed_by is None:
        print(f"imr: {path} is signed, and nobody said by whom: --signed-by KEY.pub checks that", file=sys.stderr)
    return found


def _report(
    looked_for: Callable[[Counts, OnProgress], Iterator[Finding]], known: Checkpoint | None, format: TableOrJson
) -> None:
    import json

    from openimr.cli.progress import progress_bar
    from openimr.errors import ChecksFailed
    from openimr.store.finding import Counts
    from openimr.wordforms import counted

    counts = Counts()
    findings = []
    # a bar and a list on one terminal would be written over one another: the list waits for the end of the bar
    at_once = format is TableOrJson.TABLE and not sys.stderr.isatty()
    with progress_bar() as bar:
        for finding in looked_for(counts, bar):
            findings.append(finding)
            if at_once:
                print(finding.sentence(), flush=True)
    looked = f"{counted(counts.cases, 'case')}, {counted(counts.events, 'event')}, {counted(counts.files, 'file')}"
    if format is TableOrJson.JSON:
        body: dict[str, Any] = {"cases": counts.cases, "events": counts.events, "files": counts.files}
        body["against"] = known.head.root if known else None
        rows = [{"case": f.case, "event": f.event or None, "file": f.file, "what": f.what} for f in findings]
        print(json.dumps({**body, "findings": rows}, indent=1, ensure_ascii=False))
    else:
        for finding in [] if at_once else findings:
            print(finding.sentence())
        if not findings:
            print(f"Whole: {looked}; everything is what was put in.")
            if known is not None:
                cases, events = counted(known.head.cases, "case"), counted(known.head.events, "event")
                print(f"All that the checkpoint of {known.head.made} knew is there: {cases}, {events}.")
    if findings:
        raise ChecksFailed(
            f"{counted(len(findings), 'finding')} in {looked}",
            consequence="what is named is not what was put in, or cannot be read",
            remedy="do what the finding says, or restore it from a backup that imr store verify BACKUP finds whole",
        )
