"""Containers opened one level at a time, within limits: files in PDFs and DOCX, what is sent between processes."""

from __future__ import annotations

import pickle
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from openimr.casefile import open_case
from openimr.casefile.files.containers import Limits, Opened, Source, Unpacking, open_container
from tests.casefile import paperfiles
from tests.casefile.paperfiles import NOTE
from tests.casefile.pdfpapers import page_picture

COVER = "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later."


def sources(path: Path, limits: Limits | None = None) -> tuple[list[Source], list[str]]:
    unpacking = Unpacking(path.parent / "out", limits or Limits())
    return list(unpacking.sources(path, path.name)), [problem.code for problem in unpacking.problems]


def names(path: Path, limits: Limits | None = None) -> list[str]:
    return [source.file for source in sources(path, limits)[0]]


def with_files(path: Path, page: str, files: dict[str, bytes], *, portfolio: bool = False, **saving: object) -> Path:
    with pikepdf.open(paperfiles.pdf(path.with_suffix(".plain"), page)) as pdf:
        for name, data in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
        if portfolio:
            pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
        pdf.save(path, **saving)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize(
    "saving",
    [{"object_stream_mode": pikepdf.ObjectStreamMode.disable},
     {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
     {"encryption": pikepdf.Encryption(user="", owner="x")}, {"linearize": True}],
    ids=["plain", "packed objects", "encrypted", "linear"],
)
def test_files_attached_to_a_pdf(tmp_path: Path, saving: dict[str, object]) -> None:
    note = paperfiles.pdf(tmp_path / "n.pdf", NOTE).read_bytes()
    path = with_files(tmp_path / "a.pdf", NOTE * 3, {"mri.txt": b"MRI LUMBAR SPINE", "note.pdf": note}, **saving)
    found, problems = sources(path)
    assert [(s.file, s.type) for s in found] == [
        ("a.pdf", "pdf"), ("a.pdf!/mri.txt", "txt"), ("a.pdf!/note.pdf", "pdf"),
    ]
    assert found[1].path.read_bytes() == b"MRI LUMBAR SPINE" and found[2].path.read_bytes() == note and not problems


def test_files_at_pages_and_associated_files(tmp_path: Path) -> None:
    with pikepdf.open(paperfiles.pdf(tmp_path / "x.pdf", NOTE, NOTE)) as pdf:
        def specification(name: str, data: bytes) -> Dictionary:
            return Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=Stream(pdf, data)))

        pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([9, 9, 20, 20]),
                         FS=specification("pinned.txt", b"Pinned to the second page"))
        pdf.pages[1].Annots = Array([pin])
        shared = pdf.make_indirect(specification("both.txt", b"Named twice, there once"))
        pdf.Root.AF = Array([shared])
        pdf.pages[0].AF = Array([shared, Dictionary(EF=Dictionary(F=Stream(pdf, b"Without a name")))])
        pdf.save(tmp_path / "a.pdf")
    assert names(tmp_path / "a.pdf") == [
        "a.pdf", "a.pdf!/both.txt", "a.pdf!/attachment-2", "a.pdf!/pinned.txt",
    ]


def test_the_cover_of_a_portfolio_is_no_paper(tmp_path: Path) -> None:
    files = {"a.txt": NOTE.encode(), "../b.txt": b"Second note"}
    found, problems = sources(with_files(tmp_path / "a.pdf", COVER, files, portfolio=True))
    assert [s.file for s in found] == ["a.pdf!/b.txt", "a.pdf!/a.txt"]
    assert sorted(problems) == ["portfolio-cover", "unsafe-name"]
    # a cover letter of its own is a paper, and so is the page of a portfolio in which nothing is
    letter = with_files(tmp_path / "b.pdf", NOTE * 3, files, portfolio=True)
    assert names(letter)[0] == "b.pdf"
    assert names(with_files(tmp_path / "c.pdf", COVER, {}, portfolio=True)) == ["c.pdf"]


def test_a_portfolio_is_a_case(tmp_path: Path) -> None:
    ur = b"UTILIZATION REVIEW DETERMINATION\nDate of decision: 04/01/2014\nNon-certified."
    path = with_files(tmp_path / "case.pdf", COVER, {"ur.txt": ur, "note.txt": NOTE.encode()}, portfolio=True)
    case = open_case(path, cache=None, workers=1)
    assert {d.file: d.kind.value for d in case.documents} == {
        "case.pdf!/note.txt": "progress_report", "case.pdf!/ur.txt": "ur_determination",
    }


def test_pdfs_inside_pdfs_end_at_the_limit(tmp_path: Path) -> None:
    data = paperfiles.pdf(tmp_path / "x.pdf", NOTE).read_bytes()
    for _ in range(7):
        data = with_files(tmp_path / "y.pdf", NOTE, {"inner.pdf": data}).read_bytes()
    (tmp_path / "a.pdf").write_bytes(data)
    found, problems = sources(tmp_path / "a.pdf")
    assert [s.file.count("!/") for s in found] == [0, 1, 2, 3, 4]
    assert problems == ["too-deep"]


def test_a_bomb_in_a_pdf_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    with pikepdf.open(paperfiles.pdf(tmp_path / "x.pdf", NOTE)) as pdf:
        packed = zlib.compress(b"\0" * 40_000_000, 9)
        for number, filters in enumerate((Name.FlateDecode, Array([Name.FlateDecode, Name.FlateDecode]))):
            stream = Stream(pdf, packed)
            stream.stream_dict.Filter = filters  # type: ignore[attr-defined]
            specification = Dictionary(Type=Name.Filespec, F=String(f"{number}.txt"), EF=Dictionary(F=stream))
            pdf.Root[f"/AF{number}"] = specification
        pdf.Root.AF = Array([pdf.Root.AF0, pdf.Root.AF1])
        pdf.save(tmp_path / "a.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    found, problems = sources(tmp_path / "a.pdf", Limits(ratio=100, ratio_from=1_000_000))
    assert [s.file for s in found] == ["a.pdf"] and sorted(problems) == ["bomb", "damaged"]
    assert sum(f.stat().st_size for f in (tmp_path / "out").rglob("*") if f.is_file()) == 0


def test_attachments_that_are_rubbish(tmp_path: Path) -> None:
    with pikepdf.open(paperfiles.pdf(tmp_path / "x.pdf", NOTE)) as pdf:
        tree = pdf.make_indirect(Dictionary())
        tree.Kids = Array([tree, 3])
        tree.Names = Array([String("a"), Name.x, String("b")])
        pdf.Root.Names = Dictionary(EmbeddedFiles=tree)
        pdf.Root.AF = Array([Dictionary(EF=Dictionary(F=3)), Dictionary(EF=Name.x), Name.y])
        pdf.pages[0].Annots = Array([Name.x, Dictionary(FS=Dictionary(EF=Dictionary()))])
        pdf.save(tmp_path / "a.pdf")
    assert names(tmp_path / "a.pdf") == ["a.pdf"]


def test_pages_pasted_into_word_as_pictures(tmp_path: Path) -> None:
    import docx

    page, logo = BytesIO(), BytesIO()
    page_picture(dpi=110).save(page, "PNG")
    Image.new("L", (1400, 300), 200).save(logo, "PNG")
    document = docx.Document()
    document.add_paragraph("Records of Marlo Quince, as scanned:")
    for picture in (logo, page):
        document.add_picture(picture)
    document.save(str(tmp_path / "a.docx"))
    found, problems = sources(tmp_path / "a.docx")
    assert [(s.type, s.file.startswith("a.docx!/image")) for s in found] == [("docx", False), ("image", True)]
    assert not problems


def test_what_comes_out_can_be_sent_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(paperfiles.zipped({"note.txt": NOTE.encode(), "bad\x07name.txt": b"x"}))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        opened = pool.submit(open_container, path, "a.zip", "zip", tmp_path / "place", Limits()).result()
    assert opened == pickle.loads(pickle.dumps(opened))
    assert [member.file for member in opened.members] == ["a.zip!/note.txt", "a.zip!/bad_name.txt"]
    assert opened.members[0].path.read_text() == NOTE and opened.unpacked == len(NOTE) + 1


def test_somebody_else_opens_the_containers(tmp_path: Path) -> None:
    seen: list[tuple[str, str, int]] = []

    def opener(path: Path, file: str, kind: str, folder: Path, left: Limits) -> Opened:
        seen.append((file, kind, left.depth))
        return open_container(path, file, kind, folder, left)

    inner = paperfiles.zipped({"note.txt": NOTE.encode()})
    (tmp_path / "a.zip").write_bytes(paperfiles.zipped({"b.zip": inner}))
    unpacking = Unpacking(tmp_path / "out", opener=opener)
    assert [s.file for s in unpacking.sources(tmp_path / "a.zip", "a.zip")] == ["a.zip!/b.zip!/note.txt"]
    assert seen == [("a.zip", "zip", 4), ("a.zip!/b.zip", "zip", 3)]


def test_a_container_that_took_its_process_down_costs_itself_only(tmp_path: Path) -> None:
    from openimr.problems import Problem

    def opener(path: Path, file: str, kind: str, folder: Path, left: Limits) -> Opened:
        if kind == "zip":
            return Opened(problems=(Problem(code="damaged", message="it took too long", file=file),))
        return open_container(path, file, kind, folder, left)

    (tmp_path / "a.zip").write_bytes(paperfiles.zipped({"b.txt": b"x"}))
    unpacking = Unpacking(tmp_path / "out", opener=opener)
    assert list(unpacking.sources(tmp_path / "a.zip", "a.zip")) == []
    assert [s.type for s in unpacking.sources(paperfiles.pdf(tmp_path / "b.pdf", NOTE), "b.pdf")] == ["pdf"]
    assert [p.message for p in unpacking.problems] == ["it took too long"]


def test_an_archive_with_an_endless_directory_is_not_opened(tmp_path: Path) -> None:
    data = bytearray(paperfiles.zipped({"note.txt": NOTE.encode()}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12:end + 16] = (300_000_000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert sources(tmp_path / "a.zip") == ([], ["bomb"])


def test_many_refusals_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(paperfiles.zipped({f"{n}.txt": b"x" * 50 for n in range(200)}))
    found, problems = sources(tmp_path / "a.zip", Limits(total_bytes=120))
    assert len(found) == 2 and problems.count("too-large") == 21


def test_a_member_packed_in_an_unknown_way(tmp_path: Path) -> None:
    data = bytearray(paperfiles.zipped({"note.txt": NOTE.encode()}))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(mark)
        data[at + offset:at + offset + 2] = (9).to_bytes(2, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert sources(tmp_path / "a.zip") == ([], ["unsupported"])


def test_a_zip_that_needs_a_password(tmp_path: Path) -> None:
    data = bytearray(paperfiles.zipped({"note.txt": NOTE.encode(), "open.txt": b"open"}))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    found, problems = sources(tmp_path / "a.zip")
    assert [s.file for s in found] == ["a.zip!/open.txt"] and problems == ["encrypted"]
    assert zipfile.is_zipfile(tmp_path / "a.zip")
