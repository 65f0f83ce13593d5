"""Clean pages made as bad as those that arrive: scans, faxes, photocopies, turned and written-over pages.

Every function takes grey pixels (rows × columns, ink dark) and gives new ones; the same seed gives the same page.
`RECIPES` names the mixtures that the benchmarks use, `degrade` applies one. The words of a page stay what they were,
with one exception: the line that a fax machine prints on top (`fax_line` says which, `adds_fax_line` says where).

>>> page = np.full((2200, 1700), 255, dtype=np.uint8)
>>> degraded, dpi = degrade(page, "fax", seed=1)
>>> dpi, degraded.shape, sorted(set(degraded.ravel().tolist()))
((204, 196), (2156, 1734), [0, 255])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
#: Resolution across and down, as Pillow takes it when it saves a picture.
Dpi: TypeAlias = tuple[int, int]

WHITE = 255


# ---- single damages: same size in, same size out, unless said ----


def resampled(pixels: Pixels, dpi: Dpi, wanted: Dpi) -> Pixels:
    """The page at another resolution; the two axes may differ, as on a fax (size changes)."""
    height, width = pixels.shape
    size = (max(1, round(width * wanted[0] / dpi[0])), max(1, round(height * wanted[1] / dpi[1])))
    if size == (width, height):
        return pixels.copy()
    shrinks = size[0] < width or size[1] < height
    return _grey(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))


def scanned(pixels: Pixels, seed: int, *, blur: float = 0.5, grain: float = 4.0) -> Pixels:
    """As a good flatbed scanner gives it: a little soft (``blur``, pixels), a little grain (``grain``, grey levels)."""
    soft = cv2.GaussianBlur(pixels, (0, 0), blur) if blur > 0 else pixels
    return _noised(soft, seed, grain)


def one_bit(pixels: Pixels, level: int = 160) -> Pixels:
    """Black and white only: darker than ``level`` is ink."""
    return np.where(pixels < level, 0, WHITE).astype(np.uint8)


def speckled(pixels: Pixels, seed: int, share: float = 0.01) -> Pixels:
    """Salt and pepper: half of ``share`` of all pixels turn black, half white."""
    chance = np.random.default_rng(seed).random(pixels.shape, dtype=np.float32)
    out = pixels.copy()
    out[chance < share / 2], out[chance > 1 - share / 2] = 0, WHITE
    return out


def skewed(pixels: Pixels, degrees: float, ground: int = WHITE) -> Pixels:
    """Laid crookedly: turned about its middle by ``degrees`` (clockwise), corners cut off, gaps in ``ground``."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return _grey(
        cv2.warpAffine(
            pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
            borderValue=float(ground),
        )
    )


def turned(pixels: Pixels, degrees: int) -> Pixels:
    """Laid into the scanner sideways or upside down: turned clockwise by 90, 180 or 270 degrees (size changes)."""
    return np.ascontiguousarray(np.rot90(pixels, -(degrees // 90)))


def streaked(pixels: Pixels, seed: int, *, vertical: int = 1, horizontal: int = 0, thickness: int = 3) -> Pixels:
    """Lines of a dirty roller or a dead sensor: ``vertical`` ones down the whole page, ``horizontal`` ones across.

    Horizontal ones lie in the margins at the top and the bottom third of an inch, or they would strike words out.
    """
    random = np.random.default_rng(seed)
    height, width = pixels.shape
    out = pixels.copy()
    for _ in range(vertical):
        left = int(random.integers(int(0.02 * width), int(0.98 * width)))
        out[:, left:left + int(random.integers(1, thickness + 1))] = 0
    for number in range(horizontal):
        top = int(random.integers(0, max(1, height // 33)))
        top = top if number % 2 == 0 else height - 1 - top - thickness
        out[top:top + thickness, :] = 0
    return out


def gaps_in_lines(pixels: Pixels, seed: int, share: float = 0.002) -> Pixels:
    """Scan lines lost on the way: ``share`` of the rows repeat the row above them, as a fax machine mends errors."""
    lost = np.flatnonzero(np.random.default_rng(seed).random(len(pixels)) < share)
    out = pixels.copy()
    for row in lost[lost > 0]:
        out[row] = out[row - 1]
    return out


def fax_line(seed: int) -> str:
    """The line that the fax machine of this seed prints on top of a page; all numbers are invented."""
    random = np.random.default_rng(seed)
    month, day, hour, minute, page = (int(random.integers(low, high)) for low, high in
                                      ((1, 13), (1, 29), (8, 18), (0, 60), (1, 60)))
    return f"{month:02}/{day:02}/2014 {hour:02}:{minute:02} FAX 555-0{100 + page} PAGE {page:03}/060"


def fax_stamped(pixels: Pixels, seed: int, dpi: Dpi = (200, 200)) -> Pixels:
    """With the sender's line (`fax_line`) printed over the top edge, a ninth of an inch high."""
    from PIL import Image, ImageDraw, ImageFont

    strip = Image.new("L", (pixels.shape[1], dpi[0] // 4), WHITE)
    ImageDraw.Draw(strip).text((2 * dpi[0] // 3, dpi[0] // 12), fax_line(seed), fill=0,
                               font=ImageFont.load_default(size=dpi[0] / 9))
    line = resampled(np.array(strip, dtype=np.uint8), (dpi[0], dpi[0]), dpi)
    out = pixels.copy()
    np.minimum(out[:len(line)], line, out=out[:len(line)])
    return out


def copied(pixels: Pixels, seed: int, generations: int = 3) -> Pixels:
    """Photocopied ``generations`` times: each softens, shifts contrast so that strokes thicken or break, adds dust."""
    random = np.random.default_rng(seed)
    out = pixels
    for number in range(generations):
        soft = cv2.GaussianBlur(out, (0, 0), 0.8).astype(np.float32)
        level = 165 + 15 * float(random.uniform(-1, 1))
        steep = 1 / (1 + np.exp(-(soft - level) / 22))  # a copier's curve: greys go to one side
        out = _dusted(np.clip(steep * 255, 0, 255).astype(np.uint8), seed + number, share=0.00008)
    return out


def black_edges(pixels: Pixels, seed: int) -> Pixels:
    """The lid was open: dark bands at two edges, not wider than a quarter of an inch, and two punch holes."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape
    out = pixels.copy()
    band = int(random.integers(width // 100, width // 34))
    out[:, :band] = np.minimum(out[:, :band], 15)
    out[height - band // 2:] = np.minimum(out[height - band // 2:], 15)
    for share in (0.32, 0.66):
        cv2.circle(out, (int(0.045 * width), int(share * height)), max(3, width // 70), 20, -1)
    return out


def shaded(pixels: Pixels, seed: int, *, paper: int = 205, shadow: float = 0.45) -> Pixels:
    """On grey paper, with a shadow that grows to one side, as from a book's fold or a phone's own shade."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape
    across = np.linspace(0, 1, width, dtype=np.float32)
    across = across if random.random() < 0.5 else across[::-1]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    light = (1 - shadow * across[None, :] ** 3) * (1 - 0.1 * down)
    return _noised(np.clip(pixels.astype(np.float32) / 255 * paper * light, 0, 255).astype(np.uint8), seed, 5.0)


def inverted(pixels: Pixels) -> Pixels:
    """White on black, as prints from microfilm."""
    return (WHITE - pixels).astype(np.uint8)


def faded(pixels: Pixels, ink: int = 150) -> Pixels:
    """A pale copy: the darkest ink is ``ink``."""
    return (ink + pixels.astype(np.uint16) * (WHITE - ink) // WHITE).astype(np.uint8)


# ---- marks of a hand ----


def handwritten(pixels: Pixels, seed: int, *, lines: int = 6, top: float = 0.6, bottom: float = 0.92) -> Pixels:
    """With ``lines`` of scribble that look like a hurried hand, between two shares of the height; no words in it."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape
    out = pixels.copy()
    step = (bottom - top) * height / max(1, lines)
    for number in range(lines):
        base = top * height + (number + 0.6) * step
        left, end = 0.1 * width, width * float(random.uniform(0.6, 0.9))
        while left < end:
            long = width * float(random.uniform(0.04, 0.13))
            _stroke(out, random, left, base, min(long, end - left), min(0.36 * step, width / 60))
            left += long + width * float(random.uniform(0.012, 0.03))
    return out


def signed(pixels: Pixels, seed: int) -> Pixels:
    """With a signature near the foot of the page: one flourish, as on most papers."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape
    out = pixels.copy()
    left, base = width * float(random.uniform(0.12, 0.5)), height * float(random.uniform(0.86, 0.93))
    _stroke(out, random, left, base, 0.2 * width, width / 50)
    return out


def stamped(pixels: Pixels, seed: int) -> Pixels:
    """With a "RECEIVED" stamp in a frame, a little crooked, in the lower right margin; one word is added."""
    from PIL import Image, ImageDraw, ImageFont

    random = np.random.default_rng(seed)
    height, width = pixels.shape
    stamp = Image.new("L", (width // 5, width // 14), WHITE)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((2, 2, stamp.width - 3, stamp.height - 3), outline=60, width=max(2, width // 500))
    draw.text((stamp.width // 12, stamp.height // 4), "RECEIVED", fill=60,
              font=ImageFont.load_default(size=stamp.height // 2))
    crooked = np.array(stamp.rotate(float(random.uniform(-8, 8)), fillcolor=WHITE, expand=True), dtype=np.uint8)
    out = pixels.copy()
    top, left = int(0.93 * height) - crooked.shape[0], int(0.97 * width) - crooked.shape[1]
    place = out[top:top + crooked.shape[0], left:left + crooked.shape[1]]
    np.minimum(place, crooked, out=place)
    return out


# ---- mixtures ----


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named mixture of damages.

    Attributes:
        says: what page it stands for.
        dpi: resolution of its result, across and down.
        damage: what is done to the page once it has that resolution.
        adds_fax_line: the words of `fax_line` of the same seed stand on the result.
    """

    says: str
    dpi: Dpi
    damage: Callable[[Pixels, int], Pixels]
    adds_fax_line: bool = False


def _fax(
    pixels: Pixels, seed: int, *, share: float = 0.01, degrees: float = 2.0, streaks: int = 1, dpi: Dpi = (204, 196)
) -> Pixels:
    sign = 1 if np.random.default_rng(seed).random() < 0.5 else -1
    page = one_bit(scanned(skewed(pixels, sign * degrees), seed))
    page = streaked(page, seed, vertical=streaks, horizontal=streaks)
    return speckled(one_bit(fax_stamped(gaps_in_lines(page, seed), seed, dpi)), seed, share)


RECIPES: dict[str, Recipe] = {
    "clean-300": Recipe("a good scan at 300 dpi", (300, 300), scanned),
    "clean-200": Recipe("a good scan at 200 dpi", (200, 200), scanned),
    "one-bit-200": Recipe("a good scan at 200 dpi in black and white", (200, 200),
                          lambda p, s: one_bit(scanned(p, s))),
    "low-150": Recipe("a scan at 150 dpi", (150, 150), scanned),
    "low-100": Recipe("a scan at 100 dpi", (100, 100), lambda p, s: scanned(p, s, blur=0.3)),
    "fax": Recipe("a fax in fine mode: 1 bit, 1 % specks, 2 degrees, streaks, the sender's line", (204, 196), _fax,
                  adds_fax_line=True),
    "fax-light": Recipe("a good fax: 0.2 % specks, half a degree", (204, 196),
                        lambda p, s: _fax(p, s, share=0.002, degrees=0.5, streaks=0), adds_fax_line=True),
    "fax-standard": Recipe("a fax in standard mode: half the lines, 0.2 % specks, 1 degree", (204, 98),
                           lambda p, s: _fax(p, s, share=0.002, degrees=1.0, streaks=0, dpi=(204, 98)),
                           adds_fax_line=True),
    "fax-bad": Recipe("a bad fax: 2 % specks, 4 degrees, three streaks", (204, 196),
                      lambda p, s: _fax(p, s, share=0.02, degrees=4.0, streaks=3), adds_fax_line=True),
    "skewed-5": Recipe("laid in crookedly by 5 degrees", (200, 200), lambda p, s: scanned(skewed(p, 5.0), s)),
    "turned-90": Recipe("laid in sideways, foot to the left", (200, 200), lambda p, s: turned(scanned(p, s), 90)),
    "turned-180": Recipe("laid in upside down", (200, 200), lambda p, s: turned(scanned(p, s), 180)),
    "turned-270": Recipe("laid in sideways, foot to the right", (200, 200), lambda p, s: turned(scanned(p, s), 270)),
    "fax-turned": Recipe("a light fax fed in sideways", (204, 204),
                         lambda p, s: turned(one_bit(scanned(skewed(p, 1.0), s)), 90)),
    "copied": Recipe("a copy of a copy of a copy, the lid open", (200, 200),
                     lambda p, s: black_edges(skewed(copied(p, s), 0.8), s)),
    "shaded": Recipe("grey paper with a shadow", (200, 200), shaded),
    "faded": Recipe("a pale copy", (200, 200), lambda p, s: scanned(faded(p), s)),
    "inverted": Recipe("a print from microfilm, white on black", (200, 200), lambda p, s: inverted(scanned(p, s))),
    "signed": Recipe("signed and stamped", (200, 200), lambda p, s: scanned(stamped(signed(p, s), s), s)),
    "written-over": Recipe("printed above, a page half of handwriting below", (200, 200),
                           lambda p, s: scanned(handwritten(_foot_emptied(p), s), s)),
    "handwriting": Recipe("nothing but handwriting", (200, 200),
                          lambda p, s: scanned(handwritten(np.full_like(p, WHITE), s, lines=16, top=0.06), s)),
}


def degrade(pixels: Pixels, how: str, seed: int, dpi: int = 200) -> tuple[Pixels, Dpi]:
    """A clean page made worse.

    Args:
        pixels: grey pixels, ink dark, upright and clean. The finer they are, the truer the result: 300 dpi is enough.
        how: a name in `RECIPES`.
        seed: the same seed gives the same page.
        dpi: resolution of ``pixels``.

    Returns:
        The page and its resolution across and down; the two differ on a fax, whose pixels are not square.

    Raises:
        KeyError: no recipe has that name.
    """
    recipe = RECIPES[how]
    return recipe.damage(resampled(pixels, (dpi, dpi), recipe.dpi), seed), recipe.dpi


def _grey(image: object) -> Pixels:
    return np.asarray(image, dtype=np.uint8)


def _noised(pixels: Pixels, seed: int, grain: float) -> Pixels:
    noise = np.random.default_rng(seed).standard_normal(pixels.shape, dtype=np.float32) * grain
    return np.clip(pixels.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def _dusted(pixels: Pixels, seed: int, share: float) -> Pixels:
    """Specks of two or three pixels, as dust on the glass leaves them."""
    chance = np.random.default_rng(seed).random(pixels.shape, dtype=np.float32) < share
    specks = cv2.dilate(chance.astype(np.uint8), np.ones((2, 2), np.uint8))
    return np.where(specks > 0, 30, pixels).astype(np.uint8)


def _foot_emptied(pixels: Pixels, share: float = 0.58) -> Pixels:
    out = pixels.copy()
    out[int(share * len(out)):] = WHITE
    return out


def _stroke(out: Pixels, random: np.random.Generator, left: float, base: float, long: float, tall: float) -> None:
    """One scribbled word drawn into ``out``: loops that wander along a base line, in one stroke of a pen."""
    loops = max(2, round(long / (tall * 0.9)))
    steps = np.linspace(0, 1, loops * 14)
    phase = 2 * np.pi * loops * steps
    height = np.interp(steps, np.linspace(0, 1, loops + 1), random.uniform(0.35, 1.0, loops + 1) * tall)
    tails = np.interp(steps, np.linspace(0, 1, loops + 1), (random.random(loops + 1) < 0.2) * 0.8 * tall)
    x = left + long * steps + 0.35 * height * np.sin(phase + random.uniform(0, 6))
    y = base - height * (0.5 + 0.5 * np.cos(phase)) + tails * np.sin(phase) - 0.15 * tall * steps
    points = np.stack([x, y], axis=1).round().astype(np.int32)
    cv2.polylines(out, [points], False, 40, thickness=max(2, out.shape[1] // 700), lineType=cv2.LINE_AA)
