"""A name of the case is found however it is written, whole and in its place; what only looks like it is left."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.publication import Finder, Parties, Party
from openimr.publication.plaintext import plain_text


def found(name: str, text: str, kind: str = "person") -> list[tuple[str, str]]:
    finder = Finder(Parties(parties=(Party(role="x", name=name, kind=kind),)))  # type: ignore[arg-type]
    return [(text[hit.start : hit.end], hit.proposed) for hit in finder.hits_in(text) if "case" in hit.passes]


@pytest.mark.parametrize(
    ("name", "text", "passage"),
    [
        # what a conversion does to characters
        ("Ilse Tarrow", "the chart of Tar\u00adrow, closed", "Tar\u00adrow"),
        ("Ilse Tarrow", "the chart of I.\u00a0Tarrow", "I.\u00a0Tarrow"),
        ("Ilse Tarrow", "the chart of I.\n        Tarrow", "I.\n        Tarrow"),
        ("Ilse Tarrow", "the chart of Ilse\r\n\tTarrow", "Ilse\r\n\tTarrow"),
        ("Ilse Tarrow", "the chart of Ilse\n\nPage 4 of 9\n\nTarrow", "Ilse\n\nPage 4 of 9\n\nTarrow"),
        ("Inés Ordóñez", unicodedata.normalize("NFD", "seen by Ordóñez"), unicodedata.normalize("NFD", "Ordóñez")),
        ("Leimomi Kea\u02bbau", "seen by L. Kea`au", "L. Kea`au"),
        ("Leimomi Kea'au", "seen by Kea\u02bbau", "Kea\u02bbau"),
        ("Leimomi \u02bbIolani", "seen by \u02bbIolani", "\u02bbIolani"),
        ("Sandro D'Urbano", "seen by D\u2018URBANO", "D\u2018URBANO"),
        ("Ilse Tarrow", "FROM  T A R R O W", "T A R R O W"),
        # initials
        ("Anna Tarrow", "Copy to A Tarrow please", "A Tarrow"),
        ("Anna Stone", "Copy to A Stone please", "A Stone"),
        ("Nora Tarrow", "call N.R. Tarrow today", "N.R. Tarrow"),
        ("Nora Ruth Tarrow", "call NR Tarrow today", "NR Tarrow"),
        ("Nora van Tarrow", "attn: Nora V.", "Nora V."),
        ("Émile Tarrow", "per É. Tarrow", "É. Tarrow"),
        ("Nora Tarrow", "the adjuster is n. tarrow here", "n. tarrow"),
        # what follows a name and is no name
        ("Nora Tarrow Jr.", "by NoraTarrow himself", "NoraTarrow"),
        ("TARROW, NORA RUTH III", "by nora tarrow herself", "nora tarrow"),
        ("Van Bich Le", "by Bich V. Le today", "Bich V. Le"),
        # more of one name, short names, run-together names
        ("Nora Ordonez", "The Ordoñezes moved", "Ordoñezes"),
        ("Nora Darby", "the Darbies moved", "Darbies"),
        ("Nora Oh", "The Ohs moved", "Ohs"),
        ("Bernadette Tarrow", "by Berna Tarrow", "Berna Tarrow"),
        ("Bernadette Tarrow", 'by Bernadette "Pip" Tarrow', 'Bernadette "Pip" Tarrow'),
        ("Bernadette Tarrow", "by Bernadette\n \u201cPip\u201d Tarrow", "Bernadette\n \u201cPip\u201d Tarrow"),
        ("Mei-lan Tarrow", "by Meilan Tarrow", "Meilan Tarrow"),
        ("Meilan Tarrow", "by Mei-lan Tarrow", "Mei-lan Tarrow"),
        ("Mei-lan Tarrow", "by Mei-lam today", "Mei-lam"),
        ("Nora Ruth Tarrow", "TarrowNora_MRI.pdf", "TarrowNora"),
        ("Nora Tarrow Ordoñez", "OrdonezNora-notes.pdf", "OrdonezNora"),
        ("Ana Ruth de Tarn y Marlo", "by A.R. de Tarn himself", "A.R. de Tarn"),
        ("Ana de la Marlo", "for dela Marlo himself", "dela Marlo"),
        ("Hovig Ter-Tarrow", "by Tertarrow", "Tertarrow"),
        ("Nora Baxley", "by N. 8axley", "N. 8axley"),
    ],
)  # fmt: skip
def test_a_name_is_found_whole(name: str, text: str, passage: str) -> None:
    assert found(name, text) == [(passage, "blank")]


@pytest.mark.parametrize(
    ("name", "text", "passages"),
    [
        # a person decides these
        ("Ana Tarrow", "i met ana and nora", []),
        ("Nora Tarrow", "i met ana and nora", [("nora", "decide")]),
        ("Ana Tarrow", "hi ana, call dr. vo", [("ana", "blank")]),
        ("Nora Vo", "hi ana, call dr. vo", [("vo", "blank")]),
        ("Hope Tarrow", "hi hope; we hope", [("hope", "decide")]),
        ("Nora Ruth Tarrow", "It was NRT who called", [("NRT", "decide")]),
        ("Ana de la Marlo", "de la Marlo came; MARLO; it was marlo",
         [("de la Marlo", "decide"), ("MARLO", "decide"), ("marlo", "decide")]),
        ("Mark Hand", "The Hands moved", [("Hands", "decide")]),
        ("Mai Ng", "an NG tube", [("NG", "decide")]),
        ("Mai See Xiong", "See Halvorsen (2013).", [("See", "decide")]),
        # initials where somebody signs or is named
        ("Nora Ruth Tarrow", "Sincerely\n\nNRT/dh", [("NRT", "blank")]),
        ("Nora Ruth Tarrow", "as NRT wrote", [("NRT", "blank")]),
        ("Nora Ruth Tarrow", "as N.R.T. wrote", [("N.R.T.", "blank")]),
        ("Nora Tarrow", "\nNT:dh", [("NT", "decide")]),
        # and these are nobody
        ("Nora Tarrow", "NT 5 mg; R/L NT/KT", []),
        ("Mara Ruth Ibarra", "The MRI of the neck, MRI/CT", []),
        ("Lara Ann Boyle", "COMPLETE LAB REPORT", []),
        ("Ana Chance", "seen by chance; the patient may", []),
        ("Ana May", "by hand; the patient may", []),
        ("Peter Tarrow", "PT twice weekly\nPT/OT", []),
        ("Mark Tarrow, PT", "PT twice weekly. Pt stated", []),
        ("Mark Hand", "Hands were warm. The hands. A hand. both hands", []),
        ("Ann Stone", "It passed. A stone was seen. A kidney", []),
    ],
)  # fmt: skip
def test_what_may_be_a_name_is_asked_and_what_is_none_is_left(
    name: str, text: str, passages: list[tuple[str, str]]
) -> None:
    assert found(name, text) == passages


@pytest.mark.parametrize(
    ("name", "text", "passages"),
    [
        ("Tamarind Pain Clinic, A Medical Corporation", "TPC called", [("TPC", "blank")]),
        ("Tamarind Pain Clinic", "Tamarind\n     Pain Clinic, a Medical Corporation, called",
         [("Tamarind\n     Pain Clinic, a Medical Corporation", "blank")]),
        ("Tamarind & Doe Roofing", "TAMARIND & DOEROOFING", [("TAMARIND & DOEROOFING", "blank")]),
        ("Tamarind Roofing", "Tamrind paid", [("Tamrind", "decide")]),
        ("Tamarind Roofing", "Tamarind Roofing\n\nPage 3 of 7\n\npaid", [("Tamarind Roofing", "blank")]),
        ("Tamarind Doe Roofing", "Tamarind\n\nPage 3 of 7\n\nDoe", [("Tamarind\n\nPage 3 of 7\n\nDoe", "blank")]),
        ("Utilization review agent for Tamarind Claims", "Utilization review was done. Utilization Review", []),
        ("Medical Group Services, Inc.", "Medical records of the Medical Group", []),
    ],
)  # fmt: skip
def test_a_firm_is_told_by_words_of_its_own(name: str, text: str, passages: list[tuple[str, str]]) -> None:
    assert found(name, text, "firm") == passages


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aE \n\t\u00ad\u0301\u02bb\ufb01\u00a0Page12.")),
               max_size=200))  # fmt: skip
def test_every_place_leads_back(text: str) -> None:
    made = plain_text(text)
    ends = [made.place(at, at + 1) for at in range(len(made.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)
    # a letter that was not changed is at its place
    assert all(
        text[start] == made.text[at]
        for at, (start, end) in enumerate(ends)
        if made.text[at].isascii() and made.text[at].isalnum() and end - start == 1 and text[start].isascii()
    )
