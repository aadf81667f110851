"""A small whole model that the tests break in one place at a time."""

SMALL = """\
language: 1
model: small
timezone: Europe/Zurich
lists: {rivals: [rival.example]}
hand_raises: [Demo Requested]
ignore: [{flag: bot}, {event: Email Opened}]
exclude:
  rival: {if: {trait: email_domain, in: rivals}, effect: ignore}
scores:
  fit:
    range: [0, 100]
    groups:
      person:
        cap: [0, 50]
        rules:
          title: {trait: title, cases: [{matches: head, points: 10}]}
          local: {if: {all: [{trait: city, eq: Bern}, {not: {event: Moved, within: 30d}}]}, points: 5}
  interest:
    range: [0, 100]
    groups:
      doing:
        decay: {half_life: 21d}
        rules:
          blog: {event: page, where: {path: {glob: "/blog/*"}}, points: 10, count: unique, key: path, cap: 20}
          demo: {event: Demo Requested, points: 50, count: {once_per: 90d}, decay: {lifespan: 90d}}
          visits: {event: page, tiers: [{at_least: 3, within: 7d, points: 25}]}
          quiet: {absent: {event: "*", for: 45d}, points: -10, every: 30d}
total: {weights: {fit: 0.4, interest: 0.6}, range: [0, 100]}
labels:
  fit: {A: 60, B: 0}
  interest: {1: 50, 2: 0}
matrix: "{fit}{interest}"
stages:
  - {to: sql, from: [lead, mql], if: {hand_raise: any, within: 1d}}
  - {to: mql, from: [lead], if: {matrix: [A1, B1]}, unless: {coverage: {fit: {lt: 0.5}}}}
  - {to: lead, from: [mql], if: {any: [{label: {interest: [2]}}, {score: {fit: {lt: 10}}}]}, hold: 14d}
tests:
  ada: {traits: {title: head}, events: [{event: page, path: /blog/a, at: -1d}], expect: {labels: {fit: B}}}
lookback: 365d
"""


def broken(before: str, after: str) -> str:
    assert SMALL.count(before) == 1, f"{before!r} stands there {SMALL.count(before)} times"
    return SMALL.replace(before, after)
