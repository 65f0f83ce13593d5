"""The one hierarchy of errors: what happened, where, what it means for the result, what to do next.

Every error that reaches a person is an :class:`ImrError`. Its class fixes the exit code of the command line;
its fields answer the four questions a reader has. Problems that do not stop the work (a damaged document
among good ones) are not raised: they are listed as :class:`openimr.problems.Problem`.

>>> error = UnreadableFile("the file is empty", file="records/scan.pdf",
...                        consequence="nothing in it was used", remedy="ask the sender for the file again")
>>> print(error)
records/scan.pdf: the file is empty. Consequence: nothing in it was used. Next: ask the sender for the file again.
>>> error.exit_code
4
"""

from __future__ import annotations


class ImrError(Exception):
    """Base of all errors of openimr.

    Args:
        what: what happened, in plain words, without a full stop.
        file: the file it happened to, relative to the case folder where there is one.
        page: the page of that file, counted from 1.
        consequence: what this means for the result.
        remedy: what the person should do next.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        file: str | None = None,
        page: int | None = None,
        consequence: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.what = what
        self.file = file
        self.page = page
        self.consequence = consequence
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        place = self.file or ""
        if self.page is not None:
            place += f", page {self.page}" if place else f"page {self.page}"
        text = f"{place}: {self.what}." if place else f"{self.what}."
        if self.consequence:
            text += f" Consequence: {self.consequence}."
        if self.remedy:
            text += f" Next: {self.remedy}."
        return text


class UsageError(ImrError):
    """The command was called with arguments that cannot work together (exit code 2)."""

    exit_code = 2


class NotFound(ImrError):
    """A named file, folder, topic or case does not exist (exit code 3)."""

    exit_code = 3


class UnreadableFile(ImrError):
    """A file exists but cannot be read: empty, truncated, encrypted, of another type, hostile (exit code 4)."""

    exit_code = 4


class NotALetter(UnreadableFile):
    """A readable file holds no determination letter of a known format (exit code 4)."""


class IncompleteCase(ImrError):
    """A case folder holds nothing that a review could start from (exit code 5)."""

    exit_code = 5


class RuleError(ImrError):
    """A rule file (lexicon, topic, edition, era, clock) is wrong; it is refused on load (exit code 6)."""

    exit_code = 6


class NotSignable(ImrError):
    """A draft cannot become a determination: open check, missing attestation, undecided item (exit code 7)."""

    exit_code = 7


class WouldOverwrite(ImrError):
    """An output exists already and nobody asked to replace it (exit code 8)."""

    exit_code = 8


class MissingEngine(ImrError):
    """An optional engine (OCR, cluster, database driver) is needed and not installed (exit code 9)."""

    exit_code = 9


class ChecksFailed(ImrError):
    """A checking command found something wrong in what it was given (exit code 10)."""

    exit_code = 10


class RulesDiffer(ImrError):
    """A result was asked for under rules that are not those installed (exit code 11)."""

    exit_code = 11


class CannotWrite(ImrError):
    """A result could not be written where it was asked for (exit code 12)."""

    exit_code = 12


class OpenHits(ImrError):
    """A copy cannot be published: passages that may name somebody wait for a person's answer (exit code 13)."""

    exit_code = 13


class ActedMeanwhile(ImrError):
    """Somebody else acted on the case since it was looked at; nothing was written (exit code 14)."""

    exit_code = 14


class EventRefused(ImrError):
    """The procedure does not allow the event now; nothing was written (exit code 15)."""

    exit_code = 15


class StoreDamaged(ImrError):
    """A file or event of the store is not what was put into it, or cannot be decrypted (exit code 16)."""

    exit_code = 16
