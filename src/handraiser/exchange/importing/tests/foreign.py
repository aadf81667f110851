"""A foreign funnel as two files: leads with their first contact, and the deals that some of them won."""

import random
from datetime import date, timedelta

LEADS_HEADER = ["mql_id", "first_contact_date", "landing_page_id", "origin"]
DEALS_HEADER = ["mql_id", "won_date", "business_segment"]
ORIGINS = ("organic_search", "paid_search", "social", "email", "direct_traffic", "unknown", "")
SEGMENTS = ("home_decor", "health_beauty", "")
EARLY = 17  # the row, from 0, of the deal that was won before its first contact


def leads_of(chance: random.Random) -> list[list[str]]:
    begin = date(2017, 6, 14)
    return [
        [
            f"{chance.getrandbits(128):032x}",
            (begin + timedelta(days=chance.randrange(300))).isoformat(),
            f"page-{chance.randrange(12)}" if chance.random() > 0.05 else "",
            chance.choice(ORIGINS),
        ]
        for _ in range(800)
    ]


def deals_of(chance: random.Random, leads: list[list[str]]) -> list[list[str]]:
    won = chance.sample(leads, 90)
    rows = [
        [
            lead[0],
            f"{date.fromisoformat(lead[1]) + timedelta(days=chance.randrange(1, 200))} 21:04:09",
            chance.choice(SEGMENTS),
        ]
        for lead in won
    ]
    rows[EARLY][1] = f"{date.fromisoformat(won[EARLY][1]) - timedelta(days=9)} 08:00:00"
    return rows
