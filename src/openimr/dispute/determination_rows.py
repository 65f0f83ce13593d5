"""The rows of a determination, taken one after another: labels, lists, tables, and lines of item and decision."""

from __future__ import annotations

import re
from collections.abc import Callable

from openimr.dispute.decided import Decided, is_about, mark_of
from openimr.dispute.listing import Collector, Listed, names_treatment, tidy
from openimr.dispute.outcomes import Outcome, find_outcome, is_outcome_only
from openimr.dispute.papertext import Row, joined
from openimr.dispute.paperwords import paper_words
from openimr.dispute.partgranted import part_behind_approved, part_behind_modified
from openimr.dispute.sentences import first_sentence, sentences

#: Whether some words begin an item that another paper names.
Known = Callable[[str], bool]

_ROW_END = re.compile(r"[\w)\]%]\s*[-–—:|,]{1,2}\s*$|[\w)\]%.#]\s*$|\(\s*$")
_PROSE = re.compile(r"\b(?:is|are|was|were|has|have|be|been|that|which|not|this)\b", re.IGNORECASE)
_COUNTS = re.compile(r"\s(?P<asked>\d{1,4}(?:\s[a-z]+)?)\s+(?P<given>\d{1,4}(?:\s[a-z]+)?)$")
_CODE_COLUMN = re.compile(r"\s(?:\d{5}|[A-V]\d{4})(?:[\s,/-]{1,2}(?:\d{5}|[A-V]\d{4}))*(?:\s+(?P<count>\d{1,4}))?$")
_KEYED = re.compile(r"^(?P<key>[A-Za-z0-9][A-Za-z0-9 '/()-]{2,58}):\s")
_STARTS_ITEM = re.compile(r"^\(?\d{1,2}[).:]\s")
_LEADS_LIST = re.compile(
    r"^\W*(?:the\s|each of the\s|all of the\s)?(?:following\b[^.]{0,50}|(?:these|requested)\s(?:services?"
    r"|items?|treatments?|requests?)\b[^.]{0,30}|"
    r"(?:services?|items?|treatments?|requests?|medications?|procedures?)(?:\(s\))?(?:\s(?:that\s)?(?:is"
    r"|are|was|were))?)\s*$",
    re.IGNORECASE,
)
_LIST_TAIL = re.compile(
    r"\s*(?:services?|items?|treatments?|requests?|procedures?|medications?)?(?:\(s\))?(?:\s?(?:as follows"
    r"|include[sd]?|are|is|the following))?\s?(?::\s*|$)",
    re.IGNORECASE,
)
_TABLE_PROSE = re.compile(
    r"[.;](?:\s|$)(?!\s*[A-Z(])|\b(?:is|are|was|were|may|will|the|this|with|within|that|you|your|and|if)\b",
    re.IGNORECASE,
)


class RowReader:
    """Takes the pieces of a determination one after another."""

    def __init__(self, known: Known) -> None:
        self.items: list[Decided] = []
        self.denies = False
        self.known = known
        self._words = paper_words()
        self._mode = ""
        self._group: list[Decided] = []
        self._collector = Collector(known)
        self._collected = 0
        self._listed_outcome: Outcome | None = None
        self._table = False
        self._tabled = False
        self._next = 1
        self._cited_column = False
        self._counts_column = False
        self._pending: list[Row] = []
        self._closed = False

    # --- rows --------------------------------------------------------------------------------------------------------

    def take(self, row: Row) -> None:
        """Take the next piece."""
        text = row.text
        head = self._words.label.match(text)
        kind = self._words.kinds[" ".join(head["label"].lower().split())] if head else ""
        if head and kind == "item" and self._plain_item(head, text):
            kind = ""
        if kind and head is not None:
            self._labelled(kind, head, row)
            return
        if self._table_head(text):
            return
        header = self._outcome_header(row)
        if header:
            return
        if self._table and self._table_row(row):
            return
        if self._closed and not _STARTS_ITEM.match(text):
            return
        if self._inline(row):
            self._closed = False
            return
        self._by_mode(row)

    def finish(self) -> None:
        """Close what is still open."""
        self._collect()
        self._end_table()

    def _plain_item(self, head: re.Match[str], text: str) -> bool:
        """ "Service …" and "Treatment …" are labels only before a colon or a number, or alone on their line."""
        return not (head["number"] or head["mark"].strip().startswith(":") or head.end() >= len(text))

    def _labelled(self, kind: str, head: re.Match[str], row: Row) -> None:
        rest = row.cut(head.end())
        if kind == "field":
            self._field(head, row)
            return
        if kind == "close":
            if head["mark"].strip() in (":", "") or len(row.text) < 60:
                self._collect()
                self._end_table()
                self._mode, self._closed = "", True
            elif self._mode:
                self._by_mode(row)
            return
        if kind == "item":
            self._collect()
            self._end_table()
            self._closed = self._tabled = False
            self._listed_outcome = None
            self._mode = "item"
            self._group = []
            number = int(head["number"]) if head["number"] else None
            if rest.text and not self._inline(rest, labelled=True, number=number):
                self._collector.feed(rest, fresh=True)
                self._number(number)
            elif rest.text:
                self._number(number)
            return
        if kind in ("guideline", "reason") and (self._table or self._closed):
            self._end_table()
            self._closed = False
        if self._closed and kind != "outcome":
            return
        if kind == "outcome":
            self._outcome(rest)
        elif kind == "approved":
            self._approved(rest)
        elif kind == "requested_quantity":
            self._requested(rest)
        else:
            listed = self._mode == "listed"
            self._collect()
            if listed:
                # what follows lists headed by their outcome explains all that was not approved
                self._group = [item for item in self.items if item.outcome != "approved"] or self._group
            self._mode = kind
            if rest.text:
                self._tell(kind, rest)

    def _field(self, head: re.Match[str], row: Row) -> None:
        """A field of the head, or a sentence that begins with the same word."""
        if head["mark"].strip().startswith(":") or not self._mode or len(row.text) < 30:
            if self._mode == "item":
                self._collect()
                self._mode = ""
        elif not self._closed:
            self._by_mode(row)

    def _end_table(self) -> None:
        """What stands below the last decision of a table goes with its item."""
        if self._table:
            for row in self._pending:
                self._sort(row)
        self._pending = []
        self._tabled = self._tabled or self._table
        self._table = False

    def _number(self, number: int | None) -> None:
        if number is not None and len(self._collector.items) > self._collected:
            self._collector.items[-1].number = number
        elif number is not None and self._group:
            self._group[-1].number = number

    def _outcome(self, rest: Row) -> None:
        self._collect()
        found = find_outcome(rest.text)
        if found is None:
            if not rest.text and (self._open() or self._group):
                self._mode = "outcome"
            if rest.text and names_treatment(rest.text) and not self._group:
                self._inline(rest)
            return
        self._closed = False
        group = [item for item in self._group if item.outcome == "unknown"] or self._open()
        if not group:
            self._inline(rest)
            return
        self._decide(group, found.outcome, rest, found.end)

    def _open(self) -> list[Decided]:
        """Items that wait for a decision: the last run of them."""
        waiting: list[Decided] = []
        for item in reversed(self.items):
            if item.outcome != "unknown":
                break
            waiting.append(item)
        return waiting[::-1]

    def _decide(self, group: list[Decided], outcome: Outcome, row: Row, end: int) -> None:
        rest = row.cut(end)
        for item in group:
            item.outcome = outcome
            item.evidence.append(row)
        self._group = group
        self._mode = "decided"
        if not re.search(r"[A-Za-z]{2}|\d", rest.text):
            return
        if outcome == "modified" and not self._words.cites.match(rest.text):
            if (told := part_behind_modified(rest.text)) is not None:
                for item in group:
                    item.approved = item.approved or told[0]
                rest = rest.cut(told[1])
        elif outcome == "approved" and len(group) == 1 and (part := part_behind_approved(rest.text)) is not None:
            group[0].outcome, group[0].approved = "modified", group[0].approved or part
            rest = rest.cut(len(first_sentence(rest.text)))
        self._sort(rest)

    def _approved(self, rest: Row) -> None:
        self._collect()
        group = self._group or self._open() or self.items[-1:]
        if not rest.text:
            self._mode = "approved"
            return
        for item in group[-1:]:
            item.approved = item.approved or rest.text.strip(" .;")
            item.evidence.append(rest)
            if item.outcome == "unknown":
                item.outcome = "modified"

    def _requested(self, rest: Row) -> None:
        """A quantity or frequency on a line of its own belongs to the item above it."""
        if not rest.text or not re.search(r"\d", rest.text):
            return
        if len(self._collector.items) > self._collected:
            self._collector.items[-1].rows.append(rest)
        elif self._group:
            self._group[-1].requested = rest.text.strip(" .;")

    def _by_mode(self, row: Row) -> None:
        if self._mode == "item":
            found = find_outcome(row.text)
            if is_outcome_only(row.text) and found:
                self._outcome(row)
                return
            if not self._collector.feed(row):
                self._collect()
                self._mode = ""
            return
        if self._mode == "outcome":
            found = find_outcome(row.text)
            if found:
                group = self._open() or self._group
                self._decide(group, found.outcome, row, found.end if found.start < 3 else len(row.text))
            return
        if self._mode == "approved":
            self._approved(row)
            self._mode = "decided"
            return
        if self._mode in ("guideline", "reason"):
            self._tell(self._mode, row)
        elif self._mode == "decided":
            self._sort(row)
        elif self._mode == "listed" and self._listed_outcome is not None:
            self._collector.feed(row)

    # --- items -------------------------------------------------------------------------------------------------------

    def _collect(self) -> None:
        """Make items of the rows collected since the last time."""
        new: list[Decided] = []
        for listed in self._collector.items[self._collected :]:
            row = tidy(listed.row)
            if not re.search(r"[A-Za-z]{2}", row.text):
                continue
            new.append(self._item(row, listed.number))
        self._collected = len(self._collector.items)
        if not new:
            return
        self._group = new
        if self._listed_outcome is not None:
            for item in new:
                item.outcome = self._listed_outcome

    def _item(self, row: Row, number: int | None) -> Decided:
        """The item of these words: the one read already (a table above, details below), or a new one."""
        mark = mark_of(row.text)
        for item in self.items:
            if mark_of(item.heading.text) == mark:
                item.evidence.append(row)
                return item
        item = Decided(row, number, evidence=[row])
        self.items.append(item)
        return item

    def _inline(self, row: Row, *, labelled: bool = False, number: int | None = None) -> bool:
        """Item and decision in one row: "2) Lumbar brace - not certified. ACOEM page 301"."""
        text = row.text
        place = 0
        while (found := find_outcome(text, place)) is not None:
            head = text[: found.start]
            place = found.end
            if found.start < 4 or len(head) > 240:
                if len(head) > 240:
                    return False
                continue
            if not _ROW_END.search(head) or not self._names_item(head, labelled, text[found.end :]):
                continue
            listing = self._listed(row.cut(0, found.start))
            if not listing:
                return False
            self._collect()
            new = []
            for listed in listing:
                heading = tidy(listed.row)
                heading, asked, given = self._columns(heading)
                item = self._item(heading, listed.number if listed.number is not None else number)
                item.requested, item.approved = asked or item.requested, given or item.approved
                new.append(item)
            self._decide(new, found.outcome, row, found.end)
            return True
        return False

    def _listed(self, row: Row) -> list[Listed]:
        """The items of a row that states them with their decision; a bare number before the first counts on."""
        collector = Collector(self.known, self._next)
        collector.feed(row, fresh=True)
        self._next = collector.next
        return collector.items

    def _names_item(self, head: str, labelled: bool, after: str) -> bool:
        """Whether the words before a decision are an item's and no sentence's."""
        if not (names_treatment(head) or self.known(head)):
            return False
        parted = re.search(r"[-–—:|(,]\s*$", head)
        if labelled or self.known(head):
            return True
        if _PROSE.search(head) or re.search(r"\w{4}\.\s+[A-Z]", head):
            return False
        if self._mode in ("guideline", "reason", "decided") and not _STARTS_ITEM.match(head):
            # within citations and reasons only an unmistakable line is an item
            return bool(re.search(r"\s[-–—|]{1,2}\s*$", head)) and head[0].isupper()
        return bool(parted) or not re.search(r"\w", after) or bool(re.match(r"\s*[.;:(–—-]", after)) or self._table

    def _outcome_header(self, row: Row) -> bool:
        """ "Denied:" or "The following services are not certified:" above a list; "Approved: X" with one item."""
        text = row.text
        found = find_outcome(text)
        if found is None or found.start > 90 or self._mode == "outcome":
            return False
        before, after = text[: found.start], text[found.end :]
        tail = _LIST_TAIL.match(after)
        announces = text.endswith(":") and "following" in text.lower() and not names_treatment(before)
        if re.search(r"\w", before) and not announces and not _LEADS_LIST.match(before):
            return False
        if tail is None and re.search(r"\w", after):
            return False
        bare = not re.search(r"\w", before) and not (tail and tail.group().strip())
        if bare and (self._pending or self._open() or self._mode == "item" or self._table):
            return False  # a bare word of decision decides what stands above it
        rest = row.cut(found.end + (tail.end() if tail else len(after)))
        if self._group and self._group[-1].outcome == "modified" and found.outcome == "approved" and rest.text:
            self._approved(rest)
            return True
        if rest.text and not (names_treatment(rest.text) or self.known(rest.text)):
            return False
        self._collect()
        self._end_table()
        self._closed = False
        self._mode, self._listed_outcome = "listed", found.outcome
        if rest.text:
            self._collector.feed(rest, fresh=True)
        return True

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table_head(self, text: str) -> bool:
        if len(text) > 110 or (find_outcome(text) and not self._words.table_outcome.search(text)):
            return False
        items = self._words.table_item.findall(text)
        outcomes = self._words.table_outcome.findall(text)
        if not items or not outcomes or _TABLE_PROSE.search(text) or len(text.split()) > 14 or re.search(r"\d|%", text):
            return False
        if names_treatment(text) or self.known(text):
            return False
        self._collect()
        self._end_table()
        self._table, self._closed, self._mode = True, False, ""
        self._cited_column = bool(re.search(r"guideline|criteria|citation|reference|basis", text, re.IGNORECASE))
        self._counts_column = bool(re.search(r"requested|qty|quantity|units", text, re.IGNORECASE)) and bool(
            re.search(r"approved|certified|authorized", text, re.IGNORECASE)
        )
        self._pending = []
        self._next = 1
        return True

    def _table_row(self, row: Row) -> bool:
        """A row of a table: the item, its decision, or what stands in the columns behind."""
        text = row.text
        found = find_outcome(text)
        if found is not None and self._cited_column and self._words.cites.search(text[: found.start]):
            found = None
        if found is not None and (found.start < 3 or _ROW_END.search(text[: found.start])):
            head = row.cut(0, found.start)
            rows = [*self._tail_begins_item(), *([head] if head.text else [])]
            heading = joined(rows) if rows else None
            if heading is None or not heading.text:
                return False
            listing = self._listed(heading)
            if not listing:
                return False
            listed = listing[0]
            name = tidy(listed.row)
            name, asked, given = self._columns(name)
            item = self._item(name, listed.number)
            item.requested, item.approved = asked or item.requested, given or item.approved
            self._pending = []
            self._decide([item], found.outcome, row, found.end)
            self._table = True
            return True
        self._pending.append(row)
        return True

    def _columns(self, name: Row) -> tuple[Row, str | None, str | None]:
        """An item's words without the columns behind them, and what those say was asked for and approved."""
        counts = _COUNTS.search(name.text) if self._counts_column else None
        if counts:
            return name.cut(0, counts.start()), counts["asked"], counts["given"]
        code = _CODE_COLUMN.search(name.text)
        if code and (self._table or self._tabled):
            return name.cut(0, code.start()), code["count"], None
        return name, None, None

    def _tail_begins_item(self) -> list[Row]:
        """Of the rows since the last decision, those that begin the next item; the others go with the last one."""
        rows = self._pending
        begin = len(rows)
        for number, row in enumerate(rows):
            before = rows[number - 1].text if number else ""
            starts = self.known(row.text) or (
                (
                    names_treatment(row.text)
                    or _STARTS_ITEM.match(row.text) is not None
                    or row.text[:2].strip().isdigit()
                )
                and not self._words.cites.search(row.text)
                and not row.text.endswith(".")
                and not before.endswith((",", "-", "/", "(", "&", ";"))
                and not row.text[0].islower()
            )
            if starts:
                begin = number
                break
        else:
            begin = 0 if not self.items or not self._group else len(rows)
        for row in rows[:begin]:
            self._sort(row)
        return rows[begin:]

    # --- reasons -----------------------------------------------------------------------------------------------------

    def _tell(self, kind: str, row: Row) -> None:
        """Give a citation or a reason to the items it is about."""
        keyed = _KEYED.match(row.text)
        group = self._group or self._open() or self.items
        if keyed and len(self.items) > 1:
            about = [item for item in self.items if is_about(keyed["key"], item.heading.text)]
            if len(about) == 1:
                self._group = group = about
                self._tabled = False
                row = row.cut(keyed.end())
        elif len(group) == 1 and self._mode == kind and self._for_all(kind, group[0]):
            group = self.items
        for item in group:
            (item.citation if kind == "guideline" else item.reason).append(row)

    def _for_all(self, kind: str, item: Decided) -> bool:
        """Whether one explanation below a table is about all of its items."""
        return self._tabled and item is self.items[-1]

    def _sort(self, row: Row) -> None:
        """Give the sentences behind a decision to the citation or to the reasons, by their words."""
        for piece in sentences(row):
            kind = "guideline" if self._words.cites.search(piece.text) else "reason"
            for item in self._group:
                target = item.citation if kind == "guideline" else item.reason
                if self._cited_column and self._table and item.citation and not item.reason:
                    target = item.citation
                target.append(piece)
