"""Tokens are kept sealed (AES-256-GCM): a copy of the database alone opens no workspace."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES = 32, 12


class BadKeys(Exception):
    """TOKEN_KEYS makes no sense; the text says where, and holds nothing of a key."""


class Locked(Exception):
    """A token can't be opened with the keys we have; the text says why and how to mend it."""


@dataclass(frozen=True)
class Keys:
    """Keys by their id, in the order they were written: the first one seals, each of them opens."""

    by_id: Mapping[str, AESGCM]

    @classmethod
    def read(cls, setting: str) -> "Keys":
        """From `id:base64,id:base64`; raises BadKeys."""
        found: dict[str, AESGCM] = {}
        for number, entry in enumerate((each.strip() for each in setting.split(",") if each.strip()), start=1):
            name, _, written = entry.partition(":")
            key = _decoded(written)
            if not name or len(key) != KEY_BYTES:
                raise BadKeys(f"TOKEN_KEYS: number {number} must be an id, a colon and {KEY_BYTES} bytes in base64.")
            if name in found:
                raise BadKeys(f"TOKEN_KEYS: the id {name} is there twice.")
            found[name] = AESGCM(key)
        return cls(found)

    @property
    def first(self) -> str:
        """The id of the key that seals."""
        return next(iter(self.by_id))

    def seal(self, token: str, *, place: str) -> bytes:
        """Sealed with the first key, so that it opens only at this place (the installation it belongs to)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self.by_id[self.first].encrypt(nonce, token.encode(), place.encode())

    def open(self, sealed: bytes, *, key_id: str, place: str) -> str:
        """The token; raises Locked."""
        key = self.by_id.get(key_id)
        if key is None:
            raise Locked(
                f"it was sealed with the key {key_id}, which TOKEN_KEYS doesn't hold. Please add that key again"
            )
        try:
            return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()).decode()
        except InvalidTag:
            raise Locked(
                f"the key {key_id} in TOKEN_KEYS isn't the one that sealed it. Please put the old one back"
            ) from None


def new_key() -> str:
    """A fresh entry for TOKEN_KEYS."""
    return f"{secrets.token_hex(3)}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(written.translate(str.maketrans("-_", "+/")), validate=True)
    except binascii.Error:
        return b""
