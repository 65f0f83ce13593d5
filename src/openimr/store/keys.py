"""The keys that wrap the keys of files: one in use, and earlier ones until everything is wrapped anew.

Every encrypted file has a key of its own, drawn at random. That key lies beside the file, wrapped (AES-256-GCM) by the
key in use. To change the key in use, only the wrapped keys are written anew, never the files.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openimr.errors import NotFound, StoreDamaged, UnreadableFile, UsageError
from openimr.store.disk import write_whole

#: Bytes of every key: AES-256.
KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by their name; the first one is in use.

    Attributes:
        keys: the keys, each of 32 bytes; shown nowhere.

    >>> ring = KeyRing((b"k" * 32,))
    >>> ring.unwrapped(ring.wrapped(b"d" * 32, b"file"), b"file", "file") == b"d" * 32
    True
    """

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def in_use(self) -> str:
        """Name of the key in use."""
        return key_name(self.keys[0])

    def wrapped(self, key: bytes, about: bytes) -> str:
        """A key of a file, wrapped by the key in use; ``about`` binds it to that file."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[0]).encrypt(nonce, key, about)
        return f"{self.in_use} {base64.b64encode(nonce + sealed).decode('ascii')}\n"

    def unwrapped(self, text: str, about: bytes, file: str) -> bytes:
        """The key of a file.

        Raises:
            StoreDamaged: it was wrapped by a key that is not here, or is not what was written.
        """
        name, _, rest = text.strip().partition(" ")
        key = next((one for one in self.keys if key_name(one) == name), None)
        if key is None:
            raise StoreDamaged(
                "the file is encrypted with a key that is not in the key file, or its wrapped key is damaged",
                file=file,
                consequence="it cannot be read",
                remedy=f"put the key named {name[:16]!a} into the key file, or restore the file's key from a backup",
            )
        try:
            raw = base64.b64decode(rest, validate=True)
            if base64.b64encode(raw).decode("ascii") != rest:
                raise ValueError("not as it was written")
            return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            raise StoreDamaged(
                "the wrapped key of the file is not what was written",
                file=file,
                consequence="the file cannot be read",
                remedy="restore its key from a backup",
            ) from None


def key_name(key: bytes) -> str:
    """The name of a key: sixteen figures that tell nothing of it.

    >>> key_name(b"k" * 32)
    'ecfc0a74b2f17019'
    """
    return hashlib.sha256(b"openimr key name\0" + key).hexdigest()[:16]


def read_keys(path: Path) -> KeyRing:
    """The keys of a key file: one a line in base64, the one in use first.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: a line of it is no key.
    """
    try:
        lines = path.read_text(encoding="ascii").split()
        keys = tuple(base64.b64decode(line, validate=True) for line in lines)
    except FileNotFoundError:
        raise NotFound(
            "there is no such key file",
            file=str(path),
            consequence="encrypted files of the store cannot be read",
            remedy="bring the key file back, or make a first one: imr store key",
        ) from None
    except (OSError, ValueError, binascii.Error):
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise UnreadableFile(
            "this is no key file", file=str(path), remedy="it has one key a line, 32 bytes in base64: imr store key"
        )
    return KeyRing(keys)


def require_ring(ring: KeyRing | None) -> KeyRing:
    """The keys of a store that must have some.

    Raises:
        UsageError: it has no key file.
    """
    if ring is None:
        raise UsageError("the store has no key file", remedy="name it: OPENIMR_STORE_KEYS, or keys in store.toml")
    return ring


def add_key(path: Path) -> str:
    """Put a new key in front of a key file, which is made if there is none; its name is returned.

    Raises:
        UnreadableFile: what lies there is no key file.
        CannotWrite: the disk refuses it; the key file is as it was.
    """
    earlier = read_keys(path).keys if path.exists() else ()
    new = secrets.token_bytes(KEY_BYTES)
    write_whole(path, b"".join(base64.b64encode(key) + b"\n" for key in (new, *earlier)), 0o600)
    return key_name(new)
