"""Letters with one wrong thing planted, and the clean ones: what a check before signing has to tell apart.

A plant changes one true thing of a clean letter (or the papers of its case) into something wrong; which thing, and in
what words, is drawn from a seed. The clean letters are of two makes: drafts of the program, and letters written in the
manner of reviewers (``plantedcases/letters.yaml``), about the example case files and the two cases of ``plantedcases``.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from examples.build import CASES, load_sources, slugs
from openimr.casefile import open_case
from openimr.letters.derived import derive
from openimr.letters.from_draft import letter_from_draft
from openimr.letters.model import GuidelineBlock, Letter, LetterItem, LetterPatient
from openimr.letters.sentences import sentences
from openimr.review import review

HERE = Path(__file__).resolve().parent / "plantedcases"
_MARK = re.compile(r"\[\[(?P<kind>\w+)\|(?P<words>[^|\]]*)(?:\|(?P<wrong>[^\]]*))?\]\]")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

#: What a reviewer may write when something is not in the file. {x} with its article, {bare} without.
ABSENT = (
    "There is no documentation of {x}.",
    "There is no evidence of {x} in the records.",
    "The records do not document {x}.",
    "The submitted reports fail to show {x}.",
    "{X} is not documented.",
    "{X} was not found in the records reviewed.",
    "There was no mention of {x} in the file.",
    "The treating physician does not mention {x}.",
    "The file contains no record of {x}.",
    "The file is silent as to {x}.",
    "Documentation of {x} was not provided.",
    "The requesting provider has not documented {x}.",
    "Without documentation of {x}, the criteria are not met.",
    "Given the lack of {x}, the criteria are not satisfied.",
    "The medical records are devoid of {x}.",
    "I do not find {x} anywhere in the chart.",
    "In this case, {x} has not been shown.",
    "The clinical notes do not describe {x}.",
    "There is an absence of {x} in the submitted documentation.",
    "No {bare} is reported.",
    "Nowhere in the file is {x} described.",
    "The provided records lack {x}.",
    "There are no reports of {bare} in the available records.",
)
ABSENT_ACT = ("The patient has not had {x}.", "The patient has never had {x}.", "The claimant has not undergone {x}.")
ABSENT_STATE = ("The patient does not have {x}.", "The examination and history are negative for {x}.")

#: Editions that do not govern on a day, as a block cites them and as a rationale does. By the first day not covered.
_EDITIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "2009": (
        ("block", "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): General Approach."),
        ("block", "Decision based on MTUS Opioid Treatment 2016, Section(s): Opioid Guidelines."),
        ("block", "Decision based on MTUS Low Back Disorders 2019, Section(s): Diagnostic Testing."),
        ("block", "Decision based on MTUS Chronic Pain Disorders 2017, Section(s): Medications."),
        ("prose", "The MTUS Chronic Pain Medical Treatment Guidelines (2016) require documented improvement."),
        ("prose", "According to the 2016 MTUS Opioids Treatment Guidelines, the lowest dose should be used."),
        ("prose", "The ACOEM Low Back Disorders guideline of 2019 does not recommend this treatment."),
        ("prose", "The MTUS Chronic Pain Medical Treatment Guidelines, effective July 28, 2016, ask for a trial."),
    ),
    "2016": (
        ("block", "Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Opioids."),
        ("block", "Decision based on MTUS Chronic Pain Treatment Guidelines Opioids Page(s): 78-80."),
        ("block", "Decision based on MTUS Shoulder Disorders 2016, Section(s): Rotator Cuff."),
        ("prose", "The MTUS Chronic Pain Medical Treatment Guidelines (2009) ask for four domains of monitoring."),
        ("prose", "Per the 2009 MTUS Chronic Pain Guidelines, continued use needs a gain in function."),
        ("prose", "The Chronic Pain Medical Treatment Guidelines, July 18, 2009, govern this request."),
    ),
    "2018": (
        ("block", "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Medications."),
        ("block", "Decision based on MTUS Neck and Upper Back Complaints 2004, Section(s): Initial Care."),
        ("block", "Decision based on MTUS Acupuncture Treatment 2007."),
        ("block", "Decision based on MTUS ACOEM Chapter 11 Forearm, Wrist, and Hand Complaints Page(s): 270."),
        ("prose", "The MTUS Chronic Pain Medical Treatment Guidelines (2009) recommend it for neuropathic pain."),
        ("prose", "The MTUS Acupuncture Medical Treatment Guidelines (2007) allow three to six visits."),
        ("prose", "Under the 2016 Chronic Pain Medical Treatment Guidelines this is not supported."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One case file of the plants: its name, the day of its denial and its papers.

    Attributes:
        guest: a paper of another patient that lies among the records, as name and text.
    """

    slug: str
    guest: tuple[str, str] | None = None

    def write(self, folder: Path) -> Path:
        """Writes the papers into a new folder and answers it."""
        shutil.copytree(CASES / self.slug if self.slug in slugs() else HERE / self.slug, folder, dirs_exist_ok=True)
        if self.guest:
            (folder / "records" / self.guest[0]).write_text(self.guest[1], encoding="utf-8")
        return folder


@dataclass(frozen=True, slots=True)
class Planted:
    """A letter about a case; ``kind`` is what is wrong in it, empty for a clean one.

    Attributes:
        case: the case file it is checked against.
        make: ``draft`` or ``reviewer``.
        what: what was changed, for whoever reads the misses.
        letter: the letter.
    """

    case: Case
    make: str
    kind: str
    what: str
    letter: Letter = field(repr=False)


@cache
def written() -> tuple[dict[str, Any], ...]:
    """The cases of ``letters.yaml``."""
    return tuple(yaml.safe_load((HERE / "letters.yaml").read_text(encoding="utf-8")))


def clean(folder: Path) -> Iterator[Planted]:
    """Every clean letter: the drafts and the reviewers' letters. ``folder``: where the case files may be written."""
    for told in written():
        case = Case(told["case"])
        yield Planted(case, "draft", "", "", _draft(case, folder))
        for one in told["letters"]:
            yield Planted(case, "reviewer", "", "", _letter(told, one))
        # another patient's paper lies among the records, and the letter makes nothing of it
        guest = Case(told["case"], _guest(told["case"], random.Random(told["case"])))
        yield Planted(guest, "reviewer", "", "", _letter(told, told["letters"][0]))


def plants(seed: int, folder: Path) -> list[Planted]:
    """All plants of a seed, in an order of its own."""
    rng = random.Random(seed)
    found: list[Planted] = []
    for told in written():
        case = Case(told["case"])
        found += _inserted(told, case, _draft(case, folder), rng)
        for number, one in enumerate(told["letters"]):
            found += _marked(told, case, one, rng)
            found += _editions(told, case, one, rng)
            found += _identities(told, case, one, number)
        found += _misfiled(told, rng)
        found += _second_hand(told, case)
    rng.shuffle(found)
    return found


# ------------------------------------------------------------------------------------------------ clean letters


@cache
def _draft(case: Case, folder: Path) -> Letter:
    papers = folder / f"{case.slug}-draft"
    return letter_from_draft(review(open_case(papers if papers.is_dir() else case.write(papers))))


def _letter(told: dict[str, Any], one: dict[str, Any], change: Callable[[str, str], str] | None = None) -> Letter:
    """A reviewer's letter; ``change`` answers the text of a place ("summary", "2.heading") with its marks changed."""

    def plain(place: str) -> str:
        item, _, name = place.rpartition(".")
        text = one["items"][int(item)][name] if item else one[name]
        return _MARK.sub(lambda mark: mark["words"], change(place, text) if change else text).strip()

    day = told["ur_date"]
    return derive(
        Letter(
            era="2014",
            ur_denial_date=day,
            decision_date=day + dt.timedelta(days=60),
            date_of_injury=one["date_of_injury"],
            patient=LetterPatient(age=one["age"], sex=one["sex"]),
            summary=plain("summary"),
            items=[
                LetterItem(
                    heading=plain(f"{number}.heading"),
                    decision=item["decision"],
                    reviewer_guideline=GuidelineBlock(text=plain(f"{number}.guideline")),
                    rationale=plain(f"{number}.rationale"),
                )
                for number, item in enumerate(one["items"])
            ],
        )
    )


# ------------------------------------------------------------------------------------------------ marked words


def _marked(told: dict[str, Any], case: Case, one: dict[str, Any], rng: random.Random) -> Iterator[Planted]:
    """Each mark of a letter changed, alone; and where an item has its mark in several places, in all of them."""
    places = ["summary", *(f"{n}.{name}" for n in range(len(one["items"])) for name in ("heading", "rationale"))]
    for place in places:
        item, _, name = place.rpartition(".")
        text = one["items"][int(item)][name] if item else one[name]
        for mark in _MARK.finditer(text):
            wrong = _wrong(mark, rng)
            if not wrong:
                continue

            def change(
                where: str, text: str, place: str = place, mark: re.Match[str] = mark, wrong: str = wrong
            ) -> str:
                return text[: mark.start()] + wrong + text[mark.end() :] if where == place else text

            what = f"{place}: {mark['words']} -> {wrong}"
            yield Planted(case, "reviewer", mark["kind"], what, _letter(told, one, change))
    for number, item in enumerate(one["items"]):
        for kind in ("side", "level", "quantity", "strength", "drug"):
            yield from _everywhere(told, case, one, number, kind, rng, item)


def _everywhere(
    told: dict[str, Any], case: Case, one: dict[str, Any], number: int, kind: str, rng: random.Random, item: Any
) -> Iterator[Planted]:
    marks = [mark for name in ("heading", "rationale") for mark in _MARK.finditer(item[name]) if mark["kind"] == kind]
    if len(marks) < 2 or len({_plain_value(mark["words"]) for mark in marks}) > 1:
        return
    wrong = _wrong(marks[0], rng)

    def change(where: str, text: str) -> str:
        if where.partition(".")[0] != str(number):
            return text
        return _MARK.sub(lambda mark: wrong if mark["kind"] == kind else mark[0], text)

    what = f"item {number + 1} throughout: {marks[0]['words']} -> {wrong}"
    yield Planted(case, "reviewer", kind, what, _letter(told, one, change))


def _plain_value(words: str) -> str:
    return re.sub(r"[^a-z0-9/-]", "", words.lower())


def _wrong(mark: re.Match[str], rng: random.Random) -> str:
    words, kind = mark["words"], mark["kind"]
    if mark["wrong"]:
        return rng.choice(mark["wrong"].split("|"))
    if kind == "side":
        return _other_side(words, rng)
    if kind == "level":
        return _other_level(words, rng)
    if kind == "quantity":
        return _other_quantity(words, rng)
    if kind == "strength":
        return _other_strength(words, rng)
    if kind == "drug":
        return {
            "soma": ["Zanaflex", "Flexeril", "tizanidine", "baclofen"],
            "lunesta": ["Ambien", "zolpidem", "Trazodone"],
            "norco": ["Percocet", "Nucynta", "Oxycodone"],
            "gabapentin": ["Lyrica", "pregabalin", "Topamax"],
            "neuromuscular stimulator": ["TENS unit", "BONE STIMULATOR"],
            "spinal cord stimulator": ["intrathecal pain pump", "radiofrequency ablation"],
        }[words.lower()][rng.randrange(2)]
    raise ValueError(f"a mark of kind {kind} needs its wrong words: {mark[0]}")


def _other_side(words: str, rng: random.Random) -> str:
    other = {"left": ("right",), "right": ("left",), "bilateral": ("left", "right")}[words.lower()]
    side = rng.choice(other)
    written_as = {"left": ("left", "left", "Lt.", "LEFT", "L"), "right": ("right", "right", "Rt.", "RIGHT", "R")}[side]
    chosen = rng.choice(written_as)
    return chosen.capitalize() if words[0].isupper() and chosen.islower() else chosen


def _other_level(words: str, rng: random.Random) -> str:
    region, first = words[0], int(re.search(r"\d", words)[0])  # type: ignore[index]
    upper = first - 2  # two levels off: never another level of the same request
    forms = ("{r}{a}-{b}", "{r}{a}-{r}{b}", "{r}{a}/{b}", "{r}{a}/{r}{b}", "{r}{a} - {r}{b}")
    return rng.choice(forms).format(r=region, a=upper, b=upper + 1)


def _other_quantity(words: str, rng: random.Random) -> str:
    """Another number in the place of the last one (of a frequency: of either), in figures or words as before."""
    numbers = list(re.finditer(r"\d+|\b(?:" + "|".join(_NUMBER_WORDS) + r")\b", words, re.I))
    one = rng.choice(numbers)
    spelled = one[0].lower() in _NUMBER_WORDS
    value = _NUMBER_WORDS.index(one[0].lower()) + 1 if spelled else int(one[0])
    other = rng.choice([v for v in (value * 2, value + 3, value // 2 if value > 3 else value + 1) if v != value])
    said = _NUMBER_WORDS[other - 1] if spelled and other <= len(_NUMBER_WORDS) else str(other)
    return words[: one.start()] + said + words[one.end() :]


def _other_strength(words: str, rng: random.Random) -> str:
    one = re.search(r"\d+", words)
    assert one is not None
    value = int(one[0])
    other = rng.choice([v for v in (value * 2, value // 2, value + 100 if value > 100 else value + 1) if v])
    return f"{other}{words[one.end() :]}"


# ------------------------------------------------------------------------------------- sentences that are not true


def _inserted(told: dict[str, Any], case: Case, draft: Letter, rng: random.Random) -> Iterator[Planted]:
    """What the records hold called absent, and what they deny stated; in drafts and in reviewers' letters."""
    letters = [("draft", draft), *(("reviewer", _letter(told, one)) for one in told["letters"])]
    for held in told["held"]:
        templates = ABSENT + (ABSENT_ACT if held.get("act") else ABSENT_STATE)
        for template in rng.sample(templates, 2):
            what = held["what"]
            bare = re.sub(r"^(?:an?|any|the)\s+", "", what)
            sentence = template.format(x=what, X=what[0].upper() + what[1:], bare=bare)
            make, letter = rng.choice(letters)
            yield Planted(case, make, "absence", sentence, _with_sentence(letter, sentence, rng))
    for sentence in told["denied"]:
        make, letter = rng.choice(letters)
        yield Planted(case, make, "presence", sentence, _with_sentence(letter, sentence, rng))


def _with_sentence(letter: Letter, sentence: str, rng: random.Random) -> Letter:
    """The sentence before the last one of an item's rationale."""
    changed = letter.model_copy(deep=True)
    item = rng.choice(changed.items)
    last = list(sentences(item.rationale))[-1].start
    item.rationale = f"{item.rationale[:last].rstrip()} {sentence} {item.rationale[last:]}".strip()
    return changed


def _editions(told: dict[str, Any], case: Case, one: dict[str, Any], rng: random.Random) -> Iterator[Planted]:
    day = told["ur_date"]
    era = "2018" if day >= dt.date(2018, 1, 1) else "2016" if day >= dt.date(2016, 7, 29) else "2009"
    for where, words in rng.sample(_EDITIONS[era], 4):
        letter = _letter(told, one)
        if where == "prose":
            letter = _with_sentence(letter, words, rng)
        else:
            item = rng.choice(letter.items)
            item.reviewer_guideline = GuidelineBlock(text=words)
            letter = derive(letter)
        yield Planted(case, "reviewer", "edition", words, letter)


# ------------------------------------------------------------------------------------------------- whose case it is


def _identities(told: dict[str, Any], case: Case, one: dict[str, Any], number: int) -> Iterator[Planted]:
    """The head of the letter is of another case: day of injury, day of the denial, age."""
    letter = _letter(told, one)
    if number:
        letter.date_of_injury = one["date_of_injury"] + dt.timedelta(days=403)
        yield Planted(case, "reviewer", "identity", f"injury {letter.date_of_injury}", letter)
        return
    letter.patient.age = one["age"] + 11
    yield Planted(case, "reviewer", "identity", f"age {letter.patient.age}", letter)
    letter = _letter(told, one)
    letter.ur_denial_date = told["ur_date"] - dt.timedelta(days=97)
    yield Planted(case, "reviewer", "identity", f"denial {letter.ur_denial_date}", letter)


#: Papers that may go astray: case, paper, how a reviewer names it, and what he takes from it.
_STRAYS = (
    ("post-fusion-workup", "old imaging", "MRI report of 11/16/2011, Odalys Brandt, MD",
     "The lumbar MRI of 11/16/2011 demonstrated severe foraminal narrowing at L4-5."),
    ("scs-trial", "PSY 0529", "Psychological evaluation 05/29/2014 by Harriet Lindqvist, PhD",
     "On May 29, 2014 the psychologist cleared the patient for the procedure."),
    ("stimulator-and-brace", "LS films", "Lumbar spine x-rays dated 02/14/2013",
     "X-rays of 2/14/13 showed an L5 pars defect."),
    ("lumbar-epidural-repeat", "Tenbrook_PR2_021014", "PR-2 dated 02/10/2014, Warren Oduya, MD",
     "Dr. Oduya's report of 2/10/14 notes spasm and a second injection."),
    ("lumbar-epidural-levels", "shoulder", "Consultation report, Emrys Haldane, MD, 05/12/2014",
     "The consultation of May 12, 2014 describes an impingement syndrome of the right shoulder."),
)  # fmt: skip


def _guest(slug: str, rng: random.Random) -> tuple[str, str]:
    owner, paper, _, _ = _strays(slug, rng)[0]
    return f"{paper}.txt", _paper(owner, paper)


def _strays(slug: str, rng: random.Random) -> list[tuple[str, str, str, str]]:
    others = [stray for stray in _STRAYS if stray[0] != slug]
    rng.shuffle(others)
    return others


def _paper(owner: str, stem: str) -> str:
    papers = load_sources(owner)
    return next(paper.text for output, paper in papers.items() if Path(output).stem == stem)


def _misfiled(told: dict[str, Any], rng: random.Random) -> Iterator[Planted]:
    """Another patient's paper lies among the records and the letter lists it or rests on it."""
    for owner, paper, listed, used in _strays(told["case"], rng)[:2]:
        case = Case(told["case"], (f"{paper}.txt", _paper(owner, paper)))
        letter = _letter(told, rng.choice(told["letters"]))
        letter.documents_reviewed = [listed]
        yield Planted(case, "reviewer", "misfiled", f"listed: {listed}", letter)
        letter = _with_sentence(_letter(told, rng.choice(told["letters"])), used, rng)
        yield Planted(case, "reviewer", "misfiled", used, letter)


# --------------------------------------------------------------------------------------------------- second-hand


def _second_hand(told: dict[str, Any], case: Case) -> Iterator[Planted]:
    """Every rationale and the summary are told from the determination alone."""
    reasons = told.get("told_by_review")
    if not reasons:
        return
    for reason in reasons:
        letter = _letter(told, told["letters"][0])
        letter.summary = ""
        for item in letter.items:
            item.rationale = f"{reason} Therefore, the request is not medically necessary."
            item.decision = "upheld"
        yield Planted(case, "reviewer", "second-hand", reason, letter)
