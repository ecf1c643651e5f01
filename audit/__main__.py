"""`python -m audit`: 0 all is well, 1 something was found, 3 the vulnerability service could not be asked."""

import sys

from audit import licences, vulnerabilities

FOUND, NOT_ASKED = 1, 3
REQUIREMENTS = "requirements.txt"


def main() -> int:
    """Print what is wrong."""
    foreign = licences.findings()
    for line in foreign:
        print(f"licence not allowed: {line}")
    print(f"Licences: {f'{len(foreign)} to look at' if foreign else 'all of them are allowed'} (audit/licences.txt).")
    answer = vulnerabilities.ask(REQUIREMENTS)
    for line in answer.vulnerable:
        print(f"vulnerable: {line}")
    return FOUND if foreign else verdict(answer)


def verdict(answer: vulnerabilities.Answer) -> int:
    """Say how much was learnt; the exit status."""
    if answer.vulnerable:
        print(f"Vulnerabilities: {len(answer.vulnerable)} known in {REQUIREMENTS}.")
        return FOUND
    if not answer.complete:
        why = answer.failed or f"it knew nothing of {len(answer.unasked)} of {answer.asked + len(answer.unasked)}"
        print(f"Vulnerabilities: NOT ASKED, the service could not be reached ({why}). Run this again elsewhere.")
        return NOT_ASKED
    print(f"Vulnerabilities: none known in the {answer.asked} packages of {REQUIREMENTS}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
