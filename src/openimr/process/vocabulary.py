"""The words the rule files of the procedure may use for what the program does: guards, effects, conditions, tests."""

from __future__ import annotations

#: Conditions that hold an event back; :mod:`openimr.process.guards` checks them.
GUARDS = frozenset({
    "known-items", "items-open", "items-eligible", "reasons-listed", "request-open", "request-new",
    "request-limit-passed", "window-passed", "records-limit-passed", "liability-disputed",
    "administrator-agrees-or-undisputed", "same-physician-and-injury", "conflicts-cleared", "another-reviewer",
    "more-than-the-denial", "short-extension", "certified", "something-overturned", "redaction-confirmed",
    "appeal-time-passed", "something-to-assign", "items-unserved", "may-be-petitioned", "before-the-board",
    "something-served", "request-not-received", "may-be-amended", "not-denied",
    "same-reviewer", "decisions-kept", "correction-waits", "amendment-waits", "all-that-waits", "no-letter-waits",
    "letter-waits",
})  # fmt: skip

#: Effects that settle something for a party: only a person may bring them about.
DECIDING_EFFECTS = frozenset({
    "items-merged", "items-ineligible", "items-deferred", "items-eligible", "items-terminated", "decide-items",
    "consolidate", "expedite", "clear-reviewer", "assign-reviewer", "remand", "redaction", "assign-items",
    "serve-items", "deny-petition", "separate", "decline-expedite", "correct", "sign-correction", "sign-amendment",
    "serve-letter", "withdraw-letter",
})  # fmt: skip

#: What an event does beside moving the case; :mod:`openimr.process.effects` does it.
EFFECTS = DECIDING_EFFECTS | {
    "note", "list-items", "open-request", "close-request", "liability-resolved", "agreed", "certify",
    "petition", "implement", "publish",
}  # fmt: skip

#: What a clock may ask for before it runs.
CONDITIONS = frozenset({
    "expedited", "formulary", "liability", "liability-then", "mode", "outcome", "phase", "records", "result", "sender",
    "served", "standing", "status", "timing",
})  # fmt: skip

#: How the fact behind a reason of ineligibility is seen; ``person`` where only a person can.
TESTS = frozenset({
    "person", "unsigned", "late", "maybe-late", "no-determination", "denied-for-information", "liability-disputed",
    "not-necessity", "duplicate", "before-programme", "authorized", "early-designation", "same-day-designation",
    "unproved-representation", "unanswered",
})  # fmt: skip

#: How a paper can be served.
MODES = frozenset({"mail", "electronic", "fax", "personal"})
