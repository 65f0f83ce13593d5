"""The word tables: drugs, body parts, levels, sides, dates, and what happens to a broken table."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.clinical.anatomy import find_levels, find_regions, find_sides, region_of_level
from openimr.clinical.concepts import concept_name, concepts
from openimr.clinical.dates import find_dates
from openimr.clinical.drugs import drug_table, find_drugs, ingredients
from openimr.clinical.reading import read_words, word_list
from openimr.errors import RuleError


@pytest.mark.parametrize(
    ("text", "generic", "brand", "drug_class"),
    [
        ("Norco 10/325", "hydrocodone/acetaminophen", "Norco", "opioid"),
        ("hydrocodone-APAP 10-325", "hydrocodone/acetaminophen", None, "opioid"),
        ("acetaminophen/hydrocodone", "hydrocodone/acetaminophen", None, "opioid"),
        ("TREZIX CAPSULES", "dihydrocodeine/acetaminophen/caffeine", "Trezix", "opioid"),
        ("Percocet", "oxycodone/acetaminophen", "Percocet", "opioid"),
        ("Tylenol #3", "codeine/acetaminophen", "Tylenol #3", "opioid"),
        ("Vimovo", "naproxen/esomeprazole", "Vimovo", "nsaid"),
        ("Naprosyn", "naproxen", "Naprosyn", "nsaid"),
        ("soma", "carisoprodol", "Soma", "muscle_relaxant"),
        ("Flexeril", "cyclobenzaprine", "Flexeril", "muscle_relaxant"),
        ("Lunesta", "eszopiclone", "Lunesta", "sedative_hypnotic"),
        ("Terocin patches", "lidocaine/menthol", "Terocin patch", "topical"),
        ("Terocin lotion", "methyl salicylate/capsaicin/menthol/lidocaine", "Terocin lotion", "topical"),
        ("Voltaren gel", "diclofenac topical", "Voltaren gel", "topical"),
        ("Prilosec", "omeprazole", "Prilosec", "ppi"),
        ("Zofran", "ondansetron", "Zofran", "antiemetic"),
        ("Medrol Dosepak", "methylprednisolone", "Medrol Dosepak", "steroid"),
        ("Imitrex", "sumatriptan", "Imitrex", "triptan"),
        ("Colace", "docusate", "Colace", "laxative"),
        ("Xanax", "alprazolam", "Xanax", "benzodiazepine"),
        ("Cymbalta", "duloxetine", "Cymbalta", "antidepressant"),
        ("Lyrica", "pregabalin", "Lyrica", "anticonvulsant"),
    ],
)
def test_drug(text: str, generic: str, brand: str | None, drug_class: str) -> None:
    (found,) = find_drugs(text)
    assert (found.generic, found.brand, found.drug_class) == (generic, brand, drug_class)


def test_drug_table_is_large_and_named_once() -> None:
    assert len(drug_table()) >= 300
    assert len({d.generic for d in drug_table()}) == len(drug_table())
    assert ingredients("methyl salicylate/menthol") == ("methyl salicylate", "menthol")


@pytest.mark.parametrize("text", ["somatic", "normal", "the mobile phone", "assoma", "Norcom"])
def test_no_drug_within_a_word(text: str) -> None:
    assert find_drugs(text) == []


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("L4-L5", ["L4-5"]),
        ("L4-5 and L5-S1", ["L4-5", "L5-S1"]),
        ("L4/5, L5/S1", ["L4-5", "L5-S1"]),
        ("L3 to S1", ["L3-4", "L4-5", "L5-S1"]),
        ("L3-S1 fusion", ["L3-4", "L4-5", "L5-S1"]),
        ("L4-5-S1", ["L4-5", "L5-S1"]),
        ("C5-C6", ["C5-6"]),
        ("C7-T1", ["C7-T1"]),
        ("T12-L1", ["T12-L1"]),
        ("L5-1", ["L5-S1"]),
        ("left L5 and S1 roots", ["L5", "S1"]),
        ("lumbar 5 level", ["L5"]),
        ("lumbar 2 views", []),
        ("T2-weighted images", []),
        ("vitamin B12 and A1C 6.2", []),
        ("lumbar 3-4 times a week", []),
        ("strength 4/5 and S-1 only", []),
        ("L9-L10", []),
    ],
)
def test_levels(text: str, levels: list[str]) -> None:
    assert [found.level for found in find_levels(text)] == levels


@pytest.mark.parametrize(
    ("level", "region"), [("L5-S1", "lumbar spine"), ("C6", "cervical spine"), ("T12-L1", "thoracic spine")]
)
def test_region_of_level(level: str, region: str) -> None:
    assert region_of_level(level) == region


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("low back", ["lumbar spine"]),
        ("neck and upper back", ["cervical spine", "thoracic spine"]),
        ("bilateral lower extremities", ["lower extremity"]),
        ("returned back to work", []),
        ("right-hand dominant", []),
        ("SI joint", ["sacroiliac joint"]),
        ("left thumb", ["finger"]),
        ("AC joint", ["shoulder"]),
        ("great toe", ["toe"]),
    ],
)
def test_regions(text: str, regions: list[str]) -> None:
    assert [found.region for found in find_regions(text)] == regions


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("left knee", ["left"]),
        ("Rt. wrist", ["right"]),
        ("(L) shoulder", ["left"]),
        ("b/l knees", ["bilateral"]),
        ("bilateral", ["bilateral"]),
        ("right away", []),
        ("right-handed man", []),
        ("has left the office", []),
    ],
)
def test_sides(text: str, sides: list[str]) -> None:
    assert [found.side for found in find_sides(text)] == sides


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("10/24/13", "2013-10-24"),
        ("01-05-2017", "2017-01-05"),
        ("2014-02-10", "2014-02-10"),
        ("May 01, 2014", "2014-05-01"),
        ("29 May 2014", "2014-05-29"),
        ("Oct. 2013", "2013-10"),
        ("06/2012", "2012-06"),
        ("in 2012", "2012"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert [d.iso for d in find_dates(text)] == [iso]


@pytest.mark.parametrize("text", ["13/45/2014", "pain 4/10", "02/30/2014", "10/325 mg", "may help"])
def test_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_every_concept_has_a_name() -> None:
    assert len(concepts()) > 700
    assert all(concept.name for concept in concepts().values())
    assert concept_name("exam.spurling") == "Spurling's test"


def test_broken_yaml_is_refused_with_place_and_fix(tmp_path: Path) -> None:
    broken = tmp_path / "sx.yaml"
    broken.write_text("sx.a: [one\nsx.b: [two]\n", encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_words(broken)
    assert refused.value.file == "sx.yaml:2"
    assert refused.value.remedy


def test_wrong_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from openimr.clinical import concepts as module

    for text, word in (
        ("pain: [ache]", "no concept id"),
        ("sx.ache: {synonym: [ache]}", "unknown key"),
        ("exam.test: {objects: [test]}", "no result words"),
        ("exam.test: {objects: [test], affirmed_by: [unheard_of]}", "unknown set"),
        ("sx.ache: {synonyms: ache}", "must be a list"),
    ):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(module, "_files", lambda path=path: iter([path]))
        module._lexicon.cache_clear()
        try:
            with pytest.raises(RuleError, match=word):
                module._lexicon()
        finally:
            module._lexicon.cache_clear()
    with pytest.raises(RuleError):
        word_list(Path("own.yaml"), "sx.ache", ["ache", ""])
