"""The file of parties: who sends notices, who serves them, who gets them, where and how; in YAML or JSON.

It holds names and addresses and nothing of it is logged. Scalars stay the text a person wrote.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from openimr.errors import NotFound, RuleError, UnreadableFile
from openimr.notices.wording import Language
from openimr.rulefiles import RuleFile

#: A file of parties names a dozen people.
_MOST_BYTES = 200_000
Mode = Literal["mail", "electronic", "fax", "personal"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sender(_Part):
    """Who sends the notices: the review organization or the state office, with the ways to reach it."""

    name: str = Field(min_length=1)
    address: tuple[str, ...] = Field(min_length=1)
    phone: str = ""
    fax: str = ""
    email: str = ""


class Server(_Part):
    """The person who serves the notices and signs the proof of it.

    Attributes:
        name: name of the person.
        title: what the person is in the organization.
        county: where the person is employed, as it is said in a sentence: *Sample County*.
        city: where the papers are mailed and the proof is signed: *Sampletown, California*.
        address: business address; that of the organization where nothing is said.
        email: from which notices go by e-mail; that of the organization where nothing is said.
        fax: from which notices go by fax; that of the organization where nothing is said.
    """

    name: str = Field(min_length=1)
    title: str = ""
    county: str = Field(min_length=1)
    city: str = Field(min_length=1)
    address: tuple[str, ...] = ()
    email: str = ""
    fax: str = ""


class Claim(_Part):
    """What notices tell of the claim beside the events of the case; every field may be missing."""

    number: str = ""
    injury_date: dt.date | None = None
    rfa_date: dt.date | None = None


class Party(_Part):
    """Somebody who gets notices.

    Attributes:
        role: in which capacity, by the roles of ``notices/shared.yaml``.
        name: name of the person or firm.
        address: lines of the postal address.
        email: where a notice goes by e-mail.
        fax: where a notice goes by fax.
        by: how notices are served on this party.
        place: where that is, one of the places of the procedure's calendars; inside the state where nothing is said.
        language: the second language the injured worker reads, beside English.
    """

    role: str
    name: str = Field(min_length=1)
    address: tuple[str, ...] = ()
    email: str = ""
    fax: str = ""
    by: Mode = "mail"
    place: str = ""
    language: Language = "es"

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.where:
            what = {"electronic": "email", "fax": "fax"}.get(self.by, "address")
            raise ValueError(f"{self.role} is served by {self.by} and has no {what}")
        return self

    @property
    def where(self) -> str:
        """Where the party is served, on one line.

        >>> Party(role="employee", name="A", address=("1 Way", "Town, CA")).where
        '1 Way, Town, CA'
        """
        return {"electronic": self.email, "fax": self.fax}.get(self.by, ", ".join(self.address))


class PartyFile(_Part):
    """Everybody a notice of one case names."""

    organization: Sender
    server: Server
    claim: Claim = Claim()
    parties: tuple[Party, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_serve(self) -> Self:
        for mode, what, own in (("electronic", "email", self.email), ("fax", "fax", self.fax)):
            if not own and any(party.by == mode for party in self.parties):
                raise ValueError(
                    f"somebody is served by {mode}, and neither server nor organization has the {what} it goes out from"
                )
        return self

    @property
    def address(self) -> str:
        """Where the server works, on one line."""
        return ", ".join(self.server.address or self.organization.address)

    @property
    def email(self) -> str:
        """From which address notices go by e-mail."""
        return self.server.email or self.organization.email

    @property
    def fax(self) -> str:
        """From which number notices go by fax."""
        return self.server.fax or self.organization.fax

    def first(self, role: str) -> Party | None:
        """The first party in a role; None where the file has none."""
        return next((one for one in self.parties if one.role == role), None)


def read_party_file(path: Path, roles: frozenset[str] | None = None) -> PartyFile:
    """Read a file of parties.

    Args:
        path: YAML or JSON.
        roles: the roles there are; not checked where None.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is no YAML or JSON, too large, or something in it is missing or wrong; the line is named.
    """
    from openimr.panel.datafile import read_data_text  # the panel's solver is not needed to say what is due

    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except FileNotFoundError:
        raise NotFound("there is no such file of parties", file=str(path), remedy="check the path") from None
    except OSError as error:
        raise _unreadable(str(path), f"the file cannot be read ({type(error).__name__})", "check the file") from None
    if content is None:
        raise _unreadable(str(path), f"the file is larger than {_MOST_BYTES} bytes", "give the parties of one case")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(str(path), "it is no text in UTF-8", "save it as UTF-8 text") from None
    try:
        rule = read_data_text(text, path.name)
    except UnreadableFile as error:
        raise _unreadable(error.file or str(path), error.what, "write it as docs/notices.md shows") from None
    try:
        with rule.checked():
            found = PartyFile.model_validate(rule.data)
    except RuleError as error:
        raise _unreadable(error.file or str(path), error.what, error.remedy or "") from None
    _check_roles(rule, found, roles, path)
    return found


def _check_roles(rule: RuleFile, found: PartyFile, roles: frozenset[str] | None, path: Path) -> None:
    for place, party in enumerate(found.parties):
        if roles is not None and party.role not in roles:
            where = f"{path.name}:{rule.line(('parties', place, 'role'))}"
            raise _unreadable(where, f"there is no role {party.role!r}", f"use one of: {', '.join(sorted(roles))}")


def _unreadable(file: str, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(what, file=file, consequence="no notice was written", remedy=remedy)
