"""Damaged, hostile and useless files: each is named with its reason, and the rest of the case goes on."""

from __future__ import annotations

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openimr.casefile import CaseFile, Document, open_case, read_file
from openimr.casefile.files.containers import Limits, Unpacking
from openimr.errors import UnreadableFile
from openimr.problems import Problem
from tests.casefile import paperfiles
from tests.casefile.paperfiles import NOTE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = tmp_path / "case" / "records"
    records.mkdir(parents=True)
    (records / "good.txt").write_text(NOTE)
    return records


def opened(folder: Path) -> CaseFile:
    return open_case(folder.parent, cache=None, workers=1)


def lost(case: CaseFile, name: str) -> Document:
    document = next(d for d in case.documents if d.file == f"records/{name}")
    assert not document.usable and not document.is_evidence and document.problems
    assert document.problems[0].remedy and document.problems[0].consequence
    good = next(d for d in case.documents if d.file == "records/good.txt")
    assert good.usable and good.pages[0].text == NOTE
    return document


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.pdf", b"", "empty"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R", "damaged"),
        ("binary.pdf", bytes(range(256)) * 40, "unsupported"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "unsupported"),
        ("broken.docx", b"PK\x03\x04" + b"word/document.xml" + b"\x07" * 300, "damaged"),
        ("broken.zip", b"PK\x03\x04" + b"\x07" * 300, "damaged"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged"),
        ("blank.txt", b"  \n\n ", "empty"),
        ("rubbish.rtf", b"{\\rtf1 " + b"{" * 100, "empty"),
    ],
)
def test_a_lost_file_is_named(folder: Path, name: str, data: bytes, code: str) -> None:
    (folder / name).write_bytes(data)
    assert lost(opened(folder), name).problems[0].code == code


def test_encrypted_pdf(folder: Path) -> None:
    plain = paperfiles.pdf(folder / "x.pdf", "secret")
    with pikepdf.open(plain) as document:
        document.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="key", owner="key2"))
        document.save(folder / "open.pdf", encryption=pikepdf.Encryption(user="", owner="key2"))
    plain.unlink()
    case = opened(folder)
    assert lost(case, "locked.pdf").problems[0].code == "encrypted"
    readable = next(d for d in case.documents if d.file == "records/open.pdf")
    assert readable.usable and "secret" in readable.pages[0].text


def test_pdf_without_pages(folder: Path) -> None:
    with pikepdf.new() as document:
        document.save(folder / "none.pdf")
    assert lost(opened(folder), "none.pdf").problems[0].code in ("no-pages", "damaged")


def test_truncated_pdf_gives_what_can_be_saved(folder: Path, tmp_path: Path) -> None:
    texts = [f"Page {n} of the visit notes\n" * 30 for n in range(1, 9)]
    whole = paperfiles.pdf(tmp_path / "x.pdf", *texts).read_bytes()
    for tenth in range(1, 10):
        (folder / f"cut{tenth}.pdf").write_bytes(whole[: len(whole) * tenth // 10])
    case = opened(folder)
    assert len({d.file for d in case.documents}) == 10
    for document in case.documents:
        assert document.usable or document.problems


def test_picture_of_absurd_size(folder: Path) -> None:
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    import zlib

    header += zlib.crc32(header[12:29]).to_bytes(4, "big")
    (folder / "huge.png").write_bytes(header + b"\0\0\0\0IDAT")
    assert lost(opened(folder), "huge.png").problems[0].code in ("too-large", "damaged")


def test_fifty_megabytes_of_nothing(folder: Path) -> None:
    with (folder / "big.pdf").open("wb") as stream:
        stream.write(b"%PDF-1.4\n")
        stream.truncate(50 * 1024 * 1024)
    with (folder / "big.bin").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    case = opened(folder)
    assert lost(case, "big.pdf") and lost(case, "big.bin").problems[0].code == "unsupported"


def test_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * 30_000_000)
        archive.writestr("note.txt", NOTE)
    (tmp_path / "a.zip").write_bytes(bomb.getvalue())
    place = tmp_path / "out"
    place.mkdir()
    unpacking = Unpacking(place, Limits(ratio=100, ratio_from=1_000_000))
    found = list(unpacking.sources(tmp_path / "a.zip", "a.zip"))
    assert [s.file for s in found] == ["a.zip!/note.txt"]
    assert [p.code for p in unpacking.problems] == ["bomb"]
    assert sum(f.stat().st_size for f in place.iterdir()) < 1_000_000


def test_nested_archives_are_bounded(tmp_path: Path) -> None:
    data = paperfiles.zipped({"note.txt": NOTE.encode()})
    for _ in range(8):
        data = paperfiles.zipped({"inner.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    place = tmp_path / "out"
    place.mkdir()
    unpacking = Unpacking(place)
    assert list(unpacking.sources(tmp_path / "a.zip", "a.zip")) == []
    assert [p.code for p in unpacking.problems] == ["too-deep"]


def test_members_count_and_total_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(paperfiles.zipped({f"{n}.txt": NOTE.encode() for n in range(20)}))
    place = tmp_path / "out"
    place.mkdir()
    few = Unpacking(place, Limits(files=5))
    assert len(list(few.sources(tmp_path / "a.zip", "a.zip"))) < 6
    assert "too-many-files" in {p.code for p in few.problems}
    small = Unpacking(place, Limits(total_bytes=len(NOTE) * 3))
    assert len(list(small.sources(tmp_path / "a.zip", "a.zip"))) == 3
    assert "too-large" in {p.code for p in small.problems}


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt"])
def test_a_member_that_points_out_of_the_archive(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / "a.zip").write_bytes(paperfiles.zipped({name: b"Visit note of somebody"}))
    before = sorted(tmp_path.rglob("*"))
    case = opened(folder)
    assert sorted(tmp_path.rglob("*")) == before
    assert "unsafe-name" in {p.code for p in case.problems}
    inside = [d.file for d in case.documents if d.file.startswith("records/a.zip!/")]
    assert len(inside) == 1 and ".." not in inside[0] and inside[0].endswith("evil.txt")


def test_links_are_not_followed_out_of_the_case(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("PROGRESS NOTE\nsomebody else")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "dir").symlink_to(tmp_path)
    case = opened(folder)
    assert [d.file for d in case.documents] == ["records/good.txt"]
    assert sorted(p.file or "" for p in case.problems if p.code == "link") == ["records/dir", "records/link.txt"]


def test_a_link_inside_an_archive(folder: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    (folder / "a.zip").write_bytes(out.getvalue())
    case = opened(folder)
    assert {p.code for p in case.problems} == {"link"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX systems only")
def test_a_pipe_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert "not-a-file" in {p.code for p in opened(folder).problems}


def test_no_right_to_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "closed.txt").write_text(NOTE)
    genuine = Path.open

    def refuse(self: Path, *args: object, **named: object) -> object:
        if self.name == "closed.txt":
            raise PermissionError(13, "Permission denied")
        return genuine(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)
    assert lost(opened(folder), "closed.txt").problems[0].code == "unreadable"


def test_a_zip_that_cannot_be_opened_at_all(tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_bytes(b"PK\x03\x04" + b"\x07" * 300)
    with pytest.raises(UnreadableFile) as caught:
        open_case(tmp_path / "case.zip", cache=None)
    assert caught.value.exit_code == 4 and caught.value.remedy


def test_html_nested_without_end(folder: Path) -> None:
    (folder / "deep.html").write_bytes(b"<html><body>" + b"<div>" * 100_000 + b"Pain 7/10")
    case = opened(folder)
    assert next(d for d in case.documents if d.file == "records/deep.html") is not None


def test_problems_name_no_place_of_this_machine(folder: Path) -> None:
    for name, data in (("a.png", b"\x89PNG\r\n\x1a\nxx"), ("b.pdf", b"%PDF-x"), ("c.docx", b"PK\x03\x04word/")):
        (folder / name).write_bytes(data)
    case = opened(folder)
    for problem in [p for d in case.documents for p in d.problems] + case.problems:
        assert str(folder.parent) not in problem.sentence()


_STARTS = st.sampled_from(
    [b"", b"%PDF-1.5\n", b"PK\x03\x04", b"{\\rtf1", b"<html><body>", b"II*\x00", b"\x89PNG\r\n\x1a\n",
     b"\xff\xd8\xff\xe0",
     b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n", b"\xff\xfe", b"GIF89a", b"BM"]
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=_STARTS, rest=st.binary(max_size=600))
def test_any_bytes_are_pages_or_a_problem(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(start + rest)
    result = read_file(path, "any")
    if isinstance(result, Problem):
        assert result.file == "any" and result.message and result.remedy
    else:
        assert result and [p.number for p in result] == list(range(1, len(result) + 1))
        for page in result:
            page.text.encode("utf-8")
            assert "\r" not in page.text and "\0" not in page.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_of_good_files_do_no_harm(tmp_path: Path, data: st.DataObject) -> None:
    made = tmp_path / "good"
    if not made.exists():
        made.mkdir()
        paperfiles.pdf(made / "a.pdf", NOTE * 3)
        paperfiles.docx(made / "a.docx")
        paperfiles.mail(made / "a.eml", {"n.txt": NOTE.encode()})
        (made / "a.zip").write_bytes(paperfiles.zipped({"n.txt": NOTE.encode()}))
        paperfiles.scan().convert("1").save(made / "a.tif", compression="group4")
    name = data.draw(st.sampled_from(["a.pdf", "a.docx", "a.eml", "a.zip", "a.tif"]))
    body = bytearray((made / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    place = tmp_path / "out"
    place.mkdir(exist_ok=True)
    path = tmp_path / name
    path.write_bytes(bytes(body))
    unpacking = Unpacking(place)
    for source in unpacking.sources(path, name):
        result = read_file(source.path, source.file, source.type)
        assert isinstance(result, Problem) or result
