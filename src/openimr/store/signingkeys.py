"""Keys that sign checkpoints: Ed25519, in the files that OpenSSL reads and writes (PEM)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openimr.errors import NotFound, UnreadableFile, WouldOverwrite
from openimr.store.disk import write_whole


def make_signing_key(path: Path) -> Path:
    """Make a key to sign with, and beside it the key that others check with; where that one lies.

    Raises:
        WouldOverwrite: one of the files exists already.
        CannotWrite: the disk refuses it.

    >>> import tempfile
    >>> make_signing_key(Path(tempfile.mkdtemp()) / "key.pem").name
    'key.pem.pub'
    """
    public = path.with_name(path.name + ".pub")
    for one in (path, public):
        if one.exists():
            raise WouldOverwrite(
                "there is a file of this name already",
                file=str(one),
                consequence="no key was made",
                remedy="choose another name; what was signed with an earlier key is checked with the earlier key",
            )
    key = Ed25519PrivateKey.generate()
    write_whole(
        public,
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_whole(path, key.private_bytes(*form), 0o600)
    return public


def signature(content: bytes, key: Path) -> bytes:
    """The signature of a content: 64 bytes.

    Raises:
        NotFound: there is no such key.
        UnreadableFile: it is no key to sign with.
    """
    found = None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        found = serialization.load_pem_private_key(_content(key), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise _no_key(key, "an Ed25519 key to sign with, without a password (imr store signing-key makes one)")
    return found.sign(content)


def is_signed(content: bytes, said: bytes, key: Path) -> bool:
    """Whether a signature is that of this content by the owner of the key.

    Args:
        content: what was signed.
        said: the signature.
        key: the file ``….pub`` of who signed.

    Raises:
        NotFound: there is no such key.
        UnreadableFile: it is no key to check with.

    >>> import tempfile
    >>> key = Path(tempfile.mkdtemp()) / "key.pem"
    >>> public = make_signing_key(key)
    >>> is_signed(b"L4-5", signature(b"L4-5", key), public), is_signed(b"L5-S1", signature(b"L4-5", key), public)
    (True, False)
    """
    found = None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        found = serialization.load_pem_public_key(_content(key))
    if not isinstance(found, Ed25519PublicKey):
        raise _no_key(key, "an Ed25519 key to check with (the file that ends with .pub)")
    try:
        found.verify(said, content)
    except InvalidSignature:
        return False
    return True


def _content(key: Path) -> bytes:
    try:
        return key.read_bytes()
    except FileNotFoundError:
        raise NotFound("there is no such key", file=str(key), remedy="check the path") from None
    except OSError as error:
        raise UnreadableFile(f"the key cannot be read ({error.strerror})", file=str(key)) from None


def _no_key(key: Path, what: str) -> UnreadableFile:
    return UnreadableFile("this is not the key that is needed", file=str(key), remedy=f"give {what}")
