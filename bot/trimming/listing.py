"""Lists of words, written as a text so that they can be read."""


def listed(words: str) -> frozenset[str]:
    """The words of this text."""
    return frozenset(words.split())


def paired(pairs: str) -> dict[str, str]:
    """What each word before a stroke stands for."""
    return dict(pair.split("/", 1) for pair in pairs.split())
