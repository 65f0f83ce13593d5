"""Encryption of a file in chunks: memory stays small however large the file is, and no chunk can be moved or cut off.

The form: a head of 24 bytes (mark, then the id of the key), then chunks of one mebibyte, each with the tag of
AES-256-GCM. The nonce of a chunk is its number and whether it is the last one; the head is authenticated with each.
A key serves one file only, so that no nonce is ever used twice with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"openimr1"
KEY_ID_BYTES = 16
HEAD_BYTES = len(MARK) + KEY_ID_BYTES
CHUNK = 2**20
_TAG = 16


class NotAsWritten(Exception):
    """An encrypted file was changed, cut off or lengthened."""


def _nonce(number: int, last: bool) -> bytes:
    return bytes([last]) + number.to_bytes(11, "big")


def encrypted(chunks: Iterator[bytes], key: bytes, head: bytes) -> Iterator[bytes]:
    """The encrypted form of a file, piece by piece.

    Args:
        chunks: the content in pieces of :data:`CHUNK` bytes, only the last one shorter.
        key: the key of this file.
        head: its head.

    >>> import io
    >>> head = MARK + b"i" * 16
    >>> made = b"".join(encrypted(iter([b"L4-5"]), b"k" * 32, head))
    >>> stream = io.BytesIO(made)
    >>> stream.read(HEAD_BYTES) == head, b"".join(decrypted(stream, b"k" * 32, head))
    (True, b'L4-5')
    """
    cipher = AESGCM(key)
    yield head
    number, held = 0, next(chunks, b"")
    for following in chunks:
        yield cipher.encrypt(_nonce(number, False), held, head)
        number, held = number + 1, following
    yield cipher.encrypt(_nonce(number, True), held, head)


def decrypted(stream: BinaryIO, key: bytes, head: bytes) -> Iterator[bytes]:
    """The content of an encrypted file whose head was read already, piece by piece.

    Raises:
        NotAsWritten: a chunk is not what was written, is missing, or there is more.
    """
    cipher = AESGCM(key)
    number, held = 0, stream.read(CHUNK + _TAG)
    while True:
        following = stream.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), held, head)
        except (InvalidTag, ValueError):
            raise NotAsWritten from None
        if not following:
            return
        number, held = number + 1, following
