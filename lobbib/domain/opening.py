"""How a closed question could be asked openly: an offer, only where it is sure to be good Dutch."""

import re
from dataclasses import dataclass

from lobbib.domain.questions import Kind, any_of, kind_of, tidy

ADVICE = "Begin met wat, hoe of wie, of vraag erna waarom."
OF_WHAT_IS_TO_COME = ("Wat trekt je aan in", "Hoe zou je", "Wat heb je nodig om")
OF_WHAT_HAS_BEEN = ("Wat vond je van", "Hoe kwam het dat", "Waaraan merkte je dat")


@dataclass(frozen=True, slots=True)
class Closed:
    """`better` asks the same openly; None where no certain way is known. `starts` begin another."""

    kind: Kind
    better: str | None
    starts: tuple[str, ...]

    @property
    def hint(self) -> str:
        return f"{self.kind.value} {ADVICE}"


def closed(question: str) -> Closed | None:
    """Why `question` is closed, with an offer; None for an open one and for an empty line."""
    kind = kind_of(question)
    if kind is None:
        return None
    return Closed(kind, _better(question, kind), _starts(question, kind))


_JUDGED = r"(?:(?:erg|heel|best|echt|ook) )?" + any_of(
    "leuk leerzaam interessant saai spannend moeilijk lastig zwaar makkelijk fijn mooi nuttig goed "
    "gezellig boeiend inspirerend vervelend eng belangrijk geslaagd zinvol indrukwekkend"
)
_WENT = any_of("goed lekker beter fijn vlot")
_ARTICLE = any_of("je jouw de het dit dat deze die een")
_THING = (
    rf"(?P<thing>{_ARTICLE} [\w'’-]+"
    rf"(?: (?:van|bij|op|in|met|over|aan) (?:{_ARTICLE} )?[\w'’-]+)?)"
)
_WHO = r"(?P<who>je|jij|jullie)"
_REST = r"(?P<thing>[\w'’ -]+)"
_SOMETHING = r"(?P<when>(?:vandaag|hier|nu|daar) )?(?:iets|veel|wat)(?: nieuws)?"
_ABOUT = r"(?P<about> (?:van|over) [\w'’ -]+)?"
_BETTER = tuple(
    (re.compile(pattern, re.IGNORECASE), template)
    for pattern, template in (
        (rf"(?P<verb>vind|vond|vonden) {_WHO} het {_JUDGED}", "Wat {verb} {who} ervan?"),
        (rf"(?P<verb>vind|vond|vonden) {_WHO} {_THING} {_JUDGED}", "Wat {verb} {who} van {thing}?"),
        (rf"hou(?:d|den)? {_WHO} van {_REST}", "Wat vind {who} van {thing}?"),
        (rf"(?P<verb>was|is) het {_JUDGED}", "Hoe {verb} het?"),
        (rf"(?P<verb>was|is) {_THING} {_JUDGED}", "Hoe {verb} {thing}?"),
        (rf"(?P<verb>ging|gaat) het {_WENT}", "Hoe {verb} het?"),
        (rf"(?P<verb>ging|gaat) {_THING} {_WENT}", "Hoe {verb} {thing}?"),
        (rf"(?P<verb>heb|hebben) {_WHO} {_SOMETHING}{_ABOUT} geleerd",
         "Wat {verb} {who} {when}{about} geleerd?"),
        (rf"(?P<verb>leer|leerde|leren|leerden) {_WHO} {_SOMETHING}{_ABOUT}",
         "Wat {verb} {who} {when}{about}?"),
        (r"(?:ben|was) (?P<who>je|jij) (?:zenuwachtig|nerveus|gespannen) "
         rf"(?P<when>voor|tijdens|bij) {_REST}", "Hoe voelde {who} je {when} {thing}?"),
        (rf"ben (?P<who>je|jij) (?:trots op|tevreden (?:over|met)|blij met) {_REST}",
         "Wat vind {who} van {thing}?"),
        (r"heeft iemand (?P<who>je|jou|jullie) (?:daarbij |hierbij )?geholpen",
         "Wie heeft {who} geholpen, en hoe?"),
        (r"past (?P<thing>(?:dit|dat|deze|die) (?:beroep|werk|baan|opleiding|studie|vak|profiel)) "
         r"bij (?:je|jou)", "Wat past er bij jou aan {thing}, en wat niet?"),
        (rf"(?P<verb>krijg|kreeg|krijgen|kregen) {_WHO} (?:(?:hier|daar|er) )?energie van"
         r"(?: [\w'’ -]+)?", "Waarvan {verb} {who} energie?"),
    )
)  # fmt: skip
# "Heb je de docent bedankt" is good Dutch behind "hoe"; "heb je ooit iets opgegeven" is not.
_DONE = re.compile(
    r"(?:(?:heb|hebben) (?:je|jij|jullie)\b[^,;:]*\b"
    + any_of(
        "gehaald bedankt verdeeld opgelost aangepakt voorbereid gevonden bereikt gekozen geregeld "
        "gepland geholpen uitgelegd overtuigd afgesproken besloten georganiseerd benaderd "
        "afgemaakt verbeterd"
    )
    + r"$|(?:bleef|bleven|koos|kozen|verdeelden|bereikten?|vonden|regelden?) (?:jij|jullie) |"
    r"lukte het (?:je |jou |jullie )?om )"
)
_INDEFINITE = re.compile(
    r"\b"
    + any_of("iets iemand ooit wel eens al zeker vaak altijd nooit ergens niet geen ook nog of")
    + r"\b"
)
_TO_COME = re.compile(r"(?:zou|wil|ga|gaat|lijkt|denk|kun|kan|wilt)\b")


def _better(question: str, kind: Kind) -> str | None:
    written = " ".join(question.split()).rstrip(" ?!.")
    found = _offers(question, written, kind)
    # An offer that the rule itself would call closed is none.
    return found if found and kind_of(found) is None else None


def _offers(question: str, written: str, kind: Kind) -> str | None:
    if kind is Kind.CHOICE:
        is_single = question.count("?") < 2 and not tidy(written).startswith("kies")
        return f"{written}, en waarom?" if is_single else None
    for pattern, template in _BETTER:
        if found := pattern.fullmatch(written):
            return _filled(template, found)
    asked = tidy(written)
    if kind is Kind.YES_NO and _DONE.match(asked) and not _INDEFINITE.search(asked):
        return f"Hoe {written[0].lower()}{written[1:]}?"
    return None


def _filled(template: str, found: re.Match[str]) -> str:
    parts = {name: value or "" for name, value in found.groupdict().items()}
    parts["verb"] = parts.get("verb", "").lower()
    return " ".join(template.format(**parts).replace(" ?", "?").split())


def _starts(question: str, kind: Kind) -> tuple[str, ...]:
    """Beginnings that suit what was asked: of what is to come, or of what has been."""
    to_come = kind is Kind.YES_NO and _TO_COME.match(tidy(question))
    return OF_WHAT_IS_TO_COME if to_come else OF_WHAT_HAS_BEEN
