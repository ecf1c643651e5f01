"""The sandbox's hospital, as an organisation with the clocks that DESIGN gives.

Only for earlier answers it waits as long as that takes: which window opens must not depend on how busy the machine is.
"""

from datetime import timedelta

from bot.organisation import Account, Clocks, Department, Organisation, Topic

HOSPITAL = Organisation(
    name="Riverside Health",
    duty="U0PRIYA",
    desk="C0COMMS",
    lead="U0RUTH",
    comms=("U0MAYA", "U0SAM", "U0PRIYA"),
    approvers=("U0MAYA", "U0SAM"),
    clocks=Clocks(offer_within=timedelta(seconds=20)),
    departments=(
        Department(
            key="infection",
            name="Infection control",
            desk="C0INFECT",
            lead="U0ADA",
            experts=("U0LENA", "U0TOM"),
        ),
        Department(key="pharmacy", name="Pharmacy", desk="C0PHARM", experts=("U0OMAR", "U0GRACE")),
        Department(key="maternity", name="Maternity", desk="C0MATERN", experts=("U0JON", "U0NINA")),
    ),
    accounts=(
        Account(key="main", handle="@RiversideHealth", network="x"),
        Account(key="sky", handle="@riverside.health", network="bluesky", limit=300),
        Account(key="meds", handle="@RiversidePharmacy", network="x", department="pharmacy"),
        Account(key="bumps", handle="@RiversideBirth", network="x", department="maternity"),
    ),
    topics=(
        Topic(key="visiting", name="Visiting", department="infection", keywords=("visit", "visitor", "ward")),
        Topic(key="medicines", name="Medicines", department="pharmacy", keywords=("ibuprofen", "tablet", "dose")),
        Topic(key="birth", name="Birth", department="maternity", keywords=("birth", "newborn", "labour ward")),
    ),
)
