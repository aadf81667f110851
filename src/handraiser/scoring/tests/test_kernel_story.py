"""Bob's story by the starter model, from his first page to his demo request."""

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.language import parse, starter

from .cast import Bob, day, history


def bob() -> Bob:
    lead = Bob(known=3).has("title", "Head of Operations", since=3).has("company.employees", 120, since=3)
    lead.has("company.industry", "software", since=3).has("email_domain", "bobco.example", since=3)
    lead.did("page", 9, path="/blog/one").did("Content Downloaded", 3, content={"kind": "e_book"})
    return lead.did("Demo Requested", 0)


def test_bob_becomes_lead_then_marketing_qualified_then_asks_for_sales():
    starting = compile_model(parse(starter("b2b-saas")))
    found = evaluate(starting, history(bob()), at_us=day(0))
    result = found.results.to_pylist()[0]
    assert (result["label.fit"], result["label.engagement"], result["matrix"]) == ("A", "1", "A1")
    assert [row["to"] for row in found.moves.to_pylist()] == ["lead", "mql", "sql"]
    assert found.hand_raises.to_pylist()[0]["stage_before"] == "mql"
