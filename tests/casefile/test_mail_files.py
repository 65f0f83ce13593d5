"""Mails of every kind: EML, Outlook messages, messages in messages, winmail.dat; old Office files told from them."""

from __future__ import annotations

import random
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from openimr.casefile import read_file
from openimr.casefile.files.compressedrtf import expand_rtf
from openimr.casefile.files.containers import Source, Unpacking
from openimr.casefile.files.filetypes import content_type
from openimr.problems import Problem
from tests.casefile import paperfiles
from tests.casefile.outlookfiles import Tree, compound, compressed_rtf, message, parcel
from tests.casefile.paperfiles import NOTE


def unpacked(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of every file that a file is or holds, by name in answers."""
    unpacking = Unpacking(path.parent / "out")
    return {source.file: text(source) for source in unpacking.sources(path, path.name)}, unpacking.problems


def text(source: Source) -> str:
    result = read_file(source.path, source.file, source.type)
    assert not isinstance(result, Problem), result.sentence()
    return "\f".join(page.text for page in result)


def saved(path: Path, tree: Tree) -> Path:
    path.write_bytes(compound(tree))
    return path


def test_a_message_with_attachments(tmp_path: Path) -> None:
    pdf = paperfiles.pdf(tmp_path / "x.pdf", NOTE).read_bytes()
    found, problems = unpacked(saved(tmp_path / "a.msg", message(attachments={
        "note.pdf": pdf, "long.txt": b"PROGRESS NOTE\n" * 500, "linked.doc": None,
    })))
    assert found["a.msg"] == (
        "From: Records Clerk <clerk@example.org>\nTo: records@example.org\nDate: Tue, 25 Mar 2014 17:00:00 +0000\n"
        "Subject: Records of Marlo Quince\n\nAttached are the records.\n"
    )
    assert found["a.msg!/note.pdf"].startswith("PROGRESS NOTE\nPatient: Marlo Quince")
    assert found["a.msg!/long.txt"].count("PROGRESS NOTE") == 500
    assert [(p.code, p.file) for p in problems] == [("attachment-missing", "a.msg!/linked.doc")]


def test_messages_in_messages(tmp_path: Path) -> None:
    deep = message(subject="First", body="Deep body", attachments={"deep.txt": b"Deep note"}, top=False)
    inner = message(subject="Second", body="Inner body", attachments={"First": deep}, top=False)
    found, problems = unpacked(saved(tmp_path / "a.msg", message(attachments={"Second": inner})))
    assert list(found) == [
        "a.msg", "a.msg!/Second.msg", "a.msg!/Second.msg!/First.msg", "a.msg!/Second.msg!/First.msg!/deep.txt",
    ]
    assert "Subject: First\n\nDeep body" in found["a.msg!/Second.msg!/First.msg"] and not problems
    assert found["a.msg!/Second.msg!/First.msg!/deep.txt"] == "Deep note"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"body": "Pain 7/10"}, "Pain 7/10"),
        ({"body": " ", "html": b"<p>Pain <b>7</b>/10</p>"}, "Pain 7/10"),
        ({"body": None, "html": "<p>Schmerz – groß</p>".encode()}, "Schmerz – groß"),
        ({"body": None, "rtf": compressed_rtf(rb"{\rtf1\ansi Pain 7/10\par}")}, "Pain 7/10"),
        ({"body": "caf\xe9", "wide": False}, "café"),
        ({"body": None}, ""),
    ],
    ids=["plain", "HTML", "HTML in UTF-8", "RTF", "one byte a letter", "none"],
)
def test_the_body_in_every_form(tmp_path: Path, body: dict[str, object], expected: str) -> None:
    found, _ = unpacked(saved(tmp_path / "a.msg", message(**body)))  # type: ignore[arg-type]
    assert found["a.msg"].partition("\n\n")[2].strip() == expected


def test_headers_that_the_transport_kept(tmp_path: Path) -> None:
    kept = ("From: Dr. Roe <roe@example.org>\r\nDate: Tue, 25 Mar 2014 10:00:00 -0700\r\n"
            "Subject: =?utf-8?q?caf=C3=A9?=\r\n\r\n")
    found, _ = unpacked(saved(tmp_path / "a.msg", message(headers=kept)))
    assert "Date: Tue, 25 Mar 2014 10:00:00 -0700\nSubject: café" in found["a.msg"]


def test_compressed_text_with_references() -> None:
    # the example of the format's published description
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert expand_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    with pytest.raises(ValueError):
        expand_rtf(b"\xff" * 40)
    # a reference into what was just written repeats it
    assert expand_rtf(compressed_rtf(b"{\\rtf1 " + b"pain " * 2000 + b"}")).count(b"pain") == 2000


@pytest.mark.parametrize(
    ("streams", "name", "code", "word"),
    [
        (["WordDocument", "1Table"], "a.msg", "unsupported", "old Word file"),
        (["Workbook"], "a.msg", "unsupported", "old Excel file"),
        (["PowerPoint Document"], "a.doc", "unsupported", "PowerPoint"),
        (["EncryptionInfo", "EncryptedPackage"], "a.docx", "encrypted", "password"),
        (["Something"], "a.msg", "unsupported", "Office"),
    ],
)
def test_other_compound_files_are_told_by_what_is_in_them(
    tmp_path: Path, streams: list[str], name: str, code: str, word: str
) -> None:
    problem = read_file(saved(tmp_path / name, dict.fromkeys(streams, b"x" * 5000)), name)
    assert isinstance(problem, Problem)
    assert problem.code == code and word in problem.message and problem.remedy


def test_a_message_whatever_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.doc", message())
    assert content_type(path.read_bytes()[:8192], name="a.doc", path=path) == "msg"


def test_winmail(tmp_path: Path) -> None:
    attached = {"visit note of March.txt": NOTE.encode(), "second.txt": b"Two"}
    (tmp_path / "winmail.dat").write_bytes(parcel(attached, "See both."))
    found, problems = unpacked(tmp_path / "winmail.dat")
    assert found == {
        "winmail.dat!/message.txt": "See both.", "winmail.dat!/visit note of March.txt": NOTE,
        "winmail.dat!/second.txt": "Two",
    }
    assert not problems
    (tmp_path / "cut.dat").write_bytes(parcel({"a.txt": b"x" * 100})[:60])
    assert unpacked(tmp_path / "cut.dat")[0] == {}


def test_winmail_in_a_mail(tmp_path: Path) -> None:
    paperfiles.mail(tmp_path / "a.eml", {"winmail.dat": parcel({"note.txt": NOTE.encode()})})
    found, _ = unpacked(tmp_path / "a.eml")
    assert found["a.eml!/winmail.dat!/note.txt"] == NOTE


def test_transfer_encodings_and_character_sets(tmp_path: Path) -> None:
    for encoding in ("quoted-printable", "base64", "8bit"):
        mail = EmailMessage()
        mail["From"], mail["Message-ID"] = "clerk@example.org", "<1@example.org>"
        mail.set_content("Schmerz – groß = 7/10\n", cte=encoding)
        (tmp_path / "a.eml").write_bytes(bytes(mail))
        assert "Schmerz – groß = 7/10" in unpacked(tmp_path / "a.eml")[0]["a.eml"]


def test_parts_that_only_point_elsewhere_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Type: text/plain\n\nSee there.\n--x\nContent-Type: message/external-body; "
        b"access-type=URL; URL=\"http://example.org/a.pdf\"; "
        b"name=\"a.pdf\"\n\nContent-Type: application/pdf\n\n--x--\n"
    )
    found, problems = unpacked(tmp_path / "a.eml")
    assert "See there." in found["a.eml"] and [p.code for p in problems] == ["attachment-missing"]


def test_a_damaged_message_is_named(tmp_path: Path) -> None:
    whole = compound(message(attachments={"note.txt": NOTE.encode() * 100}))
    (tmp_path / "a.msg").write_bytes(whole[:3000])
    unpacking = Unpacking(tmp_path / "out")
    for source in unpacking.sources(tmp_path / "a.msg", "a.msg"):
        result = read_file(source.path, source.file, source.type)
        assert isinstance(result, Problem) or result[0].text
    assert unpacking.problems or isinstance(result, Problem)


def test_any_message_with_flipped_bytes_is_read_or_named(tmp_path: Path) -> None:
    inner = message(subject="Second", attachments={"deep.txt": b"Deep note"}, top=False)
    originals = (
        compound(message(attachments={"note.txt": NOTE.encode(), "Second": inner}, rtf=compressed_rtf(b"{\\rtf1 x}"))),
        parcel({"a.txt": NOTE.encode(), "b.txt": b"two"}, "body"),
    )
    chance = random.Random(11)
    for turn in range(240):
        data = bytearray(originals[turn % 2])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data) if turn % 3 else min(600, len(data)))] = chance.randrange(256)
        path = tmp_path / "a.msg"
        path.write_bytes(bytes(data[: chance.randrange(100, len(data))] if turn % 5 == 0 else data))
        unpacking = Unpacking(tmp_path / f"out{turn}")
        for source in unpacking.sources(path, "a.msg"):
            result = read_file(source.path, source.file, source.type)
            assert isinstance(result, Problem) or result


def test_office_files_that_need_a_password_inside_a_zip(tmp_path: Path) -> None:
    locked = compound({"EncryptionInfo": b"x" * 200, "EncryptedPackage": b"x" * 9000})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("locked.docx", locked)
    assert [(p.code, p.file) for p in unpacked(tmp_path / "a.zip")[1]] == [("encrypted", "a.zip!/locked.docx")]
