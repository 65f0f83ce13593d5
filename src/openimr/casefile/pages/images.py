"""Picture files (TIFF with many pages, PNG, JPEG, and the lesser ones) as pages to be recognised."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.pages.pagetext import MAX_PAGES, PageText
from openimr.problems import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

# the pictures of a phone (MPO) are opened as JPEG and have no opener of their own
_FORMATS = ("TIFF", "PNG", "JPEG", "GIF", "BMP", "WEBP")
#: A page of paper at 600 dpi has 34 million pixels; more than this is not a page but a trap.
MAX_PIXELS = 120_000_000
#: Resolution assumed when a picture does not say one that a page of paper could have.
_DEFAULT_DPI = 200
#: Every fax is this many dots wide; in standard mode a Letter or A4 sheet has half as many lines as in fine mode.
_FAX_WIDTH, _FAX_HALF, _FAX_DPI = 1728, (950, 1250), (204, 98)


def read_image(path: Path, file: str) -> list[PageText] | Problem:
    """Pages of a picture file, one per frame, all wanting recognition.

    Returns:
        The pages, or the problem that kept the file from being read (damaged, too large).
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with _quiet(), Image.open(path, formats=_FORMATS) as image:
            frames = int(getattr(image, "n_frames", 1)) if image.format in ("TIFF", "MPO") else 1
            if image.width * image.height > MAX_PIXELS:
                return Problem(
                    code="too-large", message=f"the picture claims {image.width:,} × {image.height:,} pixels",
                    file=file, consequence="it was not opened", remedy="ask the sender for an ordinary scan",
                )
            if image.format == "MPO":
                frames = 1  # the second frame of a phone's picture is a preview of the first
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, OverflowError, TypeError) as error:
        return Problem(
            code="damaged", message=f"the picture is damaged or cut off ({_words(error)})", file=file,
            consequence="nothing on it could be read", remedy="ask the sender for the file again",
        )
    return [PageText(number, "", wants_ocr=True) for number in range(1, min(frames, MAX_PAGES) + 1)]


def load_frame(path: Path, number: int) -> tuple[NDArray[np.uint8], int]:
    """One frame of a picture file as grey pixels, upright by its own note, and its resolution in dpi.

    Pixels are square: a fax, which has fewer lines down than dots across, is stretched.

    Raises:
        ValueError: the frame cannot be decoded, or it is too large.
    """
    import numpy as np
    from PIL import Image, ImageOps

    with _frame(path, number) as opened:
        across, down = _resolution(opened)
        # the note may turn the page, resolution is told of the page as it is stored
        image: Image.Image = ImageOps.exif_transpose(opened)
        if image.size != opened.size:
            across, down = down, across
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            ground = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(ground, image.convert("RGBA"))
        if image.mode.startswith("I;16") or image.mode in ("I", "F"):
            deep = np.asarray(image, dtype=np.float64)
            scale = 255.0 / max(255.0, float(deep.max(initial=0)))
            image = Image.fromarray(np.clip(deep * scale, 0, 255).astype(np.uint8))
        return np.array(_squared(image.convert("L"), across, down)), max(across, down)


def load_colours(path: Path, number: int) -> Image:
    """One frame of a picture file in colours, upright by its own note, on a white ground.

    Raises:
        ValueError: the frame cannot be decoded, or it is too large.
    """
    from PIL import Image, ImageOps

    with _frame(path, number) as opened:
        image: Image.Image = ImageOps.exif_transpose(opened)
        if image.mode.startswith("I") or image.mode == "F":
            return Image.fromarray(load_frame(path, number)[0]).convert("RGB")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


@contextmanager
def _frame(path: Path, number: int) -> Iterator[Image]:
    """A picture file opened at one frame.

    Raises:
        ValueError: the frame cannot be decoded, here or while it is worked on, or it is too large.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    previous = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        with _quiet(), Image.open(path, formats=_FORMATS) as opened:
            if number > 1:
                opened.seek(number - 1)
            if opened.width * opened.height > MAX_PIXELS:
                raise ValueError("the picture is too large")
            # half a fax is better than none; what is missing stays grey and is not read
            ImageFile.LOAD_TRUNCATED_IMAGES = True
            yield opened
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, OverflowError, TypeError) as error:
        raise ValueError(_words(error)) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = previous


def _squared(image: Image, across: int, down: int) -> Image:
    """The picture with the finer of its two resolutions both ways."""
    from PIL.Image import Resampling

    if across == down:
        return image
    finest = max(across, down)
    size = (round(image.width * finest / across), round(image.height * finest / down))
    if size[0] * size[1] > MAX_PIXELS:
        return image
    return image.resize(size, Resampling.BILINEAR)


def _resolution(image: Image) -> tuple[int, int]:
    """Dots per inch across and down, from the file or from the width of a sheet of paper."""
    stated = image.info.get("dpi")
    try:
        across, down = (round(float(stated[0])), round(float(stated[1]))) if stated else (0, 0)
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        across = down = 0
    wide, high = image.size
    if (
        all(90 <= dpi <= 1200 for dpi in (across, down)) and max(across, down) >= 100
        and 3 <= max(wide / across, high / down) <= 20 and max(across, down) <= 4 * min(across, down)
    ):
        return across, down
    if wide == _FAX_WIDTH and _FAX_HALF[0] <= high <= _FAX_HALF[1]:
        return _FAX_DPI
    guess = round(min(wide, high) / 8.5)
    return (guess, guess) if 70 <= guess <= 650 else (_DEFAULT_DPI, _DEFAULT_DPI)


class _quiet(warnings.catch_warnings):
    """Pillow warns about large pictures; our own limit answers them."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")


def _words(error: BaseException) -> str:
    """The error's own words without the path that Pillow puts into them."""
    if type(error).__name__ == "UnidentifiedImageError":
        return "no picture could be found in it"
    return re.split(r"<_io|PosixPath|['\"]/", str(error))[0].strip(" '\"(.")[:120] or type(error).__name__
