"""Who the case knows: people and firms with their names, and numbers and addresses that tell of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from openimr.errors import UnreadableFile

if TYPE_CHECKING:
    from openimr.casefile.model import CaseFile

#: A file of parties is no longer than this, in bytes.
_LONGEST_FILE = 1_000_000


class Party(BaseModel):
    """A person or firm of the case.

    A person's name is given as first, middle, last, or as last, first; ``numbers`` are the numbers and addresses that
    are known of the party (claim number, birth date, phone), as printed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=2, max_length=120, pattern=r"[^\W\d_]")
    kind: Literal["person", "firm"] = "person"
    also: tuple[str, ...] = Field(default=(), max_length=40)
    numbers: tuple[str, ...] = Field(default=(), max_length=40)

    @field_validator("numbers")
    @classmethod
    def _long_enough(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        for number in numbers:
            if not 4 <= sum(map(str.isalnum, number)) <= 80:
                raise ValueError(f"{number!r} is not a number that tells somebody: give 4 to 80 letters and figures")
        return numbers


class Parties(BaseModel):
    """Everybody the case knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parties: tuple[Party, ...] = Field(default=(), max_length=2000)


def read_parties(path: Path) -> Parties:
    """The parties of a file: YAML or JSON, a list under ``parties``.

    Raises:
        UnreadableFile: the file cannot be read, or a party is wrong; the message names which.
    """
    import yaml

    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
        if len(content) > _LONGEST_FILE:
            raise ValueError("the file is longer than a list of parties")
        return Parties.model_validate(yaml.load(content.decode("utf-8-sig"), Loader=yaml.BaseLoader))  # noqa: S506
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the file"
        what = f"{place}: {first['msg']}"
    except (yaml.YAMLError, UnicodeDecodeError):
        what = "it is no YAML or JSON text"
    except RecursionError:
        what = "it is nested without end"
    except ValueError as error:
        what = str(error)
    except OSError as error:
        what = error.strerror or "it cannot be read"
    raise UnreadableFile(
        f"the parties cannot be read ({what})",
        file=str(path),
        consequence="nothing was looked for",
        remedy="write a list `parties`, each with role, name, and for a firm kind: firm; docs/publication.md shows one",
    )


def parties_of(case: CaseFile) -> Parties:
    """The parties that an opened case file tells of: its papers, ``case.yaml``, and the authors of its records.

    Raises:
        UnreadableFile: the ``panel`` part of ``case.yaml`` is wrong.
    """
    from openimr.dispute import read_dispute
    from openimr.panel.casefolder import case_of

    found: dict[tuple[str, str], Party] = {}
    for told in case_of(case, read_dispute(case)).parties:
        made = known_party(told.role, told.name or "")
        if made is not None:
            found.setdefault((made.kind, made.name), made)
    return Parties(parties=tuple(found.values()))


def known_party(role: str, name: str, numbers: tuple[str, ...] = ()) -> Party | None:
    """A party of a case by role and name, a firm where role or name tell one; None where the name names nobody.

    >>> known_party("facility", "Kings River Pain Institute").kind, known_party("facility", "?")
    ('firm', None)
    """
    from openimr.panel.names import party_name

    name = name.strip()[:120]
    if len(name) < 2 or not any(map(str.isalpha, name)):
        return None
    taken = party_name(name)
    firm = taken.firm and (taken.person is None or role.replace("-", "_") in _FIRM_ROLES)
    words = role.replace("_", " ").replace("-", " ")
    return Party(role=words, name=name, kind="firm" if firm else "person", numbers=numbers)


#: Roles that are held by firms, whatever the name looks like.
_FIRM_ROLES = frozenset({"employer", "claims_administrator", "facility", "utilization_review_organization", "insurer"})
