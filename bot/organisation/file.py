"""The organisation's file, org.yaml: read whole, with everything that is wrong in it told at once."""

from dataclasses import dataclass
from datetime import timedelta

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from bot.organisation.directory import Directory
from bot.organisation.model import Account, Clocks, Department, Organisation, Topic
from bot.organisation.reading import Problem, Reader, nearest
from bot.organisation.reading_style import require_room, rules
from bot.organisation.style import Rules
from bot.trimming.counting import JOINS, NETWORKS, limit_of, networks

MOST_BYTES = 300_000  # about 2,000 accounts; YAML is slow to read
PUBLISHERS = ("manual",)
OTHER_NAMES = {"twitter": "x", "insta": "instagram", "fb": "facebook"}
_LATER = [  # the second of each pair comes after the first
    ("acknowledge_remind", "acknowledge_next"),
    ("answer_remind", "answer_next"),
    ("sign_off_remind", "sign_off_next"),
    ("approval_remind", "approval_next"),
    ("at_risk", "overdue"),
]


_LOOK = "check the indentation, the colons and the quotes here and one line above"
_STUMBLES = [  # what the YAML parser says, in words for people who don't know YAML
    ("'@'", "a name that begins with @ needs quotes", 'write "@maya"'),
    ("cannot start any token", "this sign can't begin a value", "put the value in quotes"),
    ("alias", "what begins with * or & needs quotes", "put the value in quotes"),
    ("mapping values are not allowed", "there is a colon too many, or the indentation is wrong", _LOOK),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it"),
    ("expected ',' or", "a bracket is opened and never closed, or a comma is missing", "write [first, second]"),
    ("could not find expected ':'", "a colon is missing", "write `name: value`"),
    ("another document", "a second document begins here", "delete the line `---` and keep one"),
    ("escape", "a backslash in double quotes", "use single quotes"),
]


class BadFile(Exception):
    """The file can't be used; `problems` says why, in the file's order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def parse(source: bytes | str, directory: Directory | None = None) -> Organisation:
    """The organisation a file describes; raises BadFile with all its problems. Names need the directory."""
    root = _compose(_decoded(source))
    reader = Reader(directory)
    organisation = _organisation(reader, root)
    if reader.problems:
        raise BadFile(reader.problems)
    return organisation


def require_readable(source: bytes | str) -> None:
    """Raises BadFile where it is no YAML at all, which can be told without Slack."""
    _compose(_decoded(source))


def _decoded(source: bytes | str) -> str:
    if len(source) > MOST_BYTES:
        raise BadFile([Problem(1, 1, "the file is larger than 300 KB", "split off what isn't about the organisation")])
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start]
        column = error.start - before.rfind(b"\n")
        at = before.count(b"\n") + 1
        raise BadFile([Problem(at, column, "the file is not UTF-8", "save it again with the encoding UTF-8")]) from None


def _compose(text: str) -> Node:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise BadFile(_explained(text, error)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile([Problem(line, 1, "there is an invisible control character", "delete it")]) from None
    except RecursionError:
        raise BadFile([Problem(1, 1, "the file is nested too deeply", "see examples/city.yaml for its form")]) from None
    if root is None:
        raise BadFile([Problem(1, 1, "the file is empty", "begin with `name:` and see examples/city.yaml")])
    return root


def _explained(text: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    """What the YAML parser stumbled over."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = error.problem or "the line can't be read"
    tabs = [number for number, one in enumerate(text.split("\n"), 1) if "\t" in one[: len(one) - len(one.lstrip())]]
    if tabs:
        return [Problem(number, 1, "the line begins with a tab", "indent with spaces only") for number in tabs]
    said, instead = next(((said, instead) for sign, said, instead in _STUMBLES if sign in what), (what, _LOOK))
    return [Problem(line, column, said if said != what else f"this is not YAML ({what})", instead)]


def _organisation(reader: Reader, root: Node) -> Organisation:
    known = ["name", "duty", "desk", "lead", "comms", "approvers", "clocks", "style"]
    known += ["departments", "accounts", "topics"]
    needed = ["name", "duty", "comms", "departments", "accounts"]
    own = reader.fields(root, "the organisation", known=known, needed=needed)
    clocks = _clocks(reader, own.get("clocks"), "clocks", Clocks())
    before = len(reader.problems)
    central = reader.people(own.get("approvers"), "approvers")
    all_known = len(reader.problems) == before
    departments = reader.keyed(own.get("departments"), "departments")
    topics = reader.keyed(own.get("topics"), "topics")
    accounts = reader.keyed(own.get("accounts"), "accounts")
    for section, found in (("departments", departments), ("accounts", accounts)):
        if isinstance(own.get(section), MappingNode) and not found:
            reader.wrong(own[section], f"{section}: there are none", "add at least one, see examples/city.yaml")
    read = [_department(reader, key, at, value, clocks) for key, (at, value) in departments.items()]
    desk = reader.channel(own.get("desk"), "desk")
    _check_desks(reader, read, central_desk=desk)
    if all_known:
        _check_approvers(reader, read, central)
    style = rules(reader, own.get("style"), "style")
    require_room(reader, own.get("style"), "a post on x", style.style, limit=140, network="x")
    read_accounts = [_account(reader, key, value, tuple(departments), style) for key, (_, value) in accounts.items()]
    _check_handles(reader, read_accounts)
    return Organisation(
        name=reader.text(own.get("name"), "name", example="the organisation's name"),
        duty=reader.person(own.get("duty"), "duty"),
        desk=desk or None,
        lead=reader.person(own.get("lead"), "lead") or None,
        comms=reader.people(own.get("comms"), "comms", needed=True),
        approvers=central,
        departments=tuple(one.value for one in read),
        accounts=tuple(one.value for one in read_accounts),
        topics=tuple(_topic(reader, key, value, tuple(departments)) for key, (_, value) in topics.items()),
        clocks=clocks,
        style=style,
    )


@dataclass(frozen=True)
class _DepartmentAt:
    value: Department
    key: Node
    desk: Node
    sound: bool  # nothing was wrong in it


@dataclass(frozen=True)
class _AccountAt:
    value: Account
    node: Node


def _department(reader: Reader, key: str, at: Node, node: Node, clocks: Clocks) -> _DepartmentAt:
    label = f"department {key!r}"
    known = ["name", "desk", "lead", "approvers", "experts", "clocks"]
    own = reader.fields(node, label, known=known, needed=["name", "desk", "experts"])
    before = len(reader.problems)
    department = Department(
        key=key,
        name=reader.text(own.get("name"), f"name of {label}", example="Water quality"),
        desk=reader.channel(own.get("desk"), f"desk of {label}"),
        lead=reader.person(own.get("lead"), f"lead of {label}") or None,
        approvers=reader.people(own.get("approvers"), f"approvers of {label}"),
        experts=reader.people(own.get("experts"), f"experts of {label}", needed=True),
        clocks=_clocks(reader, own["clocks"], f"clocks of {label}", clocks) if "clocks" in own else None,
    )
    return _DepartmentAt(department, at, own.get("desk", at), sound=len(reader.problems) == before)


def _check_approvers(reader: Reader, departments: list[_DepartmentAt], central: tuple[str, ...]) -> None:
    for one in departments:
        if one.sound and len({*one.value.approvers, *central}) < 2:
            few = f"department {one.value.key!r} has fewer than two people who may approve"
            why = "whoever signs a text can't approve it"
            reader.wrong(one.key, f"{few}, and {why}", "name two under `approvers`, here or at the top")


def _check_desks(reader: Reader, departments: list[_DepartmentAt], *, central_desk: str) -> None:
    owners: dict[str, str] = {central_desk: "the whole organisation"} if central_desk else {}
    for one in departments:
        desk, key = one.value.desk, one.value.key
        owner = owners.setdefault(desk, key)
        if desk and owner != key:
            what = f"the desk of {key!r} is already the desk of {owner!r}: a reply there could belong to either"
            reader.wrong(one.desk, what, "give each department a channel of its own")


def _account(reader: Reader, key: str, node: Node, departments: tuple[str, ...], general: Rules) -> _AccountAt:
    label = f"account {key!r}"
    known = ["handle", "network", "department", "limit", "approvers", "publisher", "style"]
    own = reader.fields(node, label, known=known, needed=["handle", "network"])
    network = _network(reader, own.get("network"), label)
    department, publisher = own.get("department"), own.get("publisher")
    account = Account(
        key=key,
        handle=reader.text(own.get("handle"), f"handle of {label}", example='"@CityWater"'),
        network=network,
        department=(reader.reference(department, f"department of {label}:", departments) or None)
        if department
        else None,
        limit=_limit(reader, own.get("limit"), label, network),
        approvers=reader.people(own.get("approvers"), f"approvers of {label}"),
        publisher=reader.reference(publisher, "publisher", PUBLISHERS) if publisher else PUBLISHERS[0],
        style=rules(reader, own.get("style"), f"style of {label}"),
    )
    style = account.style.over(general).style
    require_room(reader, own.get("style", node), label, style, limit=account.limit, network=network)
    return _AccountAt(account, own.get("handle", node))


def _network(reader: Reader, node: Node | None, label: str) -> str:
    """The network's name; several that take the same text are joined into one (`counting.networks`)."""
    if not isinstance(node, SequenceNode) or not node.value:
        return _one_network(reader, node, label)
    names: list[str] = []
    for each in node.value:
        name = _one_network(reader, each, label)
        if name in names:
            reader.wrong(each, f"{name} is in the list twice", "keep one of them")
        elif name:
            names.append(name)
    return JOINS.join(names)


def _one_network(reader: Reader, node: Node | None, label: str) -> str:
    value = reader.text(node, f"network of {label}", example=nearest("", NETWORKS))
    if value and node is not None and value not in NETWORKS:
        close = nearest(value, [*NETWORKS, *OTHER_NAMES]).strip("'")
        reader.wrong(
            node, f"network {value!r} is not known", f"write {nearest(OTHER_NAMES.get(close, close), NETWORKS)}"
        )
    return value


def _limit(reader: Reader, node: Node | None, label: str, network: str) -> int:
    """In the unit of each network; the one that takes least bounds it."""
    known = [name for name in networks(network) if name in NETWORKS]
    if not known:
        return reader.number(node, f"limit of {label}", default=140, most=100_000, why="")
    least = min(known, key=limit_of)
    return reader.number(node, f"limit of {label}", default=140, most=limit_of(least), why=f" ({least} takes no more)")


def _check_handles(reader: Reader, accounts: list[_AccountAt]) -> None:
    owners: dict[tuple[str, str], str] = {}
    for one in accounts:
        handle, key = one.value.handle, one.value.key
        for network in networks(one.value.network):
            owner = owners.setdefault((handle.casefold(), network), key)
            if handle and owner != key:
                reader.wrong(one.node, f"{handle} on {network} is already account {owner!r}", "keep one of them")


def _topic(reader: Reader, key: str, node: Node, departments: tuple[str, ...]) -> Topic:
    label = f"topic {key!r}"
    known = ["name", "department", "experts", "keywords", "review_days"]
    own = reader.fields(node, label, known=known, needed=["name", "department"])
    return Topic(
        key=key,
        name=reader.text(own.get("name"), f"name of {label}", example="Tap water"),
        department=reader.reference(own.get("department"), f"department of {label}:", departments),
        experts=reader.people(own.get("experts"), f"experts of {label}"),
        keywords=reader.texts(own.get("keywords"), f"keywords of {label}", example="boil water"),
        review_days=reader.number(
            own.get("review_days"), f"review_days of {label}", default=180, most=3650, why=" days"
        ),
    )


def _clocks(reader: Reader, node: Node | None, label: str, inherited: Clocks) -> Clocks:
    """The clocks that are written, over those inherited."""
    own = reader.fields(node, label, known=list(Clocks.model_fields))
    spans: dict[str, timedelta] = dict(inherited)
    for name, value in own.items():
        spans[name] = reader.span(value, f"{name} of {label}") or spans[name]
    for first, second in _LATER:
        if spans[first] >= spans[second] and node is not None:
            at = own.get(second) or own.get(first) or node
            reader.wrong(at, f"{second} of {label} is not after {first}", f"write a longer time for {second}")
    return Clocks(**spans)
