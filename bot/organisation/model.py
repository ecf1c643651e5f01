"""Who works where: people, departments, topics, accounts and clocks of one organisation. Pure; people are Slack ids."""

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from bot.organisation.style import Rules
from bot.trimming import Style


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)  # what a newer version stored besides is passed over


class Clocks(_Frozen):
    """How long each stage may take; counted from entering the stage, the acknowledgement from the ping's delivery."""

    offer_within: timedelta = timedelta(milliseconds=500)
    choosing: timedelta = timedelta(minutes=2)
    expert_wanted: timedelta = timedelta(minutes=5)
    acknowledge_remind: timedelta = timedelta(minutes=2)
    acknowledge_next: timedelta = timedelta(minutes=5)
    answer_remind: timedelta = timedelta(minutes=8)
    answer_next: timedelta = timedelta(minutes=15)
    asker_nudge: timedelta = timedelta(hours=24)
    sign_off_remind: timedelta = timedelta(minutes=3)
    sign_off_next: timedelta = timedelta(minutes=10)
    approval_remind: timedelta = timedelta(minutes=3)
    approval_next: timedelta = timedelta(minutes=6)
    publication_remind: timedelta = timedelta(minutes=3)
    repeat: timedelta = timedelta(minutes=10)
    at_risk: timedelta = timedelta(minutes=45)
    overdue: timedelta = timedelta(minutes=60)
    undelivered: timedelta = timedelta(seconds=60)
    draft_pause: timedelta = timedelta(seconds=15)


class Department(_Frozen):
    """A department: `desk` is its channel's id; `clocks`, where set, are complete and replace the organisation's."""

    key: str
    name: str
    desk: str
    lead: str | None = None
    approvers: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    clocks: Clocks | None = None


class Topic(_Frozen):
    """What people ask about; its own experts come before the department's."""

    key: str
    name: str
    department: str
    experts: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    review_days: int = 180


class Account(_Frozen):
    """A profile on a network; `limit` in the network's own unit; without a department it belongs to everyone."""

    key: str
    handle: str
    network: str
    department: str | None = None
    limit: int = 140
    approvers: tuple[str, ...] = ()
    publisher: str = "manual"
    style: Rules = Rules()


class Organisation(_Frozen):
    """The whole organisation, as its file said; `desk` is where a question lives until its department is known."""

    name: str
    duty: str
    desk: str | None = None
    lead: str | None = None
    comms: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    departments: tuple[Department, ...] = ()
    accounts: tuple[Account, ...] = ()
    topics: tuple[Topic, ...] = ()
    clocks: Clocks = Clocks()
    style: Rules = Rules()

    def department(self, key: str) -> Department | None:
        return next((one for one in self.departments if one.key == key), None)

    def account(self, key: str) -> Account | None:
        return next((one for one in self.accounts if one.key == key), None)

    def topic(self, key: str) -> Topic | None:
        return next((one for one in self.topics if one.key == key), None)

    def experts_for(self, topic_key: str | None, department_key: str) -> tuple[str, ...]:
        """Whom to ask, in order: the topic's own experts first, then the department's as backups."""
        topic = self.topic(topic_key) if topic_key else None
        department = self.department(department_key or (topic.department if topic else ""))
        return _once([*(topic.experts if topic else ()), *(department.experts if department else ())])

    def approvers_for(self, account_key: str | None, department_key: str) -> tuple[str, ...]:
        """Who may approve, in the order they are asked: the account's, the department's, the central ones."""
        account = self.account(account_key) if account_key else None
        department = self.department(department_key)
        own = [*(account.approvers if account else ()), *(department.approvers if department else ())]
        return _once([*own, *self.approvers])

    def clocks_for(self, department_key: str | None) -> Clocks:
        department = self.department(department_key) if department_key else None
        return department.clocks if department and department.clocks else self.clocks

    def style_for(self, account_key: str | None) -> Style:
        """How a text for this account has to be: its own rules, and the organisation's where it has none."""
        account = self.account(account_key) if account_key else None
        return (account.style.over(self.style) if account else self.style).style

    def guess_topic(self, text: str) -> Topic | None:
        """The topic most of whose keywords are in the text, longer ones counting more; None where none is."""
        scored = [
            (sum(len(word) for word in topic.keywords if _pattern(word).search(text)), topic) for topic in self.topics
        ]
        score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
        return best if score else None

    def desks(self) -> set[str]:
        """Every channel in which questions live."""
        return {*([self.desk] if self.desk else []), *(one.desk for one in self.departments)}

    def is_comms(self, user: str) -> bool:
        return user in self.comms

    def everyone(self) -> tuple[str, ...]:
        """Everybody the file names, once, in its order."""
        named = [self.duty, *([self.lead] if self.lead else []), *self.comms, *self.approvers]
        for department in self.departments:
            named += [*([department.lead] if department.lead else []), *department.approvers, *department.experts]
        for topic in self.topics:
            named += topic.experts
        for account in self.accounts:
            named += account.approvers
        return _once(named)


def _once(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))


@lru_cache(maxsize=4096)
def _pattern(keyword: str) -> re.Pattern[str]:
    """The keyword as a whole word or phrase, in any case, with a plural ending allowed."""
    words = r"\s+".join(re.escape(word) for word in keyword.split())
    return re.compile(rf"(?<!\w){words}(?:e?s)?(?!\w)", re.IGNORECASE) if words else re.compile(r"(?!)")


def import_command(workspace: str = "") -> str:
    """What whoever runs the bot types, so that a workspace has an organisation."""
    return f"python -m bot import org.yaml --workspace {workspace}".removesuffix(" --workspace ")
