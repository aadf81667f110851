"""What the invented company has to offer: its pages, and the content that people download, watch and attend."""

from typing import Any, NamedTuple

SITE = "https://www.acme.example"


class Page(NamedTuple):
    """A page of the site."""

    path: str
    title: str


class Content(NamedTuple):
    """kind: as the scoring model asks for it. topic: what it is about."""

    kind: str
    title: str
    topic: str
    path: str

    @property
    def page(self) -> Page:
        return Page(self.path, self.title)

    @property
    def properties(self) -> dict[str, Any]:
        return {"content": {"kind": self.kind, "title": self.title, "topic": self.topic}}


HOME = Page("/", "Acme Planner: plan projects that finish")
PRODUCT = Page("/product", "What Acme Planner does")
INTEGRATIONS = Page("/product/integrations", "Integrations")
SECURITY = Page("/product/security", "Security and where your data live")
PRICING = Page("/pricing", "Pricing")
ABOUT = Page("/about", "About us")
CAREERS = Page("/careers", "Careers")
DEMO = Page("/demo", "See Acme Planner with your own project")
CONTACT = Page("/contact", "Talk to us")
NEWSLETTER = Page("/newsletter", "One good idea a fortnight")
HELP = Page("/help", "Help centre")
TOPICS = ("best practices", "planning", "resources", "reporting", "change", "remote teams")

_BLOG = {
    "best practices": (
        "Project management best practices",
        "Seven habits of projects that finish",
        "The kick-off meeting nobody yawns in",
        "A risk list people read",
    ),
    "planning": (
        "Gantt or board? When to use which",
        "Estimating without lying",
        "How to plan around holidays",
        "Milestones that mean something",
    ),
    "resources": (
        "Who is overbooked? Five signs",
        "Sharing people between projects",
        "Capacity planning in a spreadsheet, and after it",
    ),
    "reporting": (
        "One page a steering board reads",
        "Traffic lights that tell the truth",
        "Earned value in plain words",
    ),
    "change": ("When the scope moves", "Saying no to a sponsor", "Change requests in ten minutes"),
    "remote teams": ("Stand-ups across time zones", "Trust without a status meeting", "Onboarding a remote project"),
}


def _slug(title: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    return "-".join(kept.split())


def _contents(kind: str, folder: str, titles: dict[str, str]) -> tuple[Content, ...]:
    return tuple(Content(kind, title, topic, f"/{folder}/{_slug(title)}") for title, topic in titles.items())


BLOG = tuple(
    Content("blog_post", title, topic, f"/blog/{_slug(title)}") for topic, titles in _BLOG.items() for title in titles
)
E_BOOKS = _contents(
    "e_book",
    "e-books",
    {
        "The project manager's first ninety days": "best practices",
        "A planning calendar for operations teams": "planning",
        "The resource planner's workbook": "resources",
        "Twelve reports and when to send them": "reporting",
        "Running projects from five kitchens": "remote teams",
    },
)
WHITE_PAPERS = _contents(
    "white_paper",
    "white-papers",
    {
        "What late projects cost: a study of 312 companies": "reporting",
        "Choosing planning software: 40 questions": "planning",
        "Change control in regulated industries": "change",
    },
)
WEBINARS = _contents(
    "webinar",
    "webinars",
    {
        "Live: plan a quarter in forty minutes": "planning",
        "Ask a portfolio manager anything": "best practices",
        "Resource conflicts, solved live": "resources",
        "From spreadsheet to plan": "planning",
        "Reports your board will read": "reporting",
        "Remote kick-offs that work": "remote teams",
    },
)
VIDEOS = _contents(
    "product_video",
    "videos",
    {"Acme Planner in four minutes": "planning", "Resource view, a tour": "resources", "Board and Gantt": "planning"},
)
CASE_STUDIES = _contents(
    "case_study",
    "customers",
    {
        "How a machine builder cut delays by a third": "planning",
        "A clinic plans its move": "change",
        "Forty agencies, one resource plan": "resources",
    },
)
COMPARISONS = _contents(
    "comparison", "compare", {"Acme Planner or a spreadsheet": "planning", "Acme Planner or Rival": "planning"}
)
BEST_PRACTICES = BLOG[0]
