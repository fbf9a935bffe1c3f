"""Which competencies a lesson exercises, with the words that say so: what the form suggests.

Three voices are added up. The lexicon knows what teachers write; weights, learned from examples,
know the tone of whole lessons; and neighbours, which the caller brings, say what this school chose
for lessons like it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lobbib.domain.competencies import Competency
from lobbib.domain.lexicon import PLAIN, Evidence, Lexicon, totals
from lobbib.domain.phrases import Token, tokens
from lobbib.domain.prose import is_prose, without_markup

MAX_TEXT = 12_000  # characters that are read: more would cost time and tell nothing new
MAX_BECAUSE = 3
MOST_SHOWN = 5  # words of one phrase
LEXICON_COUNTS = 0.4
NEIGHBOURS_COUNT = 3.0
USUAL_LENGTH = 30
LEAST = 0.24  # by chance it would be 0.2
LEAST_FOR_A_SECOND = 0.3
# Where no plain phrase and no lesson of the school speaks for it: alone, the words name a right one
# for 88 % of the tuning half from here on, and for half of it below.
LEAST_BY_TONE = 0.35
FEWEST_WORDS = 4  # that the model knows
NEAR = 0.2
LEAST_TELLING = 0.02
LEAST_BESIDE = 0.3  # of what the strongest words say; what says less explains nothing
# Words that tell something in the sum, and nothing to who reads one by itself.
_EMPTY = """
    aan achter af al alleen allemaal als altijd ander andere anders ben beurt bij blijken blijkt
    daar daaraan daarna dan dat de deze die dit doe doen doet door draaien drie dus een eens eerst
    eerste eigen eind elk elkaar elke en er eronder even ga gaan gaat gebeurt geef geeft geen
    gemaakt ging groepje groepjes haar had hadden heb hebben heeft hem het hier hij hoe hoeveel hun
    ieder iedere iedereen iemand iets ik in ineens is ja je jij jou jouw juist jullie kan kant keer
    klas komen komt kun kunnen kunt laatste leerling leerlingen les lessen lokaal loop loopt maak
    maakt maar maken me mee meer met mij mijn moet moeten na naar neem nemen niet noemen noemt nog
    nu of om omdat onze ook op over pas praat praten precies samen staan staat stel stuk te terug
    toe toen tot twee u uit uur vaak vak vakken van vast veel vertel vertellen vertelt vier vijf
    volgende voor vraag vraagt vragen waar waardoor waarom waarvoor wanneer waren was wat we weer
    weet weg wel welk welke weten wie wij wil willen wilt wisselen word worden wordt zag ze zeg
    zegt zeggen zelf zes zet zetten zich zie zien ziet zij zijn zit zitten zo zonder zou zouden
    dagen eruit kijk kijken kijkt laat leer leert leren lees lezen minuten plak rest schrijft
    stelt vult weken zoeken
"""
# A lesson is not about a competence because of where it is taught, and for whom.
_NAMES = """
    aardrijkskunde biologie ckv drama duits economie engels filosofie frans geschiedenis grieks
    gym informatica latijn levensbeschouwing mentorles mentoruur muziek nask natuurkunde nederlands
    rekenen scheikunde spaans techniek tekenen wiskunde brugklas gymnasium havo kader mavo vmbo vwo
"""
EMPTY = frozenset((_EMPTY + _NAMES).split())
_NEGATIONS = {"niet", "geen"}
_NOT_A_TURN = {"alleen", "zomaar", "eens", "zo", "meer"}
_OF_A_PERSON = {"je", "jij", "hij", "ik", "ze", "zij", "wel", "of", "nog", "jou", "en", "wat"}
_TURNS_OFF = {"over", "om", "de", "het", "hoe", "of", "wat", "wie"}
_TURN_WITHIN = 14

Stem = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a teacher has typed so far."""

    title: str = ""
    summary: str = ""
    body: str = ""
    questions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join((self.title, self.summary, self.body, *self.questions))


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson's words; `counts[i]` is False for what the text says that it is not about."""

    text: str
    tokens: Sequence[Token]
    counts: Sequence[bool]
    stems: Sequence[str]

    def is_meant(self, evidence: Evidence) -> bool:
        return all(self.counts[evidence.first : evidence.last + 1])

    def written(self, first: int, last: int) -> str:
        """The words as they stand in the text; of many, the first and the last."""
        if last - first >= MOST_SHOWN:
            return f"{self.written(first, first)} … {self.written(last, last)}"
        return " ".join(self.text[self.tokens[first].start : self.tokens[last].end].split())

    @property
    def terms(self) -> frozenset[str]:
        """The different stems of what counts; a number tells nothing."""
        pairs = zip(self.stems, self.counts, strict=True)
        return frozenset(stem for stem, counts in pairs if counts and not stem.isdigit())


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: for each stem how rare it is and what it says of each competence."""

    rarity: Mapping[str, float] = field(default_factory=dict)
    says: Mapping[str, Sequence[float]] = field(default_factory=dict)
    before: Sequence[float] = (0.0,) * len(Competency)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A lesson of this school that shares words with the one being written."""

    likeness: float
    competencies: tuple[Competency, ...]
    shared: frozenset[str]

    def likeness_to(self, competency: Competency) -> float:
        """Its say in `competency`, which it divides over all that it has."""
        if competency not in self.competencies:
            return 0.0
        return self.likeness / len(self.competencies)


@dataclass(frozen=True, slots=True)
class Suggested:
    """`because`: the words that led to it, as they stand in the text, the strongest first."""

    value: Competency
    score: float
    because: tuple[str, ...]


def read(lesson: Lesson, stem: Stem) -> Reading:
    """Nothing counts where the text is in another language, or a list of names."""
    text = without_markup(lesson.text[:MAX_TEXT])
    found = tokens(text)
    is_readable = is_prose([text[token.start : token.end] for token in found])
    counts = _counting(text, found) if is_readable else [False] * len(found)
    return Reading(text, found, counts, [stem(token.word) for token in found])


def _counting(text: str, found: Sequence[Token]) -> list[bool]:
    """False for "niet het plaatje" in "niet het plaatje, maar de dag zelf"."""
    counts = [True] * len(found)
    for place, token in enumerate(found):
        if token.word in _NEGATIONS and _turns_away(found, place):
            for off in _turned_away(text, found, place):
                counts[off] = False
    return counts


def _turns_away(found: Sequence[Token], place: int) -> bool:
    """Whether this is no "wat je niet kunt" or "niet alleen"."""
    before = found[place - 1].word if place else ""
    after = found[place + 1].word if place + 1 < len(found) else ""
    return before not in _OF_A_PERSON and after not in _NOT_A_TURN


def _turned_away(text: str, found: Sequence[Token], place: int) -> range:
    """The tokens from `place` up to "maar"; or, after "niet over" and its like, to the comma."""
    sentence = found[place].sentence
    end = place + 1
    while end < min(len(found), place + _TURN_WITHIN) and found[end].sentence == sentence:
        if found[end].word == "maar":
            return range(place, end)
        end += 1
    if place + 1 == len(found) or found[place + 1].word not in _TURNS_OFF:
        return range(0)
    for comma in range(place + 1, end):
        if "," in text[found[comma].end : _start_of(found, comma + 1, len(text))]:
            return range(place, comma + 1)
    return range(place, end)


def _start_of(found: Sequence[Token], place: int, otherwise: int) -> int:
    return found[place].start if place < len(found) else otherwise


def suggest(
    reading: Reading,
    lexicon: Lexicon,
    weights: Weights,
    neighbours: Sequence[Neighbour] = (),
) -> tuple[Suggested, ...]:
    """The competencies that fit, best first; none where too little was written to tell."""
    said = listen(reading, lexicon, weights, neighbours)
    if not said.is_enough:
        return ()
    chances = probabilities(said, weights)
    first, second = sorted(Competency, key=lambda c: -chances[c])[:2]
    chosen = [first] if chances[first] >= (LEAST if said.is_for(first) else LEAST_BY_TONE) else []
    chosen += [second] if chances[second] >= LEAST_FOR_A_SECOND else []
    return _explained(reading, said, chances, chosen)


def untagged(
    reading: Reading, lexicon: Lexicon, weights: Weights, tags: Iterable[Competency]
) -> tuple[Suggested, ...]:
    """The competencies beside `tags` that fit well, best first, each with words that say so."""
    said = listen(reading, lexicon, weights, ())
    if not said.is_enough:
        return ()
    chances = probabilities(said, weights)
    fit = [c for c in Competency if c not in tags and chances[c] >= LEAST_FOR_A_SECOND]
    return _explained(reading, said, chances, sorted(fit, key=lambda c: -chances[c]))


def _explained(
    reading: Reading,
    said: "Said",
    chances: Mapping[Competency, float],
    chosen: Iterable[Competency],
) -> tuple[Suggested, ...]:
    """Those for which there are words to show."""
    found = (Suggested(c, chances[c], because(reading, said, c)) for c in chosen)
    return tuple(one for one in found if one.because)


@dataclass(frozen=True, slots=True)
class Said:
    """What each voice says. `words` by stem: what it says of each competence, in their order."""

    phrases: Sequence[Evidence]
    words: Mapping[str, Sequence[float]]
    neighbours: Sequence[Neighbour]
    length: int

    @property
    def is_enough(self) -> bool:
        """Whether there is anything to go by."""
        is_near = any(neighbour.likeness >= NEAR for neighbour in self.neighbours)
        return bool(self.phrases) or len(self.words) >= FEWEST_WORDS or is_near

    def is_for(self, competency: Competency) -> bool:
        """Whether a phrase or a near lesson speaks for it, and not the tone of the words alone."""
        return any(
            phrase.label == competency.value and phrase.worth >= PLAIN for phrase in self.phrases
        ) or any(
            near.likeness >= NEAR and competency in near.competencies for near in self.neighbours
        )


def listen(
    reading: Reading, lexicon: Lexicon, weights: Weights, neighbours: Sequence[Neighbour]
) -> Said:
    phrases = [e for e in lexicon.evidence(reading.tokens) if reading.is_meant(e)]
    return Said(phrases, _words(reading, weights), neighbours, len(reading.terms))


def _words(reading: Reading, weights: Weights) -> dict[str, list[float]]:
    """The lesson as a vector of length 1 over the stems that the model knows, weighed."""
    known = [stem for stem in reading.terms if stem in weights.says]
    length = math.sqrt(sum(weights.rarity[stem] ** 2 for stem in known)) or 1.0
    return {
        stem: [weights.rarity[stem] / length * weight for weight in weights.says[stem]]
        for stem in known
    }


def probabilities(said: Said, weights: Weights) -> dict[Competency, float]:
    """How probable each competence is; together 1."""
    found, per_word = totals(said.phrases), math.sqrt(said.length / USUAL_LENGTH + 1)
    scores = {
        competency: weights.before[place]
        + sum(word[place] for word in said.words.values())
        + LEXICON_COUNTS * found.get(competency.value, 0.0) / per_word
        + NEIGHBOURS_COUNT * sum(n.likeness_to(competency) for n in said.neighbours)
        for place, competency in enumerate(Competency)
    }
    highest = max(scores.values())
    powers = {competency: math.exp(score - highest) for competency, score in scores.items()}
    return {competency: power / sum(powers.values()) for competency, power in powers.items()}


def because(reading: Reading, said: Said, competency: Competency) -> tuple[str, ...]:
    """The words that speak most strongly for `competency`, none of them twice."""
    strength = _strengths(reading, said, competency)
    least = LEAST_BESIDE * max(strength.values(), default=0.0)
    chosen: list[str] = []
    used: set[int] = set()
    for first, last in sorted(strength, key=lambda run: (-strength[run], run)):
        words = reading.written(first, last)
        if strength[first, last] < least:
            break
        if used.isdisjoint(range(first, last + 1)) and not _is_told(words, chosen):
            chosen.append(words)
            used.update(range(first, last + 1))
        if len(chosen) == MAX_BECAUSE:
            break
    return tuple(chosen)


def _is_told(words: str, chosen: Iterable[str]) -> bool:
    return any(words.casefold() in told.casefold() for told in chosen)


def _strengths(
    reading: Reading, said: Said, competency: Competency
) -> dict[tuple[int, int], float]:
    """By run of tokens, first to last: how strongly it speaks for `competency`; above 0."""
    place = list(Competency).index(competency)
    strength: dict[tuple[int, int], float] = defaultdict(float)
    for found in said.phrases:
        if found.label == competency.value:
            strength[found.first, found.last] += LEXICON_COUNTS * found.worth
    telling = {stem: word[place] for stem, word in said.words.items()}
    for neighbour in said.neighbours:
        for stem in neighbour.shared:
            share = NEIGHBOURS_COUNT * neighbour.likeness_to(competency) / len(neighbour.shared)
            telling[stem] = telling.get(stem, 0.0) + share
    for at, (token, stem) in enumerate(zip(reading.tokens, reading.stems, strict=True)):
        if (
            reading.counts[at]
            and token.word not in EMPTY
            and not token.word.isdigit()
            and telling.get(stem, 0.0) > LEAST_TELLING
        ):
            strength[at, at] += telling[stem]
    return strength
