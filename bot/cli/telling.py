"""Why a command can't do what it was asked, told to whoever called it: a person or a program."""

import json
import sys


def refuse(why: object, *, as_json: bool) -> None:
    """As a JSON object to a program, beside the output to a person."""
    if as_json:
        print(json.dumps({"ok": False, "error": str(why)}, ensure_ascii=False))
    else:
        print(why, file=sys.stderr)
