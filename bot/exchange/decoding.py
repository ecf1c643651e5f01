"""From a file's bytes to its text; what can't be read is said with its line and what to do."""

import codecs
import re

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
AS_BROWSERS_DO = {"iso8859-1": "windows-1252", "ascii": "windows-1252"}  # https://encoding.spec.whatwg.org/#names
HEAD = 2048
SAVE_AS = "In Excel, save it as “CSV UTF-8 (Comma delimited)”; elsewhere choose UTF-8."
NOT_TEXT = {
    b"PK\x03\x04": "This is a workbook or an archive, not a text. Open it and save the sheet as “CSV UTF-8”.",
    b"%PDF": "This is a PDF. Copy its questions and answers into a table with the columns question and answer.",
    b"\xd0\xcf\x11\xe0": "This is an old workbook, not a text. Open it and save the sheet as “CSV UTF-8”.",
}


class Undecodable(Exception):
    """Why, and where: lines count from 1."""

    def __init__(self, why: str, line: int = 1) -> None:
        super().__init__(why)
        self.line = line


def decoded(raw: bytes) -> str:
    """UTF-8 or UTF-16, with or without a mark in front; a page as it says of itself."""
    for start, why in NOT_TEXT.items():
        if raw.startswith(start):
            raise Undecodable(why)
    for mark, encoding in BOMS.items():
        if raw.startswith(mark):
            return _as(encoding, raw[len(mark) :])
    if raw.count(b"\0", 0, HEAD) * 3 > len(raw[:HEAD]):  # UTF-16 without its mark: half of plain letters is empty
        return _as("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", raw)
    declared = DECLARED.search(raw[:HEAD])
    return _as(_known(declared[1].decode("ascii")) if declared else "utf-8", raw)


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except LookupError:
        return "utf-8"
    return AS_BROWSERS_DO.get(found.name, found.name) if found._is_text_encoding else "utf-8"


def _as(encoding: str, raw: bytes) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sign = _in_windows(raw[error.start : error.start + 1])
        looks = f" It looks like Windows-1252 (“{sign}”)." if encoding == "utf-8" and sign else ""
        raise Undecodable(f"This isn't {encoding.upper()}.{looks} {SAVE_AS}", line) from None


def _in_windows(byte: bytes) -> str:
    try:
        return byte.decode("windows-1252")
    except UnicodeDecodeError:
        return ""
