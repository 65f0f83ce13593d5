"""Page images read: any way up, crooked, dirty, in columns; words stand where the ink is; scribble is said so."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from openimr.casefile.ocr.engines import UNREAD_MOST, UNREAD_PART, Engine, Reading, Recognised, available_engine
from openimr.casefile.ocr.legibility import sifted, unread_share
from openimr.casefile.ocr.linereading import LineWord, alphabet, read_line
from openimr.casefile.ocr.readingorder import Cell, laid_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None or importlib.util.find_spec("cv2") is None,
    reason="the extra openimr[ocr] is not installed",
)
DPI = 150
LINES = (
    "HARBOR LANE SPINE CENTER",
    "Patient: Marlo Quince   DOB: 01/21/1966",
    "Low back pain is rated 7/10 with medication.",
    "Norco 10/325 mg #90, one tablet every 8 hours.",
    "MRI of 02/03/2014 shows a 5 mm bulge at L4-L5.",
    "Return to clinic in four to six weeks.",
)
Box = tuple[float, float, float, float]


def drawn(lines: Sequence[str] = LINES, height: float = 3.0) -> tuple[Pixels, list[tuple[str, Box]]]:
    """A page of print, and each of its words with its box in pixels."""
    import numpy as np

    image = Image.new("L", (int(8.5 * DPI), int(height * DPI)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=DPI * 12 // 72)
    words: list[tuple[str, Box]] = []
    for number, line in enumerate(lines):
        left, top = 0.8 * DPI, 0.4 * DPI + number * 0.32 * DPI
        draw.text((left, top), line, fill=0, font=font)
        at = 0
        for word in line.split():
            at = line.index(word, at)
            box = draw.textbbox((left + draw.textlength(line[:at], font=font), top), word, font=font)
            words.append((word, (box[0], box[1], box[2], box[3])))
            at += len(word)
    return np.array(image), words


@pytest.fixture(scope="module")
def engine() -> Engine:
    found = available_engine(2)
    assert found is not None
    return found


def read(engine: Engine, page: Pixels, dpi: int = DPI) -> Recognised:
    from openimr.casefile.ocr.pagereading import read_pixels

    result = read_pixels(engine, page, dpi)
    assert_words_tile(result)
    return result


def assert_words_tile(result: Recognised) -> None:
    """Every word of the text has one box, in order, on the page."""
    assert [result.text[word.start:word.end] for word in result.words] == result.text.split()
    assert all(a.end < b.start for a, b in zip(result.words, result.words[1:], strict=False))
    for word in result.words:
        assert 0 <= word.left < word.right <= 1 and 0 <= word.top < word.bottom <= 1
        assert word.confidence is not None and 0 <= word.confidence <= 1


def recall(text: str, lines: Sequence[str] = LINES) -> float:
    wanted, found = " ".join(lines).split(), text.split()
    return sum(1 for word in wanted if word in found) / len(wanted)


def assert_boxes_at_ink(result: Recognised, words: Sequence[tuple[str, Box]], width: int, height: int) -> None:
    """Boxes lie where the words were drawn, within a third of a letter's height."""
    found = {result.text[word.start:word.end]: word for word in result.words}
    slack = 0.06 * DPI
    compared = 0
    for text, (left, top, right, bottom) in words:
        word = found.get(text)
        if word is None or sum(text == other for other, _ in words) > 1:
            continue
        compared += 1
        assert abs(word.left * width - left) < slack and abs(word.right * width - right) < slack, text
        assert abs(word.top * height - top) < slack and abs(word.bottom * height - bottom) < slack, text
    assert compared > 0.8 * len(words)


@needs_engine
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(engine: Engine, turned: int) -> None:
    import numpy as np

    page, words = drawn()
    result = read(engine, np.ascontiguousarray(np.rot90(page, -(turned // 90))))
    assert result.orientation == (360 - turned) % 360
    assert result.text.split() == " ".join(LINES).split()
    assert result.confidence > 0.95 and result.unread == 0
    assert_boxes_at_ink(result, words, page.shape[1], page.shape[0])


@needs_engine
def test_boxes_of_a_crooked_page_lie_where_the_words_lie_on_it(engine: Engine) -> None:
    import cv2
    import numpy as np

    page, words = drawn()
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -4.0, 1.0)
    crooked = np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255.0), dtype=np.uint8)
    moved = []
    for text, (left, top, right, bottom) in words:
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ matrix.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        moved.append((text, (low[0], low[1], high[0], high[1])))
    for turned in (0, 90):
        result = read(engine, np.ascontiguousarray(np.rot90(crooked, -(turned // 90))))
        assert recall(result.text) == 1.0 and result.orientation == (360 - turned) % 360
        assert_boxes_at_ink(result, moved, width, height)


@needs_engine
def test_streaks_borders_specks_and_half_the_lines_of_a_fax(engine: Engine, tmp_path: Path) -> None:
    import numpy as np

    from openimr.casefile.pages.images import load_frame

    page, _ = drawn()
    image = Image.fromarray(page).resize((1728, 294), Image.Resampling.BOX)  # 3 inches of a fax in standard mode
    fax = np.where(np.array(image) < 170, 0, 255).astype(np.uint8)
    chance = np.random.default_rng(3).random(fax.shape)
    fax[chance < 0.002], fax[chance > 0.998] = 0, 255
    fax[:, 900:902], fax[:, :40], fax[3, :] = 0, 0, 0
    Image.fromarray(fax).convert("1").save(tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    pixels, dpi = load_frame(tmp_path / "fax.tif", 1)
    assert dpi == 204 and pixels.shape == (612, 1728)
    assert recall(read(engine, pixels, dpi).text) >= 0.9


def test_a_fax_that_does_not_say_its_resolution(tmp_path: Path) -> None:
    from openimr.casefile.pages.images import load_frame

    Image.new("1", (1728, 1078), 1).save(tmp_path / "fax.png")
    pixels, dpi = load_frame(tmp_path / "fax.png", 1)
    assert (dpi, pixels.shape) == (204, (2244, 1728))
    Image.new("L", (850, 1100), 255).save(tmp_path / "page.jpg", dpi=(100, 100), exif=_turned_by_note())
    pixels, dpi = load_frame(tmp_path / "page.jpg", 1)
    assert (dpi, pixels.shape) == (100, (850, 1100))


def _turned_by_note() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@needs_engine
def test_white_on_black_grey_paper_and_a_small_scan(engine: Engine) -> None:
    import numpy as np

    page, _ = drawn()
    assert recall(read(engine, (255 - page).astype(np.uint8)).text) == 1.0
    light = np.linspace(0.85, 0.4, page.shape[1])
    assert recall(read(engine, (page * light).astype(np.uint8)).text) == 1.0
    small = np.array(Image.fromarray(page).resize((850, 300), Image.Resampling.BOX))
    assert recall(read(engine, small, 100).text) >= 0.95


@needs_engine
def test_two_columns_a_table_and_check_boxes(engine: Engine) -> None:
    import numpy as np

    image = Image.new("L", (int(8.5 * DPI), int(4.4 * DPI)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=DPI * 10 // 72)
    left = [f"left part {n} goes on with some words" for n in range(8)]
    right = [f"right part {n} goes on with others" for n in range(8)]
    for number in range(8):
        draw.text((0.7 * DPI, (0.3 + 0.2 * number) * DPI), left[number], fill=0, font=font)
        draw.text((4.6 * DPI, (0.3 + 0.2 * number) * DPI), right[number], fill=0, font=font)
    rows = [
        ("Drug", "Fill date", "Qty"), ("Omeprazole 20 mg", "02/28/2014", "30"), ("Naproxen 550 mg", "03/02/2014", "60"),
    ]
    for number, row in enumerate(rows):
        top = (2.3 + 0.3 * number) * DPI
        for cell, at in zip(row, (0.7, 3.2, 5.2), strict=True):
            draw.rectangle((at * DPI, top, (at + 2) * DPI, top + 0.3 * DPI), outline=0, width=2)
            draw.text(((at + 0.1) * DPI, top + 0.06 * DPI), cell, fill=0, font=font)
    draw.text((0.7 * DPI, 3.6 * DPI), "[x] Approved   [ ] Denied", fill=0, font=font)
    lines = [" ".join(line.split()) for line in read(engine, np.array(image)).text.splitlines() if line]
    assert lines[:16] == [*left, *right]
    assert lines[16:19] == [" ".join(row) for row in rows]
    assert lines[19] == "[x] Approved [ ] Denied"


@needs_engine
def test_handwriting_is_said_so_and_never_guessed(engine: Engine) -> None:
    import numpy as np

    page, _ = drawn()
    written = scribbled(np.vstack([page, np.full((300, page.shape[1]), 255, np.uint8)]), range(480, 740, 60), 0.85)
    result = read(engine, written)
    assert result.text.split() == " ".join(LINES).split()
    assert UNREAD_PART <= result.unread < UNREAD_MOST
    nothing_else = scribbled(np.full((500, page.shape[1]), 255, np.uint8), range(80, 460, 60), 0.8)
    result = read(engine, nothing_else)
    assert len(result.text) < 8 and result.unread >= UNREAD_MOST
    assert result.confidence > 0  # there is something on the page


@needs_engine
def test_a_signed_page_is_an_ordinary_page(engine: Engine) -> None:
    import numpy as np

    page, _ = drawn()
    signed = scribbled(np.vstack([page, np.full((150, page.shape[1]), 255, np.uint8)]), [520], 0.3)
    result = read(engine, signed)
    assert result.text.split() == " ".join(LINES).split() and result.unread < UNREAD_PART


def scribbled(page: Pixels, lines: Sequence[int], end: float) -> Pixels:
    """The page with strokes of a pen that mean nothing, one line of them at each height, to this share of the width."""
    import numpy as np

    random = np.random.default_rng(11)
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    for base in lines:
        left = 0.1 * image.width
        while left < end * image.width:
            loops = int(random.integers(3, 9))
            x = left + np.arange(2 * loops + 1) * 9 + random.normal(0, 2, 2 * loops + 1)
            y = base - np.where(np.arange(2 * loops + 1) % 2, random.uniform(8, 26, 2 * loops + 1), 0)
            draw.line([(float(a), float(b)) for a, b in zip(x, y, strict=True)], fill=30, width=3, joint="curve")
            left = float(x[-1]) + 25
    return np.array(image)


@needs_engine
def test_empty_sheets_and_odd_pictures(engine: Engine) -> None:
    import numpy as np

    random = np.random.default_rng(5)
    for page in (np.full((400, 300), 255, np.uint8), np.zeros((400, 300), np.uint8), np.full((1, 1), 9, np.uint8)):
        result = read(engine, page)
        assert (result.text, result.words, result.unread) == ("", (), 0.0)
    dust = np.full((800, 600), 255, np.uint8)
    dust[random.integers(0, 800, 300), random.integers(0, 600, 300)] = 0
    assert read(engine, dust) == Recognised("", 0.0)
    for shape in ((3, 900), (900, 3), (60, 60), (200, 150)):
        read(engine, random.integers(0, 256, shape).astype(np.uint8))  # anything but an error


# ---- without an engine ----

_WORDS = st.text(alphabet="aB0[]-/é1 ", min_size=0, max_size=12)
_CELLS = st.lists(
    st.builds(
        lambda text, left, top, wide, high, sure: Cell(text, left, top, left + wide, top + high, sure),
        _WORDS, st.integers(0, 900), st.integers(0, 900), st.integers(1, 400), st.integers(1, 60), st.floats(0, 1),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(_CELLS)
def test_the_words_of_a_page_tile_its_text(cells: list[Cell]) -> None:
    text, words = laid_out(cells)
    assert [text[word.start:word.end] for word in words] == text.split()
    assert [word.word.text.replace("0", "O") for word in words] == [part.replace("0", "O") for part in text.split()]
    inked = "".join("".join(cell.text.split()) for cell in cells)
    assert sorted(inked.replace("0", "O").replace("1", "l")) == sorted(
        "".join(text.split()).replace("0", "O").replace("1", "l")
    )


@settings(max_examples=150, deadline=None)
@given(_CELLS)
def test_what_is_not_read_is_counted(cells: list[Cell]) -> None:
    page = sifted(cells)
    assert 0 <= unread_share(page, 1000) <= 1 and 0 < page.certainty <= 1
    printed = {" ".join(cell.text.replace("[]", "[ ]").split()) for cell in cells} | {cell.text for cell in cells}
    for cell in page.read:
        if cell.text not in printed:  # whole words that are no print were cut off its ends, and count as not read
            assert any(f" {cell.text} " in f" {text} " for text in printed)
            assert page.unread
    assert laid_out(page.read)[0].count("\n\n\n") == 0


def _model(*answers: tuple[str, float]) -> Any:
    """A model that gives these signs one after the other, and a chance of a blank behind each."""
    import numpy as np

    signs = "abc,:"

    def answer(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        steps = pixels.shape[-1] // 8
        out = np.zeros((steps, len(signs) + 2), dtype=np.float32)
        out[:, 0] = 1
        for number, (sign, chance) in enumerate(answers):
            step = 2 + 4 * number
            out[step] = 0
            out[step, signs.index(sign) + 1] = 0.9
            out[step + 2, 0], out[step + 2, -1] = 1 - chance, chance
        return out

    return answer


def test_a_blank_that_is_likely_and_visible_parts_words() -> None:
    pytest.importorskip("cv2")
    import numpy as np

    picture = np.full((48, 200), 255, np.uint8)
    for left in (16, 48, 92, 124):  # four letters, the gap behind the second is the widest
        picture[4:44, left:left + 20] = 0
    signs = alphabet("abc,:", accents=False)

    def texts(*answers: tuple[str, float]) -> list[str]:
        return [word.text for word in read_line(picture, _model(*answers), signs)]

    assert texts(("a", 0), ("b", 0), ("c", 0), ("a", 0)) == ["abca"]
    assert texts(("a", 0), ("b", 0.9), ("c", 0), ("a", 0)) == ["ab", "ca"]
    assert texts(("a", 0), ("b", 0.4), ("c", 0), ("a", 0)) == ["ab", "ca"]
    assert texts(("a", 0), (":", 0.2), ("c", 0), ("a", 0)) == ["a:", "ca"]  # a blank of 0.2, and a gap
    assert texts(("a", 0), ("b", 0.4), (",", 0), ("a", 0)) == ["ab,a"]  # never in front of a comma
    words = read_line(picture, _model(("a", 0), ("b", 0.9), ("c", 0), ("a", 0)), signs)
    assert [(word.left, word.top, word.right, word.bottom) for word in words] == [(16, 4, 68, 44), (92, 4, 144, 44)]
    assert read_line(picture, _model(), signs) == []


def test_a_level_is_no_number_of_units_and_a_label_ends_at_its_colon() -> None:
    pytest.importorskip("cv2")
    import numpy as np

    from openimr.casefile.ocr.linereading import Letter, _grouped

    def words(letters: Sequence[tuple[str, int, int]], blanks: Sequence[int] = ()) -> list[str]:
        """Letters with their first and last column, on a line of 40 rows; the model gives a blank before some."""
        inked = np.zeros(letters[-1][2] + 2, dtype=bool)
        given: list[Letter] = []
        for number, (sign, begin, end) in enumerate(letters):
            inked[begin:end] = True
            given += [(" ", begin - 2, 0.9)] * (number in blanks) + [(sign, (begin + end) // 2, 0.9)]
        groups = _grouped(given, np.zeros(len(inked), dtype=np.float32), inked, 1.0, 40)
        return ["".join(letter[0] for letter in group) for group in groups]

    assert words([("x", 0, 10), ("1", 20, 26)]) == ["x", "1"]
    assert words([("L", 0, 10), ("5", 14, 24)]) == ["L5"]
    row = [("a", 0, 10), ("b", 24, 34), ("c", 48, 58), ("d", 72, 82), (":", 84, 88)]
    assert words([*row, ("7", 96, 106)], blanks=(1, 2, 3, 5)) == ["a", "b", "c", "d:", "7"]
    # within a number a blank must be as wide as the others
    assert words([*row[:3], ("3", 72, 82), (":", 84, 88), ("7", 96, 106)], blanks=(1, 2, 3, 5))[3:] == ["3:7"]


def test_dots_and_full_stops_stay_where_specks_go() -> None:
    pytest.importorskip("cv2")
    import numpy as np

    from openimr.casefile.ocr.marks import marks_of, without_specks

    page = np.full((600, 600), 255, np.uint8)
    for left in range(300, 560, 20):  # a line of strokes, a dot of four pixels over each
        page[300:316, left:left + 4] = 0
        page[294:296, left + 1:left + 3] = 0
    random = np.random.default_rng(1)
    page[random.integers(0, 250, 400), random.integers(0, 250, 400)] = 0
    ink = page < 128
    clean, print_alone, noisy = without_specks(page, ink, marks_of(ink), 200)
    assert noisy and not print_alone[:280].any() and (clean[:280] == 255).all()
    assert all((clean[294:296, left + 1:left + 3] < 128).all() for left in range(300, 560, 20))


def test_an_engine_need_not_read_anything() -> None:
    pytest.importorskip("cv2")
    from openimr.casefile.ocr.pagereading import read_pixels

    class Nothing:
        name = "reads nothing"

        def read(self, page: Pixels, dpi: int, *, noisy: bool = False) -> Reading:
            return Reading(())

    page, _ = drawn()
    result = read_pixels(Nothing(), page, DPI)
    assert (result.text, result.words) == ("", ()) and result.confidence > 0


def test_words_at_the_end_of_a_line_that_a_hand_wrote_are_left_out() -> None:
    sure = {"Allergies:": 0.99, "wmu": 0.4, "not": 0.5, "known": 0.97, "uw": 0.3}
    words = tuple(LineWord(text, 100 * n, 0, 100 * n + 80, 20, c) for n, (text, c) in enumerate(sure.items()))
    page = sifted([Cell("Allergies: wmu not known uw", 0, 0, 480, 20, 0.8, words)])
    # doubtful words between good ones stay: leaving one out would change what the others say
    assert [cell.text for cell in page.read] == ["Allergies: wmu not known"]
    assert page.unread == ((400, 0, 480, 20),)
