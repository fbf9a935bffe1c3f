"""Whether a question for a conversation is closed, and why.

Closed is what somebody can answer fully with yes or no, with one of the choices that it gives, or
with a fact that is ready. The definitions are those of tests/judged/README.md. It is a hint and
never blocks, so where a question could go both ways it is left alone.
"""

import re
from enum import StrEnum

from lobbib.domain.lesson_facts import plain


class Kind(StrEnum):
    """Why a question is closed; the value is what the screen says."""

    YES_NO = "Hierop kun je met ja of nee antwoorden."
    CHOICE = "Hier kies je alleen uit wat er al staat."
    FACT = "Hierop zijn een paar woorden genoeg."


def any_of(words: str) -> str:
    """A pattern for one of these words."""
    return f"(?:{'|'.join(words.split())})"


_PERSON = any_of(
    "je jij jullie u gij ge ik we wij hij zij ze het t er dit dat deze die de een men iemand "
    "niemand jouw mijn hun haar zijn alles iets mensen leerlingen ouders"
)
_YOU = any_of("je jij jullie u ge gij jou")
_BEFORE_A_CLAUSE = any_of(
    "je jij jullie u ik hij ze we er jou jouw het de die dat"
)  # "hoe je daar komt" is a clause; "hoe kom je daar" asks
_MEASURE = any_of(
    "laat lang vaak veel ver oud groot duur snel hoog breed vroeg dichtbij zeker tevreden leuk "
    "moeilijk eens spannend"
)
# What is asked after "welk" or "wat is je": a word that everybody has ready.
_READY = any_of(
    r"naam namen leeftijd adres \w*nummer e-?mail\w* geboorte\w+ profiel pakket vakkenpakket klas "
    r"groep leerjaar niveau school scholen basisschool hogeschool universiteit opleiding "
    r"opleidingen studie studierichting richting sector mbo roc bedrijf bedrijven organisatie "
    r"winkel afdeling vestiging stageplek stagebedrijf stageplaats werkgever functie beroep "
    r"beroepen baan banen bijbaan baantje vak vakken lievelings\w+ favoriete rapportcijfer\w* "
    r"cijfer cijfers punt toets examen dag dagen datum tijd tijdstip uur week weken maand maanden "
    r"jaar jaren seizoen stad dorp plaats plaatsen land landen provincie straat gebouw lokaal "
    r"verdieping bus trein lijn taal talen sport sporten hobby hobby's instrument club team boek "
    r"film site website app docent docenten leraar mentor juf meester begeleider klasgenoot "
    r"klasgenoten diploma diploma's kleur dier merk salaris loon uurloon"
)
_WITH_READY = any_of(
    "heb heeft hebben doe doet volg volgt volgde zit zitten zat is was zijn krijg kreeg kies "
    "kiest koos werk werkt werkte ga gaat gaan ging wil wilt vind vindt vond moet moest had woon "
    "woont geef studeer studeert studeerde speel speelt ben lees loop liep hoort begint begon"
)
# What somebody did, of which one remembers who: "Wie heeft je rondgeleid?"
_DONE_BY = any_of(
    "begeleid opgehaald gebracht gewonnen gebeld gemaakt geschreven uitgenodigd lesgegeven "
    "rondgeleid ontvangen ingewerkt aangenomen beoordeeld voorgesteld"
)
_OPEN_HEAD = (
    r"(?:in hoeverre|waar(?:om|voor|door|toe|in|aan|op|mee|over|uit|heen|naar|bij|van|tegen)?|"
    r"hoezo|wat|wa|hoe(?:veel|lang|vaak)?|wie|welke?|wanneer|want)"
)
_PREPOSITION = any_of(
    "in bij met op uit aan van voor naar door over tot onder tegen achter sinds vanaf om tijdens "
    "na tussen naast tegenover"
)
_TELL = (
    r"(?:vertellen|uitleggen|beschrijven|omschrijven|schetsen|toelichten|verklaren|samenvatten|"
    r"verduidelijken|uitbeelden|voorstellen hoe|opnoemen|noemen|zeggen (?:over|hoe|wat|waarom)|"
    r"laten (?:zien|horen)|voorbeeld|voorbeelden|meenemen|meer over|iets over|begrijpen|"
    r"delen (?:wat|hoe|waarom)|terughalen|schrijven (?:over|hoe|wat)|verwoorden|"
    r"opschrijven (?:hoe|wat|waarom)|aangeven (?:hoe|wat|waarom))"
)

_REQUEST = re.compile(
    rf"^(?:kunt?|kan|kunnen|wilt?|willen|zou(?:den)?|mag|mogen|durft?|probeer)\b.*\b{_TELL}\b"
)
_ASK_LEAVE = re.compile(
    r"^(?:mag|mogen|kan|zou) (?:ik|we) (?:je |jou |u )?(?:eens |wat |even )?(?:mogen )?vragen (.+)$"
)
_TOLD = re.compile(
    r"^(?:"
    + any_of(
        "vertel beschrijf omschrijf leg schets noem geef neem teken laat schrijf denk bedenk zoek "
        "haal ga licht verklaar help zeg maak kies"
    )
    + rf"\b(?! {_YOU}\b)|stel je voor\b|ik (?:ben benieuwd|hoor graag|wil weten)\b|benieuwd\b)"
)
_TAG = re.compile(
    r"(?:,\s(?:toch|he|right|oke?|ja|nee)|,?\s(?:he|nietwaar|niet (?:waar|dan|soms|zeker)|"
    r"of (?:niet|wel)(?: soms)?|zeker)|,\s(?:\w+\s){0,3}ook niet)$"
)
_SHOW_OF_HANDS = re.compile(
    r"^wie (?:van|uit|onder) (?:jullie|je|ons|de klas|jou|deze)\b|^wie (?:heeft|is|wil) er\b"
)
_SCALE = re.compile(
    r"^(?:op|met) een (?:schaal|cijfer|score)\b|\bop een schaal van\b|^welk cijfer\b|"
    r"\bvan (?:1|een) tot (?:en met )?(?:10|tien|5|vijf)\b"
)
_MEASURED = re.compile(
    rf"^(?:{_PREPOSITION} )?(?:hoe {_MEASURE}\b(?!.*\b(?:zien|horen|weten|merken)\b)|hoeveel\b|"
    r"hoelang\b|hoevaak\b|hoe (?:heet|heette|heten)\b)"
)
_OF_SET = re.compile(
    r"^(?:wat|welke?)(?: \w+)? (?:van|uit) (?:de|deze|die|je|jouw|jullie) "
    r"(?:twee|drie|vier|vijf|beide|\d)\b|^welke van\b"
)
_READY_FACTS = tuple(
    re.compile(pattern)
    for pattern in (
        # wat
        rf"^wat (?:is|was|zijn|waren) (?:je|jouw|jullie|de|het|uw|haar|zijn) (?:\w+ )?{_READY}\b",
        r"^wat kost(?:te)? (?!je|jou|jij|het je)|^wat (?:studeert?|heet)\b|^wat heb je gekozen$",
        r"^wat verdien(?:t|de)? (?:je|jij|ze|zij|hij|een|iemand|men|u)\b|^wat wil je later worden$",
        r"^wat doe[tn] (?:je|jouw) (?:vader|moeder|broer|zus|oom|tante|ouders)(?: voor werk)?$",
        # wie
        r"^wie (?:is|was|zijn|waren) (?:je|jouw|jullie|de|het|er|die|dat)\b|^wie begeleid\w*\b",
        rf"^(?:wie (?:heeft|hebben|had|hadden)|door wie (?:ben|bent|is|zijn|werd|werden|was)) .*"
        rf"\b{_DONE_BY}$",
        r"^wie (?:leidde|ontving|haalde|bracht|beoordeelde|belde) (?:je|jou|jullie|hem|haar|hen)\b",
        r"^(?:met|bij|naast|voor|tegenover) wie (?:is|was|ging(?:en)?|werkt(?:en?)?|zat(?:en)?|"
        r"stond|liep(?:en)?|heb|heeft|sprak|woon|deed)\b",
        # waar
        r"^waar (?:woont?|woonde|werk|werkte?n?|studeert?|ligt|staat)\b",
        r"^waar (?:is|was) (?:de|het|je|jouw|die|dat|dit|er) |^waar zit (?:je|jij) op school\b",
        r"^waar (?:heb|heeft|hebben|had) .*\b(?:gelopen|gewerkt|gestudeerd|gezeten|gewoond)$",
        r"^waar (?:ga|gaat|gaan|ging|moet|moest|wil|loop|liep) .*\b(?:stage|naartoe|heen|"
        r"studeren|wonen|werken|zijn|solliciteren)$|^waar kom(?:t|en)? .*\bvandaan$",
        r"^waar (?:kun|kan) .*\b(?:volgen|vinden|kopen|inschrijven|aanmelden)$",
        # wanneer
        r"^wanneer (?:is|was|moet|moest|moeten|begint?|begon|startt?e?|sluit|eindigt|gaa?t?|gaan|"
        r"ging|vertrek|lever|leverde|stopte|hoor|komt?)\b|^(?:sinds|vanaf|tot) wanneer\b",
        r"^wanneer bent? .*\b(?:begonnen|geboren|klaar|jarig|gestart|gestopt|vrij|geslaagd)$",
    )
)
_READY_WHICH = re.compile(
    rf"^(?:{_PREPOSITION} )?(?:welke?|wat voor(?: een| soort)?) (?:\w+ )?{_READY} {_WITH_READY}\b"
)
# A second question in the same breath.
_ASKS_ON = re.compile(
    r"(?:,| en|;|:| -|\.|\?|!) (?:en |maar |of |dus |want )*(?P<more>(?:"
    rf"leg\b|licht\b|geef\b|noem\b|vertel\b|(?:{_PREPOSITION} )?{_OPEN_HEAD}\b).*)$"
)
_EMBEDDED = re.compile(
    rf"^(?:{_PREPOSITION} )?(?:welke? \w+|wat voor \w+|{_OPEN_HEAD}) {_BEFORE_A_CLAUSE} \w"
)
_SURELY_ASKS_ON = re.compile(
    r"^(?:leg|licht|geef|noem|vertel|want)\b|^waarom\b(?! (?:je|jij|ze|hij|ik)\b)"
)
_CHOICE_AT_THE_END = re.compile(
    r"(?:,|:|\?) [\w'’ -]{1,40}(?:, [\w' -]{1,25})? of "
    r"(?!hoe|wat|waarom|wie|waar\b|niet$)[\w'’ -]{1,40}$"
)
_CHOICE = re.compile(r"\bliever\b.*\bof\b|\b\w+ of (?:\w+ ){0,5}\w+$")
_NO_CHOICE = re.compile(r"\bof (?:niet|nee|niets|zo|zoiets|iets|iemand|ooit)\b")
_VERB_FIRST = re.compile(rf"^[a-z']+ {_PERSON}\b")
_WH = re.compile(
    rf"^(?:(?:{_PREPOSITION}|precies|en|maar|dus|nou|oke|goed|eigenlijk) )?{_OPEN_HEAD}\b"
)
_SENTENCES = re.compile(r"[^.!?…]+(?:[.!?…]+|$)")
_GO_ON = {"en toen", "en nu", "en dan", "en verder", "wat dan", "hoe dan", "nou en"}
_FILLERS = re.compile(
    r"^(?:en|maar|dus|nou|oke|goed|zeg|eerlijk|eh|tja|jaa?|hee|hey|trouwens|want)\b[ ,:]*(?=\w)"
)
_ASKS_AFTER = re.compile(r"(?:stel je voor|vertel eens|zeg)\b")
_INTRODUCES = re.compile(r"(?:stel|vertel|zeg|als|toen|nu|na|eerlijk)\b")


def kind_of(question: str) -> Kind | None:
    """In which way `question` is closed; None for an open one, and for an empty line."""
    asked = tidy(question)
    sentences = [part for raw in _SENTENCES.findall(asked) if (part := _bare(raw))]
    if not sentences or ("?" in question and len(sentences) > 1 and not _asks(question)):
        return None  # "Was het leuk? Leg uit."
    return _kind_of_sentence(sentences[-1])


def tidy(question: str) -> str:
    """As the patterns read it: small letters without accents, "'t" written out."""
    text = plain(question).replace("’", "'").replace("'t ", "het ").replace(" t ", " het ")
    return " ".join(text.split())


def _bare(sentence: str) -> str:
    return sentence.strip(" .!?…-–\"'“”‘’()")


def _asks(question: str) -> bool:
    """Whether the last of several sentences is itself a question."""
    return question.rstrip(" \"'”’)").endswith("?")


def _kind_of_sentence(sentence: str) -> Kind | None:
    if sentence in _GO_ON:
        return None
    if " " not in sentence:
        return None if _WH.match(sentence) else Kind.YES_NO
    if _TAG.search(sentence) and not sentence.startswith("waarom wel"):
        return Kind.YES_NO
    if _SCALE.search(sentence):
        return Kind.FACT
    return _kind_of_clause(sentence)


def _kind_of_clause(sentence: str) -> Kind | None:
    asked = _main_clause(sentence)
    if leave := _ASK_LEAVE.match(asked):
        return _kind_of_wh(leave[1]) if _WH.match(leave[1]) else None
    if _REQUEST.match(asked):
        return None
    if _TOLD.match(asked):
        return _kind_after_telling(asked)
    if _asks_on(asked):
        return None
    return _kind_of_plain(sentence, asked)


def _kind_of_plain(sentence: str, asked: str) -> Kind | None:
    """For one question that asks no reason."""
    if _CHOICE_AT_THE_END.search(sentence) and not asked.startswith("waarom wel"):
        return Kind.CHOICE
    if _WH.match(asked):
        return _kind_of_wh(asked)
    has_choice = _CHOICE.search(asked) and not _NO_CHOICE.search(asked)
    return Kind.CHOICE if has_choice else Kind.YES_NO


def _main_clause(sentence: str) -> str:
    """Without what comes before the question itself: "als je terugkijkt, ben je dan tevreden"."""
    sentence = _FILLERS.sub("", sentence)
    if _begins_to_ask(sentence) or (_TOLD.match(sentence) and not _ASKS_AFTER.match(sentence)):
        return sentence
    first, *others = re.split(r"[,:;] | - | – ", sentence)
    if _VERB_FIRST.match(first) and not _INTRODUCES.match(first):
        return sentence
    for place, piece in enumerate(_FILLERS.sub("", other) for other in others):
        if _begins_to_ask(piece) or _VERB_FIRST.match(piece):
            return ", ".join([piece, *others[place + 1 :]])
    return sentence


def _begins_to_ask(text: str) -> bool:
    return any(pattern.match(text) for pattern in (_WH, _REQUEST, _ASK_LEAVE))


def _kind_after_telling(asked: str) -> Kind | None:
    """ "Vertel hoe het was" is open; "Kies: a of b" and "Vertel eens, was het leuk" are not."""
    if asked.startswith("kies") and " of " in asked:
        return Kind.CHOICE
    _, _, after = asked.partition(", ")
    return _kind_of_clause(after) if _VERB_FIRST.match(after) and not _WH.match(after) else None


def _asks_on(asked: str) -> bool:
    """Whether a reason or a way is asked for in the same breath."""
    found = _ASKS_ON.search(asked)
    if not found:
        return False
    more = found["more"]
    return bool(_SURELY_ASKS_ON.match(more)) or (
        not _EMBEDDED.match(more) and _kind_of_wh(more) is None
    )


def _kind_of_wh(asked: str) -> Kind | None:
    """For what begins with a question word."""
    if _SHOW_OF_HANDS.match(asked):
        return Kind.YES_NO
    if _OF_SET.match(asked):
        return Kind.CHOICE
    if _MEASURED.match(asked) or any(ready.match(asked) for ready in _READY_FACTS):
        return Kind.FACT
    is_ready = _READY_WHICH.match(asked) and not re.search(r"\bzou(?:den)?\b", asked)
    return Kind.FACT if is_ready else None
