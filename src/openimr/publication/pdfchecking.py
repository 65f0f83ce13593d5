"""What a PDF stores beside what it shows, and whether a passage can be found in it: every object, every stream."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import Any

#: What the file, its catalogue and its pages may have; anything else could hold what nobody sees.
_FILE = frozenset({"/Root", "/Size", "/ID", "/Length", "/Filter", "/DecodeParms", "/W", "/Index", "/Type"})
_CATALOGUE = frozenset({"/Type", "/Pages"})
_PAGE = frozenset({"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"})
_PICTURE = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/Length"}
)
#: Shorter passages stand in any number of bytes by chance; they are looked for in the text alone.
_SHORTEST = 5
#: So deep things nest within one object.
_DEEPEST = 8


def foreign_part(content: bytes) -> str:
    """A part of a PDF that a copy for publication never has, in words; empty where there is none.

    >>> import io, pikepdf
    >>> target = io.BytesIO()
    >>> made = pikepdf.new()
    >>> made.docinfo["/Author"] = "Ilse Marno"
    >>> made.save(target)
    >>> foreign_part(target.getvalue())
    'the file has /Info'
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        if more := set(pdf.trailer.keys()) - _FILE:
            return f"the file has {min(more)}"
        if more := set(pdf.Root.keys()) - _CATALOGUE:
            return f"the catalogue has {min(more)}"
        for number, page in enumerate(pdf.pages, start=1):
            if more := set(page.obj.keys()) - _PAGE:
                return f"page {number} has {min(more)}"
            for picture in page.get_images().values():
                if more := set(picture.keys()) - _PICTURE:
                    return f"the image of page {number} has {min(more)}"
    return "the file has an earlier revision" if content.count(b"startxref") != 1 else ""


def stored_passage(content: bytes, passages: Collection[str]) -> str:
    """Whether a passage stands anywhere in a PDF, in words; empty where it does not.

    Looked for in the bytes of the file, in every stream as it is stored and decompressed, and in every string, written
    in one byte a letter, in two, and in figures.
    """
    forms = [form for passage in passages if len(passage) >= _SHORTEST for form in _forms(passage)]
    for stored in (content, *_stored(content)):
        if any(form in stored for form in forms):
            return "a passage can still be found in the file"
    return ""


def _forms(passage: str) -> Iterator[bytes]:
    for form in {passage, " ".join(passage.split()), passage.upper()}:
        for coding in ("utf-8", "cp1252", "utf-16-be", "utf-16-le"):
            raw = form.encode(coding, "ignore")
            yield raw
            yield raw.hex().encode("ascii")
            yield raw.hex().upper().encode("ascii")


def _stored(content: bytes) -> Iterator[bytes]:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            yield from map(bytes, strings_of(thing))
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_raw_bytes()
                if "/DCTDecode" not in str(thing.get("/Filter", "")):
                    yield thing.read_bytes()


def strings_of(thing: Any, depth: int = 0) -> Iterator[Any]:
    """The strings that an object of a PDF holds, as pikepdf has them: titles, alternative texts, bookmarks."""
    import pikepdf

    if depth > _DEEPEST:
        return
    if isinstance(thing, pikepdf.String):
        yield thing
    elif isinstance(thing, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        for inner in thing if isinstance(thing, pikepdf.Array) else dict(thing.items()).values():
            # what is referred to is an object of its own and has its turn; followed from everywhere it never ends
            if not getattr(inner, "is_indirect", False):
                yield from strings_of(inner, depth + 1)
