"""Files that a case must survive: cut, bent, locked, endless, enormous, exploding, and not what their name says.

Every file is made from a few small good ones by a rule that its name tells, the same on every run.
"""

from __future__ import annotations

import io
import random
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from PIL import Image

from tests.casefile import paperfiles
from tests.casefile.paperfiles import MRI, NOTE

#: Bytes that a bomb unpacks to: more than any paper has, few enough that making it costs nothing.
_BOMB = 300 * 1024 * 1024


def good_files() -> dict[str, bytes]:
    """A small good file of each kind by its usual ending."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pdf = paperfiles.pdf(folder / "a.pdf", NOTE, MRI, "Plan: continue.").read_bytes()
        docx = paperfiles.docx(folder / "a.docx").read_bytes()
        mail = paperfiles.mail(folder / "a.eml", {"note.txt": NOTE.encode(), "a.pdf": pdf}).read_bytes()
    picture = paperfiles.scan(dpi=72, height=2.0)
    return {
        "pdf": pdf, "docx": docx, "eml": mail,
        "tif": _picture(picture, "TIFF", compression="tiff_lzw", save_all=True, append_images=[picture]),
        "png": _picture(picture, "PNG"), "jpg": _picture(picture, "JPEG"), "gif": _picture(picture, "GIF"),
        "zip": paperfiles.zipped({"note.txt": NOTE.encode(), "records/a.pdf": pdf}),
        "rtf": b"{\\rtf1\\ansi " + NOTE.replace("\n", "\\par\n").encode() + b"}",
        "html": b"<!doctype html><html><body><p>" + NOTE.replace("\n", "<br>").encode() + b"</p></body></html>",
        "txt": NOTE.encode(),
        "json": b'{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": '
                b'"Observation", "status": "final", "code": {"text": "Pain score"}, "valueInteger": 7}}]}',
    }


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """All of them: a name that says what is wrong, and the bytes."""
    good = good_files()
    for ending, data in good.items():
        for tenth in range(1, 10):
            yield f"cut-at-{tenth}-tenths.{ending}", data[: len(data) * tenth // 10]
        for seed in range(5):
            yield f"bits-flipped-{seed}.{ending}", bits_flipped(data, random.Random(f"{ending}{seed}"), 20)
        wrong = {"pdf": "jpg", "docx": "pdf", "txt": "tif", "png": "docx", "zip": "pdf"}.get(ending, "pdf")
        yield f"really-{ending}.{wrong}", data
    yield from _locked(good)
    yield from _endless(good)
    yield from _enormous()
    yield from _exploding()
    yield from _rubbish()


def bits_flipped(data: bytes, chance: random.Random, most: int) -> bytes:
    """The data with some bits turned."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, most)):
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
    return bytes(bent)


def _picture(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _locked(good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for revision in (3, 4, 6):
        with pikepdf.open(io.BytesIO(good["pdf"])) as pdf:
            out = io.BytesIO()
            new = revision > 3
            lock = pikepdf.Encryption(user="secret", owner="other", R=revision, metadata=new, aes=new)
            pdf.save(out, encryption=lock)
        yield f"password-r{revision}.pdf", out.getvalue()
    # the flag of an encrypted member, in its local header and in the directory
    locked = bytearray(good["zip"])
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + offset] |= 1
    yield "password.zip", bytes(locked)
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    yield "password.docx", office + "EncryptedPackage".encode("utf-16-le") * 9


def _endless(good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    nested = good["zip"]
    for level in range(40):
        nested = paperfiles.zipped({f"{level}.zip": nested})
    yield "zip-in-zip-40-deep.zip", nested
    mail = good["eml"]
    for _ in range(30):
        head = b"From: a@example.org\r\nMessage-ID: <2@example.org>\r\nMIME-Version: 1.0\r\n"
        mail = head + b"Content-Type: message/rfc822\r\n\r\n" + mail
    yield "mail-in-mail-30-deep.eml", mail
    yield "page-tree-loop.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    })
    yield "parent-loop.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
        3: "<< /Type /Page /Parent 3 0 R >>",
    })
    yield "form-draws-itself.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
           "/Resources << /XObject << /F 5 0 R >> >> >>",
        4: _stream("", "/F Do /F Do"),
        5: _stream("/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F 5 0 R >> >>",
                   "/F Do /F Do /F Do"),
    })
    # each form draws the next ten times: ten to the twelfth drawings
    forms = {
        n: _stream(f"/Type /XObject /Subtype /Form /BBox [0 0 612 792] "
                   f"/Resources << /XObject << /F {n + 1} 0 R >> /Font << /A 30 0 R >> >>",
                   "/F Do " * 10 if n < 16 else "BT /A 9 Tf (pain) Tj ET")
        for n in range(5, 17)
    }
    yield "forms-draw-forms.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
           "/Resources << /XObject << /F 5 0 R >> >> >>",
        4: _stream("", "/F Do"), **forms, 30: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    })
    looped = good["pdf"].replace(b"trailer\r\n<<", b"trailer\r\n<< /Prev 9 ", 1)
    yield "xref-loop.pdf", looped + b"\nstartxref\n9\n%%EOF"
    yield "deep-arrays.pdf", _pdf({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "[" * 60_000 + "]" * 60_000})
    yield "deep.html", b"<html><body>" + b"<div><table><tr><td>" * 30_000 + b"pain"
    yield "deep.rtf", b"{\\rtf1 " + b"{\\b " * 80_000 + b"pain"
    yield "deep.json", b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000
    yield "headers-without-end.eml", b"From: a@example.org\r\n" + b"X-Long: " + b"a" * 3_000_000
    yield "parts-without-end.eml", (
        b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 20_000
    )


def _enormous() -> Iterator[tuple[str, bytes]]:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    yield "claims-60000-pixels.png", _png(header, zlib.compress(b"\0" * 1000))
    yield "claims-most-pixels.png", _png(struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0), b"")
    good = _picture(Image.new("L", (8, 8)), "JPEG")
    frame = good.index(b"\xff\xc0")
    yield "claims-65500-pixels.jpg", good[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + good[frame + 9:]
    far = 2**31
    entries = [(256, 4, 1, far), (257, 4, 1, far), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, far)]
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries))
    tiff += b"".join(struct.pack("<HHII", *entry) for entry in entries) + b"\0\0\0\0"
    yield "claims-huge.tif", tiff
    yield "directory-loop.tif", tiff[:-4] + struct.pack("<I", 8)
    for name, box in (("huge", "0 0 1e9 1e9"), ("negative", "0 0 -5 -5"), ("nothing", "0 0 0 0"), ("words", "/A /B")):
        yield f"sheet-{name}.pdf", _pdf({
            1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R >>", 4: _stream("", "0 0 9 9 re f"),
        })
    yield "claims-a-billion-pages.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    })
    yield "claims-a-long-stream.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        4: "<< /Length 999999999999 >>\nstream\nq Q\nendstream",
    })
    image = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    yield "claims-a-large-picture.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
           "/Resources << /XObject << /I 5 0 R >> >> >>",
        4: _stream("", "612 0 0 792 0 0 cm /I Do"), 5: _stream(image, "abc"),
    })
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}.txt", "")
    yield "members-without-end.zip", out.getvalue()


def _exploding() -> Iterator[tuple[str, bytes]]:
    zeros = _compressed_zeros()
    yield "bomb-in-a-stream.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        4: b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(zeros) + zeros + b"\nendstream",
    })
    double = zlib.compress(zeros)
    yield "bomb-in-a-bomb.pdf", _pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        4: b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n" % len(double) + double + b"\nendstream",
    })
    yield "bomb.png", _png(struct.pack(">IIBBBBB", 26_000, 26_000, 8, 0, 0, 0, 0), zeros)
    for name, inner in (("bomb.zip", "note.txt"), ("bomb.docx", "word/document.xml")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            if name.endswith("docx"):
                archive.writestr("[Content_Types].xml", "<Types/>")
            with archive.open(inner, "w", force_zip64=True) as member:
                for _ in range(_BOMB // 2**20):
                    member.write(b"\0" * 2**20)
        yield name, out.getvalue()
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
    )
    xml = f'<?xml version="1.0"?><!DOCTYPE w [{laughs}]><w:document xmlns:w="http://schemas.openxmlformats.org/' \
          f'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    with tempfile.TemporaryDirectory() as place:
        docx = paperfiles.docx(Path(place) / "a.docx").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as archive:
        for info in source.infolist():
            archive.writestr(info.filename, xml if info.filename == "word/document.xml" else source.read(info))
    yield "entities.docx", out.getvalue()
    yield "entities.html", f"<!DOCTYPE html [{laughs}]><html><body>&l9;</body></html>".encode()


def _rubbish() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(1)
    for size in (1, 2, 7, 100, 5_000):
        for ending in ("pdf", "tif", "docx"):
            yield f"random-{size}.{ending}", chance.randbytes(size)
    for name, data in (
        ("zeros", b"\0" * 5_000),
        ("ones", b"\xff" * 5_000),
        ("only-a-mark", b"%PDF-1.7"),
        ("mark-far-in", b" " * 900 + b"%PDF-"),
        ("half-utf16", b"\xff\xfea"),
        ("escape", b"\x1b[2J" * 400),
        ("surrogates", "\ud800x".encode("utf-16-le", "surrogatepass") * 300),
        ("one-line", b"pain " * 400_000),
        ("blanks", b" " * 2_000_000),
        ("newlines", b"\n" * 2_000_000),
        ("form-feeds", b"\f" * 500_000),
        ("digits", b"1/" * 600_000),
        ("brackets", b"[ ]" * 400_000),
        ("slashes-and-dates", b"01/02/2014 " * 100_000),
        ("page-of", b"page 1 of 2 " * 60_000),
        ("capitals", b"Ab, " * 300_000),
    ):
        yield f"{name}.pdf", data


def _pdf(objects: dict[int, str | bytes]) -> bytes:
    """A PDF with these objects; the first is its root."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, start)


def _stream(words: str, content: str) -> str:
    return f"<< {words} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _png(header: bytes, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _compressed_zeros() -> bytes:
    """Zeros, many of them, packed."""
    packer = zlib.compressobj(9)
    out = [packer.compress(b" " * 2**20) for _ in range(_BOMB // 2**20)]
    return b"".join([*out, packer.flush()])


#: Ways to bend a file at random, for the fuzz run: a good file and a source of chance to a bent file.
BENDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda data, chance: bits_flipped(data, chance, 60),
    lambda data, chance: data[: chance.randrange(len(data))],
    lambda data, chance: data[chance.randrange(len(data)):],
    lambda data, chance: _moved(data, chance),
    lambda data, chance: _repeated(data, chance),
    lambda data, chance: _numbers_changed(data, chance),
)


def _moved(data: bytes, chance: random.Random) -> bytes:
    a, b, c = sorted(chance.randrange(len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:b] + data[a:b] * chance.randint(1, 20) + data[b:]


def _numbers_changed(data: bytes, chance: random.Random) -> bytes:
    """The digits of the file changed here and there: lengths, counts, offsets, references."""
    bent = bytearray(data)
    digits = [at for at, byte in enumerate(bent) if 48 <= byte <= 57]
    for at in chance.sample(digits, min(len(digits), chance.randint(1, 12))):
        bent[at] = 48 + chance.randrange(10)
    return bytes(bent)
