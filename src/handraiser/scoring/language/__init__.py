"""The scoring model's language: its types, how a document becomes them, and every way it can be refused.

Owns words and shapes; what they do to a person's scores is the kernel's.
"""

from handraiser.scoring.starters import STARTERS, starter

from .conditions import (
    AbsentCondition,
    All,
    AnyOf,
    Condition,
    CoverageCondition,
    EventCondition,
    HandRaise,
    LabelCondition,
    MatrixCondition,
    Not,
    ScoreCondition,
    Silence,
    TraitCondition,
)
from .counting import AtMost, Count, Each, Once, OncePer, Unique
from .decaying import Decay, HalfLife, Lifespan, Linear, Step, Steps
from .events import EventName, PropertyTests, Where
from .examples import Example, ExampleEvent, Expectation
from .labels import Label, Matrix
from .model import Exclusion, IgnoredEvent, IgnoredFlag, Reset, ScoringModel
from .operands import Scalar, Test, Tests
from .parsing import parse
from .problems import ModelRefused, Problem
from .rules import AbsentRule, Amount, Case, EventRule, IfRule, PerRule, Range, Rule, Tier, TiersRule, TraitRule
from .schema import schema
from .scores import Group, Score, Total
from .stages import STAGES, Stage, StageRule

__all__ = [
    "STAGES",
    "STARTERS",
    "AbsentCondition",
    "AbsentRule",
    "All",
    "Amount",
    "AnyOf",
    "AtMost",
    "Case",
    "Condition",
    "Count",
    "CoverageCondition",
    "Decay",
    "Each",
    "EventCondition",
    "EventName",
    "EventRule",
    "Example",
    "ExampleEvent",
    "Exclusion",
    "Expectation",
    "Group",
    "HalfLife",
    "HandRaise",
    "IfRule",
    "IgnoredEvent",
    "IgnoredFlag",
    "Label",
    "LabelCondition",
    "Lifespan",
    "Linear",
    "Matrix",
    "MatrixCondition",
    "ModelRefused",
    "Not",
    "Once",
    "OncePer",
    "PerRule",
    "Problem",
    "PropertyTests",
    "Range",
    "Reset",
    "Rule",
    "Scalar",
    "Score",
    "ScoreCondition",
    "ScoringModel",
    "Silence",
    "Stage",
    "StageRule",
    "Step",
    "Steps",
    "Test",
    "Tests",
    "Tier",
    "TiersRule",
    "Total",
    "TraitCondition",
    "TraitRule",
    "Unique",
    "Where",
    "parse",
    "schema",
    "starter",
]
