"""Why a command can't do what it was asked, told to whoever called it: a person or a program."""

import errno
import json
import sys

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # what is printed goes to a file, and its disk is full


def is_unsaid(error: BaseException) -> bool:
    """Whether what was printed could not be written, or nobody reads it any more: no fault of the database's."""
    return isinstance(error, OSError) and (isinstance(error, BrokenPipeError) or error.errno in NO_ROOM)


def refuse(why: object, *, as_json: bool) -> None:
    """As a JSON object to a program, beside the output to a person."""
    if as_json:
        print(json.dumps({"ok": False, "error": str(why)}, ensure_ascii=False))
    else:
        print(why, file=sys.stderr)
