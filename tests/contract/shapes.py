"""Which keys a payload has, of which types, and how it differs from real ones."""

from typing import Any

FREE = {"blocks", "values", "event_payload", "metadata"}  # these hold what the app, or a person, put there
ABSENT = (".authed_users", ".enterprise_id")  # gone since there are authorizations; only in whole organisations
NEW = (  # documented, but younger than most samples
    ".authorizations",
    ".context_enterprise_id",
    ".context_team_id",
    ".enterprise",
    ".event.event_ts",
    ".event_context",
    ".is_enterprise_install",
    ".is_ext_shared_channel",
    ".message.app_id",
    ".message.bot_profile",
    ".user.name",
    ".user.team_id",
    ".user.username",
)


def shape(value: Any, path: str = "") -> dict[str, set[str]]:
    """Every path in a payload and the types found there."""
    found = {path: {type(value).__name__}}
    if path.rpartition(".")[2] in FREE:
        return found
    inside = list(value.items()) if isinstance(value, dict) else []
    inside += [("[]", item) for item in value] if isinstance(value, list) else []
    for name, inner in inside:
        for deeper, types in shape(inner, f"{path}.{name}").items():
            found.setdefault(deeper, set()).update(types)
    return found


def differences(sent: Any, real: list[Any]) -> set[str]:
    """What every real payload has and this one lacks, what no real one has, and what is of another type."""
    mine, theirs = shape(sent), [shape(body) for body in real]
    everywhere = set.intersection(*(set(each) for each in theirs))
    anywhere: dict[str, set[str]] = {}
    for each in theirs:
        for path, types in each.items():
            anywhere.setdefault(path, set()).update(types)
    missing = {path for path in everywhere - mine.keys() if not within(path, ABSENT)}
    invented = {path for path in mine.keys() - anywhere.keys() if not within(path, NEW)}
    common = {path for path in mine.keys() & anywhere.keys() if not within(path, NEW)}
    other = {path for path in common if not mine[path] <= anywhere[path]}
    return (
        {f"missing: {path}" for path in missing}
        | {f"invented: {path}" for path in invented}
        | {f"{path} is a {mine[path]}, not a {anywhere[path]}" for path in other}
    )


def within(path: str, paths: tuple[str, ...]) -> bool:
    """Whether a path is one of these, or inside one."""
    return any(f"{path}.".startswith(f"{one}.") for one in paths)
