"""Whether a text is something that suggestions can read: Dutch, and more than a list of names."""

import re
from collections.abc import Sequence

# Links and tags: what stands in them was not said by the teacher.
_MARKUP = re.compile(r"https?://\S{1,2000}|<[/!a-zA-Z][^<>]{0,500}>")
# Small words that no neighbouring language spells alike.
_DUTCH_WORDS = """
    aan al als bij dan dat de deze die door een en er geen haar heb hebben heeft het hij hoe hun ik
    je jij jullie kan maar mag met moet moeten naar niet nog om ook op te uit van voor waar wat wie
    wij worden wordt ze zelf zij zijn
"""
_FOREIGN_WORDS = """
    and are about does for from have how into it should students that the their then these they
    this to what when which who with you your
    auf das dem der ein eine einen für ihre ist mit nicht sich sie und werden zu
    avec ce dans elle elles est et ils le les leur par pour que qui sur une vous
    con del el ella ellos esta las los por para su un una y
"""
_DUTCH, _FOREIGN = frozenset(_DUTCH_WORDS.split()), frozenset(_FOREIGN_WORDS.split())
_FEWEST_FOREIGN = 3
_FEWEST_NAMES = 8
_MOST_NAMES = 0.6  # the share of words with a capital


def without_markup(text: str) -> str:
    """`text` with blanks for links and tags, every other character where it was."""
    return _MARKUP.sub(lambda match: " " * len(match.group()), text)


def is_prose(words: Sequence[str]) -> bool:
    """Whether `words`, as they are written, are Dutch and not mostly names."""
    small = [word.lower() for word in words]
    foreign = sum(word in _FOREIGN for word in small)
    if foreign >= _FEWEST_FOREIGN and foreign > sum(word in _DUTCH for word in small):
        return False
    named = sum(word.istitle() for word in words)
    return len(words) < _FEWEST_NAMES or named <= _MOST_NAMES * len(words)
