"""`/hulp`: what a colleague may want to know, a screen a page; also for who is not in yet."""

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lobbib.errors import NotFound
from lobbib.web.access import ANYONE, serves

bp = Blueprint("help", __name__, url_prefix="/hulp")


class Topic(NamedTuple):
    """One page of help: its heading, and the question that it answers."""

    title: str
    about: str


TOPICS = {
    "competenties": Topic("De vijf competenties", "Wat oefenen leerlingen bij LOB?"),
    "gesprek": Topic(
        "Elk gesprek telt", "Wat is een goede vraag, en wat als ik maar vijf minuten heb?"
    ),
    "toevoegen": Topic("Een opdracht toevoegen", "Wat moet ik invullen, en wie ziet het?"),
    "zoeken": Topic("Een opdracht zoeken", "Hoe vind ik snel iets voor mijn klas?"),
    "lijn": Topic("Zo telt de LOB-lijn", "Wat betekenen de getallen en de lijnen?"),
    "delen": Topic("Wat mag je delen?", "Mag ik iets uit een boek of van een site gebruiken?"),
    "privacy": Topic("Privacy", "Wat bewaart lobbib, en hoe lang?"),
}


@bp.get("")
@serves(ANYONE)
def index() -> ResponseReturnValue:
    return render_template("help/index.html", topics=TOPICS)


@bp.get("/<slug>")
@serves(ANYONE)
def topic(slug: str) -> ResponseReturnValue:
    if slug not in TOPICS:
        raise NotFound
    return render_template(f"help/{slug}.html", topics=TOPICS, slug=slug, topic=TOPICS[slug])
