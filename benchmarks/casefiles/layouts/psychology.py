"""Psychological papers: evaluations, testing, sessions, clearance before surgery."""

from __future__ import annotations

from benchmarks.casefiles.layouts.phrases import PAST
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind

PSYCH = DocumentKind.PSYCH_REPORT
_MOOD = ("$he_c {reports|describes} {depressed mood|sadness|irritability} {most days|nearly every day}.",
    "{Sleep is poor, four to five hours|Sleep is interrupted by pain}.",
    "{Anxiety and worry about finances|Worry about the future} {are prominent|persist}.",
    "{Loss of interest|Withdrawal} from {family activities|friends}.",
    "{Concentration and memory are reduced|$he_c forgets appointments}.",
    "{No suicidal ideation, plan or intent|Suicidal ideation is denied}.",
    "{Appetite is reduced|Weight gain of {15|20} pounds}.")
_STATUS = ("$he_c was {casually|neatly} dressed and {cooperative|guarded at first}.",
    "Mood was {depressed|anxious}; affect {constricted|congruent|tearful}.", "Speech was {normal in rate|slow}.",
    "Thought processes were {linear|goal directed}; no {delusions|hallucinations}.",
    "Insight and judgment were {fair|good}.")
_DIAGNOSES = ("Adjustment disorder with mixed anxiety and depressed mood",
    "Major depressive disorder, single episode, moderate", "Pain disorder associated with psychological factors",
    "Generalized anxiety disorder", "Insomnia related to chronic pain", "Post-traumatic stress disorder")
_TESTS = ("Beck Depression Inventory-II", "Beck Anxiety Inventory", "Pain Catastrophizing Scale", "MMPI-2-RF",
    "Epworth Sleepiness Scale", "PHQ-9", "GAD-7", "Battery for Health Improvement 2")


def evaluation(scene: Scene) -> Paper:
    """A long evaluation with testing."""
    w = scene.writer()
    if scene.chance(0.5):
        w.line(scene.long())
        w.gap(6)
    w.title(scene.rng.choice(("PSYCHOLOGICAL EVALUATION", "INITIAL PSYCHOLOGICAL CONSULTATION REPORT",
            "COMPREHENSIVE PSYCHOLOGICAL EVALUATION", "Behavioral Medicine Evaluation",
            "INITIAL PSYCHOLOGICAL EVALUATION AND REQUEST FOR TREATMENT")), size=2)
    w.fields([*scene.about(),
            (scene.pick("{Date of evaluation|Date of Exam|Date of Interview|Evaluation date}"), scene.date())],
        columns=scene.rng.choice((1, 2)))
    w.section("Reason for referral", scene.pick("$mr was referred by " + scene.story.providers["treating"].who.formal
            + " because of {emotional distress after|depression and anxiety following} the injury of $hurt_long."))
    w.section("History of the injury", scene.history)
    w.section("Psychological complaints", scene.say(_MOOD, 4, 7))
    w.section("Personal and social history", scene.say(PAST, 2, 5) + " " + scene.pick(
            "$he_c was born in {Michoacan|Fresno|Manila|Los Angeles}, the {second|third} of {four|five} children.",
            "$he_c completed {high school|two years of college}."))
    w.section("Mental status examination", scene.say(_STATUS, 3, 5))
    w.section("Psychological testing", [
            f"{test}: {scene.rng.choice(('mild', 'moderate', 'moderate to severe', 'severe'))} range, score "
            f"{scene.rng.randrange(8, 42)}." for test in scene.rng.sample(_TESTS, 4)])
    w.section("Diagnostic impression", [f"Axis I: {scene.rng.choice(_DIAGNOSES)}", "Axis II: No diagnosis",
            f"Axis III: {scene.diagnoses(1)[0][0]}", "Axis IV: occupational and financial stressors",
            f"Axis V: GAF {scene.rng.randrange(48, 62)}"] if scene.day.year < 2015 else scene.rng.sample(_DIAGNOSES, 2))
    w.section("Discussion", scene.pick("The emotional condition is {a compensable consequence of|secondary to} the "
            "orthopedic injury and chronic pain. Without treatment delayed recovery is likely."))
    w.section("Treatment recommendations", [scene.pick("Cognitive behavioral therapy, {6|8|10} sessions"),
            scene.pick("{Biofeedback, 6 sessions|Relaxation training|Psychiatric consultation for medication}")],
        numbered=True)
    w.sign(scene.doctor, f"Licensed Psychologist, PSY {scene.by.licence[1:]}",
        closing=scene.rng.choice(("Sincerely,", "Respectfully submitted,")))
    return scene.paper(PSYCH, w, "psych_evaluation")


def session_note(scene: Scene) -> Paper:
    """One session of therapy."""
    w = scene.writer()
    w.title(scene.rng.choice(("PSYCHOTHERAPY NOTE", "Individual Psychotherapy Session", "Psychotherapy Progress Note",
            "COGNITIVE BEHAVIORAL THERAPY SESSION NOTE", "Group Psychotherapy Note")), size=1.5)
    w.fields([(scene.by.house.patient_label, scene.name),
            (scene.pick("{Date of session|Session date|Date|DOS}"), scene.date()),
            ("Session", f"{scene.visit + 1} of {scene.rng.choice((6, 8, 10, 12))}"),
            ("CPT", scene.rng.choice(("90834", "90837", "90853")))])
    w.section("Subjective", scene.say(_MOOD, 2, 4))
    w.section("Mental status", scene.say(_STATUS, 2, 3))
    w.section("Intervention", scene.pick("{Cognitive restructuring|Diaphragmatic breathing|Activity pacing|Sleep "
            "hygiene} was {taught|practiced}. {Homework was reviewed.|}"))
    w.section("Response and plan",
        scene.pick("{Engaged and receptive|Some improvement in coping}. Next session in {one|two} week{s|}."))
    w.sign(scene.doctor, space=14)
    return scene.paper(PSYCH, w, "psych_session")


def testing(scene: Scene) -> Paper:
    """A report of tests alone."""
    w = scene.writer()
    w.title(scene.pick("{PSYCHOLOGICAL TESTING REPORT|Psychometric Test Results|Report of psychological assessment}"),
        size=1.5)
    w.fields(
        [("Examinee", scene.name), ("Date of testing", scene.date()), ("DOB", scene.born), ("Examiner", scene.doctor)])
    w.table([["Instrument", "Score", "Range"], *([test, str(scene.rng.randrange(5, 70)),
            scene.rng.choice(("mild", "moderate", "severe", "average"))] for test in scene.rng.sample(_TESTS, 6))],
        (4, 1, 2))
    w.section("Interpretation", scene.say(_MOOD, 2, 3) + " "
        + scene.pick("The validity scales {indicate candid responding|suggest some over-reporting}."))
    w.sign(scene.doctor)
    return scene.paper(PSYCH, w, "psych_testing")


def clearance(scene: Scene) -> Paper:
    """A letter that clears for surgery or a trial of a device."""
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.line(scene.story.providers["surgeon"].who.printed("first last, cred"))
    w.gap(6)
    w.fields([("RE", scene.name), (scene.by.house.hurt_label, scene.hurt),
            (scene.by.house.claim_label, scene.patient.claim)], columns=1)
    w.title(scene.pick("{PRE-SURGICAL PSYCHOLOGICAL EVALUATION|Psychological clearance for spinal cord stimulator "
            "trial|Psychological Screening for Surgery}"), size=1, align="left")
    w.para("Dear Doctor:")
    w.para(scene.pick("I evaluated $mr today to determine whether psychological factors stand in the way of "
            "{surgery|the procedure}."))
    w.para(scene.say(_MOOD, 2, 4) + " " + scene.say(_STATUS, 2, 4))
    w.para(scene.pick("There is no {untreated major psychopathology|active substance abuse}. $he_c has {realistic "
            "expectations|adequate support at home} and is cleared from a psychological point of view."))
    w.sign(scene.doctor, "Clinical Psychologist", closing="Sincerely,")
    return scene.paper(PSYCH, w, "psych_clearance")


LAYOUTS = (evaluation, session_note, testing, clearance)
