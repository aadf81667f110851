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


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_words_for_users_stand_bare(file):
    assert list(_bare(ast.parse(file.read_text()))) == []


def _bare(tree: ast.Module) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _speaks(ast.unparse(call.func)) and any(map(_is_literal, call.args)):
            yield f"line {call.lineno}: {ast.unparse(call)}"


def _speaks(name: str) -> bool:
    return name.rpartition(".")[2] in FAILURES or name in {
        f"messages.{kind}" for kind in ("success", "warning", "error")
    }


def _is_literal(given: ast.expr) -> bool:
    if isinstance(given, ast.BinOp):
        return _is_literal(given.left) or _is_literal(given.right)
    return isinstance(given, ast.JoinedStr) or (isinstance(given, ast.Constant) and isinstance(given.value, str))
