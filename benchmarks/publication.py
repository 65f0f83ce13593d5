"""How much of what was planted publication finds, in papers of a pool that was not tuned on, and how fast.

Presidio's pattern recognisers read some of the same papers in the same run (``make peers`` once).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks import presidio_peer
from benchmarks.measuring import Figure, rate
from benchmarks.plantednames import Paper, Planted, Pool, paper
from openimr.publication import Parties, Party
from openimr.publication.finding import Finder, Hit

#: The seeds of the held-out papers; those that rules were mended on lie below.
HELD_OUT = range(1_000_000, 1_002_000)
#: So many of them are read by the peer, too.
BESIDE_PEER = 150


@dataclass(slots=True)
class Score:
    """What was found: planted and missed by kind, hits that are no identifier, and those left to a person."""

    planted: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    undecided: int = 0
    hits: int = 0
    blanks: int = 0
    wrong: int = 0
    wrong_blanks: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """The share of what was planted of a kind that a hit covers whole."""
        return 1 - self.missed[kind] / max(1, self.planted[kind])

    @property
    def precision(self) -> float:
        """The share of proposed blanks that touch something planted."""
        return 1 - self.wrong_blanks / max(1, self.blanks)

    @property
    def precision_of_hits(self) -> float:
        """The same of all hits, those left to a person too."""
        return 1 - self.wrong / max(1, self.hits)


def parties_of(made: Paper) -> Parties:
    """The parties that a generated paper's case tells of."""
    return Parties(
        parties=tuple(Party(role=p.role, name=p.name, kind="firm" if p.firm else "person") for p in made.parties)
    )


def kind_of(planted: Planted) -> str:
    """What recall is told for: names the case knows, names it does not, numbers."""
    return "number" if planted.kind == "number" else "known name" if planted.known else "other name"


def score(papers: Iterable[Paper]) -> Score:
    """Both passes over papers, held against what was planted."""
    total = Score()
    for made in papers:
        judge(total, made, Finder(parties_of(made)).hits_in(made.text))
    return total


def judge(total: Score, made: Paper, hits: list[Hit]) -> None:
    """Add one paper to a score: planted is found where every letter and figure of it lies in a hit."""
    covered = bytearray(len(made.text))
    for hit in hits:
        covered[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    for one in made.planted:
        total.planted[kind_of(one)] += 1
        if any(made.text[at].isalnum() and not covered[at] for at in range(one.start, one.end)):
            total.missed[kind_of(one)] += 1
            total.errors.append((f"missed {one.writer}", made.text[max(0, one.start - 30) : one.end + 20]))
    for hit in hits:
        right = any(one.start < hit.end and hit.start < one.end for one in made.planted)
        total.hits += 1
        total.undecided += hit.proposed == "decide"
        total.blanks += hit.proposed == "blank"
        total.wrong += not right
        if not right:
            total.wrong_blanks += hit.proposed == "blank"
            total.errors.append((f"wrong {hit.proposed} {hit.kind}", made.text[max(0, hit.start - 30) : hit.end + 20]))


def figures(count: int = len(HELD_OUT), pool: Pool = "held_out") -> list[Figure]:
    """Recall, precision and speed on the held-out pool."""
    papers = [paper(seed, pool) for seed in HELD_OUT[:count]]
    total = score(papers)
    some = [(Finder(parties_of(made)), made.text) for made in papers[:100]]
    remark = f"{count:,} generated letters and records, pool {pool}"

    def found() -> int:
        return len([finder.hits_in(text) for finder, text in some])

    shares = (
        ("names the case knows, found", total.recall("known name"), 0.998),
        ("names nobody told of, found", total.recall("other name"), None),
        ("numbers and addresses, found", total.recall("number"), 0.999),
        ("proposed blanks that are identifiers", total.precision, 0.95),
        ("hits that are identifiers, those left to a person too", total.precision_of_hits, 0.95),
    )
    made = [
        Figure(f"publication: {what}", 100 * share, "%", f"≥ {100 * least:g} %" if least else "",
               within=None if least is None else share >= least, remark=remark)
        for what, share, least in shares
    ]  # fmt: skip
    share = second_look_alone(papers)
    alone = Figure(
        "publication: names the case knows, touched by the second look alone", 100 * share, "%", "≥ 90 %",
        share >= 0.9, remark=remark,
    )  # fmt: skip
    value = rate(found)
    speed = Figure("publication: all passes", value, "papers/s", remark="a paper of about 20 lines")
    return [*made, alone, speed, *beside_peer(papers[:BESIDE_PEER], value)]


def second_look_alone(papers: Iterable[Paper]) -> float:
    """The share of the names that the case knows of which the second look finds a part, without any other pass."""
    planted = touched = 0
    for made in papers:
        likely = list(Finder(parties_of(made)).look.find(made.text))
        names = [one for one in made.planted if one.known and one.kind == "name"]
        planted += len(names)
        touched += sum(any(like.start < one.end and one.start < like.end for like in likely) for one in names)
    return touched / max(1, planted)


def beside_peer(papers: list[Paper], speed: float) -> list[Figure]:
    """Ours and the peer's on the same papers; without the peer's column where its environment has not been made.

    Args:
        papers: what both read.
        speed: ours, in papers a second.
    """
    answer = presidio_peer.ask([made.text for made in papers])
    ours, theirs = score(papers), Score()
    for made, found in zip(papers, answer["found"] if answer else (), strict=bool(answer)):
        judge(theirs, made, [
            Hit(place=(), start=one["start"], end=one["end"], kind=one["kind"], passes=("form",), proposed="blank")
            for one in found
        ])  # fmt: skip
    name = f"{presidio_peer.NAME} {answer['version']}" if answer else ""
    remark = f"{len(papers)} of the same papers; the peer's pattern recognisers, no language model, no dates"

    def figure(what: str, share: float, peer: float) -> Figure:
        return Figure(f"publication, beside the peer: {what}", 100 * share, "%", peer=name,
                      peer_value=100 * peer if answer else None, remark=remark)  # fmt: skip

    return [
        figure("numbers and addresses, found", ours.recall("number"), theirs.recall("number")),
        figure("names, known or not, found", recall_of_names(ours), recall_of_names(theirs)),
        figure("hits that are identifiers", ours.precision_of_hits, theirs.precision_of_hits),
        Figure("publication, beside the peer: speed", speed, "papers/s", peer=name,
               peer_value=float(answer["papers_per_second"]) if answer else None, remark=remark),
    ]  # fmt: skip


def recall_of_names(total: Score) -> float:
    """The share of all names that a hit covers whole."""
    kinds = ("known name", "other name")
    return 1 - sum(total.missed[kind] for kind in kinds) / max(1, sum(total.planted[kind] for kind in kinds))


def errors(pool: Pool, seeds: range, kinds: int = 30) -> str:
    """What went wrong, by kind, for whoever mends a rule: ``python -m benchmarks.publication``."""
    total = score(paper(seed, pool) for seed in seeds)
    lines = [f"{kind}: {total.planted[kind]} planted, {total.missed[kind]} missed, recall {total.recall(kind):.4%}"
             for kind in sorted(total.planted)]  # fmt: skip
    lines += [
        f"precision of blanks {total.precision:.3%} ({total.wrong_blanks} of {total.blanks} wrong)",
        f"of all hits {total.precision_of_hits:.3%} ({total.undecided} of {total.hits} left to a person)",
    ]
    by_kind = Counter(kind for kind, _ in total.errors)
    for kind, number in by_kind.most_common(kinds):
        lines.append(f"{number:5} {kind}")
        lines += [f"        {passage!r}" for what, passage in total.errors if what == kind][:4]
    return "\n".join(lines)


if __name__ == "__main__":
    print(errors("tuned", range(500)))
