"""The proof of service: what the server states of the notice, of each way of service used, and of everybody served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from openimr.notices.model import Fact, Person, Service
from openimr.notices.parties import Party, PartyFile
from openimr.notices.wording import Language, SharedForm, filled, written_day


def proof_of_service(
    shared: SharedForm,
    parties: PartyFile,
    served: Sequence[tuple[Party, Person]],
    language: Language,
    *,
    title: str,
    case: str,
    day: dt.date,
    mail: tuple[str, ...] = (),
) -> Service:
    """The proof of service of one notice in one language.

    Args:
        shared: the wording every notice has.
        parties: who serves, and for whom.
        served: everybody the notice is served on in this language, with what the notice says of them. Nobody else
            stands in the proof: it is signed under penalty of perjury.
        language: its language.
        title: exact title of the notice.
        case: case number.
        day: the day of service.
        mail: days that the reader's way of service adds to a time.

    Raises:
        UsageError: something that must be stated is not known.
    """
    words, server = shared.service, parties.server
    ways = [words.modes[mode] for mode in dict.fromkeys(party.by for party, _ in served)]
    fields = {
        "title": title, "case": case, "date": written_day(day, language), "address": parties.address,
        "county": server.county, "city": server.city, "email": parties.email, "fax": parties.fax,
    }  # fmt: skip
    return Service(
        heading=words.heading.of(language),
        statement=filled(words.statement.of(language), fields),
        ways=tuple(filled(way.says.of(language), fields) for way in ways),
        columns=tuple(words.columns.of(language).split(" | ")),
        persons=tuple(person for _, person in served),
        mail=mail,
        oath=filled(words.oath.of(language), fields),
        server=Fact(label=words.server.of(language), value=", ".join(filter(None, (server.name, server.title)))),
        date=Fact(label=shared.labels["date"].of(language), value=fields["date"]),
        signature=words.signature.of(language),
        source="; ".join(dict.fromkeys((*(way.source for way in ways), words.source))),
    )
