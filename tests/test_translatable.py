"""What users read can be translated: the words of expected failures, and of the messages after a form."""

import ast
from collections.abc import Iterator
from pathlib import Path

import handraiser

SOURCE = Path(handraiser.__file__).parent
FOR_PROGRAMS = {"operations", "scoring"}  # the command line; the language, whose problems are codes with parameters
CODE_ONLY = {"RequestRefused", "AuditIsAppendOnly"}  # read by programs and programmers
MESSAGES = {"messages.success", "messages.warning", "messages.error"}
FILES = sorted(
    file
    for file in SOURCE.glob("*/*.py")
    if file.parent.name not in FOR_PROGRAMS and not file.parent.name.startswith("_")
)


def _failures() -> set[str]:
    """The names of HandraiserError and all that derive from it."""
    classes = [
        node for file in FILES for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ClassDef)
    ]
    names = {"HandraiserError"}
    while more := {each.name for each in classes if names & {ast.unparse(base) for base in each.bases}} - names:
        names |= more
    return names - CODE_ONLY


FAILURES = _failures()


def test_no_words_for_users_stand_bare():
    assert {"AlreadyOne", "CannotMove"} <= FAILURES
    assert [words for file in FILES for words in _bare(file)] == []


def _bare(file: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(file.read_text())):
        if isinstance(call, ast.Call) and _speaks(ast.unparse(call.func)) and any(map(_is_literal, call.args)):
            yield f"{file.relative_to(SOURCE)}, line {call.lineno}: {ast.unparse(call)}"


def _speaks(name: str) -> bool:
    return name.rpartition(".")[2] in FAILURES or name in MESSAGES


def _is_literal(given: ast.expr) -> bool:
    if isinstance(given, ast.BinOp):
        return _is_literal(given.left) or _is_literal(given.right)
    return isinstance(given, ast.JoinedStr) or (isinstance(given, ast.Constant) and isinstance(given.value, str))
