"""Numbers and addresses by form: what papers print is found as they print it, what publication keeps stays."""

from __future__ import annotations

import re

import pytest

from openimr.publication import Finder, Parties, Party
from openimr.publication.rules import PublicationRules, publication_rules
from tests.publication.growth import grows_with_the_text

FINDER = Finder(Parties())
_SOUGHT = re.compile(r"\[([^\]]*)\]")


def found(text: str, finder: Finder = FINDER) -> list[str]:
    return [text[hit.start : hit.end] for hit in finder.hits_in(text) if hit.kind != "name"]


def sought(marked: str) -> tuple[str, list[str]]:
    return _SOUGHT.sub(r"\1", marked), _SOUGHT.findall(marked)


@pytest.mark.parametrize(
    "marked",
    [
        # birth dates: forms, labels, labels misread or broken
        "DOB: [04/05/1961]",
        "DOB . . . . .. .. :  [09/02/1955]",
        "d/o/b [4-5-61]",
        "B/D: [05Apr1961]",
        "birth date of [6 February 1944]",
        "date of birth is [Apr. 5, 1961]",
        "DOB/Sex: [1961-04-05] / F",
        "Sex/DOB: F [4/5/61]",
        "was born [April 5th, 1961]",
        "born on the [5th of April, 1961]",
        "born in Fresno, California on [4/5/1961]",
        "DOB: [5-Apr-61]",
        "D0B: [4/5/1961]",
        "DOB; [4/5/1961]",
        "Date of Blrth: [4/5/1961]",
        "bom on [May 13, 1964]",
        "Date ofBirth [06/08/53]",
        "Date of\nBirth: [04/05/1961]",
        "DATE OF BIRTH (MM/DD/YYYY): [04/05/1961]",
        "3. PATIENT'S BIRTH DATE [04 | 05 | 1961]",
        "Birthdate: [10 - 05-\n1961]",
        "DOB [10/l9/1944]",
        "DOB [05OctI966]",
        "[4/5/1961] (DOB)",
        # social security numbers
        "S.S.N. [337 28 4200]",
        "SS# [677-64-o997]",
        "last four of SSN [077S]",
        "SSN ending in [6789]",
        "Soc. Sec. Number: [l37353251]",
        "Social Security No. [157\u201339\u20131099]",
        # claim, record, account, policy, file numbers
        "Clm# [WCK824355\u2011A]",
        "our claim [08 -\n615-0528]",
        "Clairn #: [30123456789-0001]",
        "C1aim N0. [WC-2013-0456]",
        "Claim Nos. [12345678], [23456789] and [34567890]",
        "claim number [wc-2013-0456]",
        "M.R.# [96913]",
        "MRN [65-5513]",
        "Pt ID [190-41-31]",
        "Medical Record Number: [12 34 56]",
        "Pol. [WCX-l3015-0]",
        "Acct # [08403]",
        "Chart [3391]",
        "UR file number [R633202\u201401]",
        "Review ID: [12345678]",
        "Referral # [UR-087879]",
        "Authorization No. [12345678]",
        "Rx No. [4353312]",
        "Prescription number [12-345678]",
        "Specimen ID: [34-36935]",
        "Accession #: [S12-34567]",
        "Badge # [036384]",
        "Invoice #\n[INV-o23842]",
        "Requisition #: [1234567]",
        "Bates: [ABC000123]",
        # licences, tax numbers, driver's licences
        "CA Lic. # [C  57096]",
        "Cal. Lic. [A 4377]",
        "Lic #: [20A 0147]",
        "State License Number: [G- 87065]",
        "License [PSY 13402]",
        "Lic. [2oA 8662]",
        "NPI [1456o81616]",
        "DEA [AK46o6762]",
        "EIN [94-\n0405487]",
        "TIN: [95\u20144308447]",
        "Federal Tax I.D. [94-1234567]",
        "CDL [D7I76680]",
        "DL#: [B1234567]",
        "Driver's License No. [N1234567]",
        # adjudication numbers
        "EAMS case number [ADJ\u20143966030]",
        "WCAB No. [ADJ88S8642]",
        "WCAB Case No. [VNO 0456789]",
        "[ADJ 1234567]",
        "ADJ No. [1234567]",
        # phones
        "Ph [(805) 555 \u2014 0144]",
        "at [619 555 O166]",
        "[+1 714\u00a0555 4892]",
        "call [1-\n805-555-2300]",
        "Phone: [213/555-\n0131]",
        "(F) [7l4 555 2363]",
        "Cell [(626)\n555-4833]",
        "[619-5550142]",
        # addresses
        "[18698 Magnolia Drive Apt 3-F]",
        "[15192 N Calle de la Rosa Street, Suite 210]",
        "[13078 N Camino del Sur Ct, Apt. 7]",
        "[18124 KINGFISHER DRIVE, BLDG. 2, RM 114]",
        "[875 W. Magnolia\nAve. Ste 300]",
        "[123 El Camino Real]",
        "[1234 Avenue K]",
        "[1234 State Highway 49]",
        "[1234 42nd Street]",
        "[555 Broadway, Suite 10]",
        "[1234 Mission Gorge Rd., Bldg. C, Ste. 200]",
        "[Salinas, CA\n94183-6758]",
        "[San Luis Obispo CA 93401]",
        "[La Mesa, CA 9O012]",
        "ZIP [90B66]",
        "Zip Code: [90012-1234]",
        "[P O Box 1234]",
        "[Post Office Box 123]",
    ],
)
def test_a_number_is_found_as_it_is_printed(marked: str) -> None:
    text, wanted = sought(f"Seen. {marked} and more.")
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Norco 10/325 mg, one tablet every 4-6 hours, #120, 2 refills",
        "Rx: Naproxen 550 mg #60",
        "Prescription: 30 tablets",
        "B12 1000 mcg",
        "Order: 97110, 97140",
        "CPT 99213, 64483-RT",
        "Visit: 99214",
        "auth 97110",
        "ICD-10 M54.16, S83.241A; ICD-9 722.10, 724.4",
        "HCPCS E0730",
        "Date of service: 04/05/2013",
        "DOI: 4/5/2011",
        "Report of 05Apr2013",
        "Independent Medical Review, 07Jul2016",
        "Referral: 3/4/13",
        "The record (2013-2014) shows",
        "claim denied 2014-03-04",
        "IMR Case Number: CM13-0012345",
        "Case No. CM14-0001234, Page 3 of 7",
        "blood pressure 142/88, pulse 72, weight 184 lbs",
        "glucose 104 mg/dL (65-99)",
        "cholesterol 210 mg/dL: 130-200",
        "Reference: 65-99",
        "JAMA 2006;296(20):2451-60",
        "Spine. 2008;33(4 Suppl):S199-213",
        "Labor Code section 4610.6(d); 8 CCR 9792.20",
        "policy: 9792.24",
        "MTUS Guidelines, page 98-99, 111",
        "ACOEM, Chapter 12, pages 298-301, Table 12-8",
        "visit 12 of 24",
        "records 1-204 reviewed",
        "license in 2004",
        "Certification: 2014",
        "chart notes 2012-2013",
        "L4-5, L5-S1, T12-L1",
        "BP dia 78 64 60 52 55",
        "EMG of 3/4/2013",
        "12 Lumbar CT scans",
        "20 Norco Dr. Smith",
        "10 Meter Walk Test",
        "patient: 45-year-old man",
        "Panel: 10-12 drugs",
        "born 10-12 weeks early",
        "sample of 1200",
    ],
)
def test_what_publication_keeps_is_not_hit(text: str) -> None:
    assert found(f"Seen. {text} and more.") == []


def test_a_birth_date_told_is_found_in_every_form_without_a_label() -> None:
    finder = Finder(Parties(parties=(Party(role="employee", name="Ana Lor", numbers=("04/05/1961",)),)))
    text = "Since April 5, 1961; 05Apr1961; 4-5-61; 1961-04-05; 5 April 1961. Not 04/06/1961 nor April 15, 1961."
    assert found(text, finder) == ["April 5, 1961", "05Apr1961", "4-5-61", "1961-04-05", "5 April 1961"]


def test_a_number_told_is_found_over_line_ends_other_dashes_and_misreadings() -> None:
    finder = Finder(Parties(parties=(Party(role="employee", name="Ana Lor", numbers=("WC-2013-0456",)),)))
    text = "In WC\u20132013\u20130456, WC-2013-\n  O456 and WC 20l3 0456, not WC-2013-0457"
    assert found(text, finder) == ["WC\u20132013\u20130456", "WC-2013-\n  O456", "WC 20l3 0456"]


def test_no_number_reaches_over_a_paragraph() -> None:
    assert found("Claim No. 12-\n345678") == ["12-\n345678"]
    assert found("Claim No. 12-\n\n345678") == []


@pytest.mark.parametrize(
    "piece",
    [
        "A ",
        "a.",
        "F/",
        "A-",
        "A1-",
        "1 ",
        "1-",
        "1 - ",
        "12 34 ",
        "0O",
        "lI",
        "-\n",
        "\n\n",
        "\u00a0",
        "DOB ",
        "D.O.B. ",
        "I.D. ",
        "Claim No. ",
        "Claim No. 12345, ",
        "No. # ",
        "of of ",
        "12 A ",
        "1 Main ",
        "9 Calle de ",
        "12 Main St Apt 3-F, ",
        "12 Aa Dr. Aa ",
        "CA 9",
        "born in Aa ",
        "XXX- XX",
        "123 456 ",
        "(619) ",
        "5 (",
        "ADJ-",
        "1 | ",
    ],
)
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    assert grows_with_the_text(FINDER.hits_in, piece, 6_000)


def test_a_label_that_an_editor_adds_is_found() -> None:
    from openimr.publication.labels import LabelReader

    rules = publication_rules()
    added = rules.labels[0].model_copy(update={"kind": "locker", "shape": "number", "names": ["locker key"]})
    reader = LabelReader([added], rules.shapes, rules.label_mark)
    text = "Locker Key No. 44-5512, locker 12"
    assert [(kind, text[start:end]) for start, end, kind in reader.values_in(text)] == [("locker", "44-5512")]


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("labels", [{"kind": "claim", "shape": "nowhere", "names": ["claim"]}], "shape that is not there"),
        ("label_mark", r"(?P<number>#)|(?P<dot>\.)", "needs the groups"),
    ],
)
def test_rules_of_labels_that_cannot_work_are_refused(part: str, value: object, said: str) -> None:
    data = dict(publication_rules())
    with pytest.raises(ValueError, match=said):
        PublicationRules.model_validate({**data, part: value})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Filled      Rx #       Drug\n01/02/2013  2718-446   Gabapentin", "2718-446"),
        ("Claim Number      Date of Birth\n12-345678         04/05/1961", "04/05/1961"),
        ("Script # 445566 was filled", "445566"),
        ("Q. And your date of birth?\n12 A. 04/05/1961.", "04/05/1961"),
        ("BOX 3 04/05/1961  BOX 1a 998877", "04/05/1961"),
        ("Fecha de nacimiento: 5 de abril de 1961", "5 de abril de 1961"),
        ("at 52 W. 14th Ct   63 W. 15th Ct, today", "63 W. 15th Ct"),
        ("Subject: Tarrow - WC435642D - PT", "WC435642D"),
        ("by A. Roe, State Bar No. 530277", "530277"),
    ],
)
def test_numbers_in_columns_boxes_answers_and_behind_other_labels(text: str, number: str) -> None:
    hits = Finder(Parties(parties=())).hits_in(text)
    at = text.index(number)
    assert any(hit.start <= at and at + len(number) <= hit.end for hit in hits), [text[h.start : h.end] for h in hits]


@pytest.mark.parametrize(
    "text",
    [
        "Cochrane Database Syst Rev. 2013;(4):CD001824.",
        "Lidoderm #30, Norco 10/325 #120, page 4 of 12, section No. 9792.24",
        "Visit   Date         Pain\n7       01/02/2013   6/10",
        "doses at 0800 1200 1600 and 2000 2014 2015",
        "Grant No. 12345678 of the NIH",
    ],
)
def test_what_is_counted_or_cited_stays(text: str) -> None:
    assert Finder(Parties(parties=())).hits_in(text) == []
