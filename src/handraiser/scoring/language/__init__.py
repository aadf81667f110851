"""The scoring model's language: its types, how a document becomes them, and every way it can be refused.

Owns words and shapes; what they do to a person's scores is the kernel's.
"""

from handraiser.scoring.starters import STARTERS, starter

from .conditions import (
    STAGES,
    AbsentCondition,
    All,
    AnyOf,
    Condition,
    CoverageCondition,
    DeltaCondition,
    EventCondition,
    HandRaise,
    LabelCondition,
    MatrixCondition,
    Not,
    Rise,
    ScoreCondition,
    Silence,
    Stage,
    StageCondition,
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
from .rules import (
    AbsentRule,
    Amount,
    Case,
    EventRule,
    IfRule,
    PerRule,
    Range,
    Rollup,
    RollupRule,
    Rule,
    Tier,
    TiersRule,
    TraitRule,
)
from .schema import schema
from .scores import Group, Score, Total
from .stages import StageRule

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
    "DeltaCondition",
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
    "Rise",
    "Rollup",
    "RollupRule",
    "Rule",
    "Scalar",
    "Score",
    "ScoreCondition",
    "ScoringModel",
    "Silence",
    "Stage",
    "StageCondition",
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
