"""The key of the ledger: values are remembered by a keyed hash, answers sealed; without the key both tell nothing.

The key is a file of 32 random bytes (hex) in ``$DQ_KEY_FILE``, else ``$XDG_CONFIG_HOME/dq/key``, else
``~/.config/dq/key``: made at first need, readable by the owner alone, never inside a folder of runs.
"""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import polars as pl

from dq.model.errors import ConfigError

_SIZE = 32
_TAG = 16
_BLOCK = 64


class Key:
    """Keyed hashes and seals; all of them deterministic, so that the same run leaves the same ledger."""

    def __init__(self, secret: bytes) -> None:
        self._hash = blake2b(b"hash", key=secret, digest_size=_SIZE).digest()
        self._begun = blake2b(key=self._hash, digest_size=8).copy  # the key's block is hashed once
        self._tag = blake2b(b"tag", key=secret, digest_size=_SIZE).digest()
        self._stream = blake2b(b"stream", key=secret, digest_size=_SIZE).digest()

    @property
    def check(self) -> str:
        """Sixteen digits by which a ledger knows its key; they tell nothing of it."""
        return blake2b(b"check", key=self._hash, digest_size=8).hexdigest()

    def hash(self, text: str) -> int:
        """The keyed hash of a text, as a signed 64-bit integer."""
        return int.from_bytes(self._digest(text), "little", signed=True)

    def hashes(self, texts: pl.Series) -> pl.Series:
        """:meth:`hash` of a column of text (Int64; null stays null).

        A loop, since no vectorised hash is keyed and stable; over distinct texts only, where they repeat.
        """
        distinct = texts.unique()
        if len(distinct) >= len(texts) / 2:
            return self._each(texts)
        return texts.replace_strict(distinct, self._each(distinct), return_dtype=pl.Int64)

    def _each(self, texts: pl.Series) -> pl.Series:
        digests = [None if text is None else self._digest(text) for text in texts.to_list()]
        return pl.Series(digests, dtype=pl.Binary).bin.reinterpret(dtype=pl.Int64, endianness="little")

    def _digest(self, text: str) -> bytes:
        digest = self._begun()
        digest.update(text.encode())
        return digest.digest()

    def seal(self, text: str) -> bytes:
        """The text so that only the key opens it: SIV (RFC 5297's scheme) with keyed BLAKE2b as the function.

        Equal texts give equal seals.
        """
        plain = text.encode()
        tag = blake2b(plain, key=self._tag, digest_size=_TAG).digest()
        return tag + self._xor(plain, tag)

    def unseal(self, sealed: bytes) -> str:
        """The text of a seal; raises :class:`ConfigError` if the key is another one or the seal was altered."""
        tag, hidden = sealed[:_TAG], sealed[_TAG:]
        plain = self._xor(hidden, tag)
        if not hmac.compare_digest(blake2b(plain, key=self._tag, digest_size=_TAG).digest(), tag):
            raise ConfigError(
                "an answer or a masked value can't be opened", "Name the key's file in DQ_KEY_FILE."
            )
        return plain.decode()

    def seals(self, texts: pl.Series) -> pl.Series:
        """:meth:`seal` of a column of text (Binary; null stays null)."""
        made = {text: self.seal(text) for text in texts.unique().drop_nulls()}
        return pl.Series(texts.name, [made.get(text) for text in texts], dtype=pl.Binary)

    def unseals(self, seals: pl.Series) -> pl.Series:
        """The other way; raises :class:`ConfigError` as :meth:`unseal` does."""
        texts = [None if each is None else self.unseal(each) for each in seals]
        return pl.Series(seals.name, texts, dtype=pl.String)

    def _xor(self, text: bytes, tag: bytes) -> bytes:
        blocks: Iterable[bytes] = (
            blake2b(tag + number.to_bytes(8, "little"), key=self._stream, digest_size=_BLOCK).digest()
            for number in range((len(text) + _BLOCK - 1) // _BLOCK)
        )
        return bytes(one ^ two for one, two in zip(text, b"".join(blocks), strict=False))


def key_path() -> Path:
    """Where the key is, or would be; raises :class:`ConfigError` if there is no home folder."""
    named = os.environ.get("DQ_KEY_FILE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME")
    try:
        return (Path(base) if base else Path.home() / ".config") / "dq" / "key"
    except RuntimeError:
        raise ConfigError(
            "there is no home folder for the ledger's key", "Name a file in DQ_KEY_FILE."
        ) from None


def load_key(outside: Path) -> Key:
    """The key, made if there is none yet; refused inside the folder of runs ``outside``.

    Raises :class:`ConfigError` if it can't be read or made, or is no key.
    """
    path = key_path()
    if path.resolve().is_relative_to(outside.resolve()):
        raise ConfigError(
            f"the ledger's key {path} lies in the folder of runs {outside}",
            "Name another file in DQ_KEY_FILE.",
        )
    try:
        if not path.exists():
            _make(path)
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ConfigError(
            f"the ledger's key {path} can't be read or made ({error.strerror})",
            "Name another file in DQ_KEY_FILE.",
        ) from None
    except ValueError:
        secret = b""
    if len(secret) != _SIZE:
        raise ConfigError(
            f"{path} is no key of the ledger", "Restore the file, or name another in DQ_KEY_FILE."
        )
    return Key(secret)


def _make(path: Path) -> None:
    """Make the key whole or not at all; if another process was first, its key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_SIZE) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        Path(temporary).unlink()
