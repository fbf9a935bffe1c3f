"""Whoosh-Reloaded as it comes: its Dutch stemmer and stop words, its groups, its highlighter."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, index
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.query import And, Every, Or, Term
from whoosh.sorting import Count, FieldFacet

from tests.bench.documents import BOOSTS, FACETS, Asker, Document, weighed
from tests.bench.engines.base import SNIPPET, SUGGESTIONS
from tests.bench.questions import PAGE, Answer, Question


def _schema() -> fields.Schema:
    # What LanguageAnalyzer("nl") does, but for its tokens: those keep the stars of **bold** words.
    analyzer = (
        RegexTokenizer(r"\w+") | LowercaseFilter() | StopFilter(lang="nl") | StemFilter(lang="nl")
    )
    texts: dict[str, Any] = {name: fields.STORED() for name in BOOSTS}
    texts |= {"words": fields.TEXT(analyzer=analyzer)}
    marks = {name: fields.KEYWORD(commas=True) for name in (*FACETS, "audience")}
    moment = fields.NUMERIC(int, bits=64, sortable=True)
    return fields.Schema(
        id=fields.NUMERIC(int, bits=64, unique=True, stored=True), moment=moment, **texts, **marks
    )


class Whoosh:
    name = "whoosh"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        writer = index.create_in(str(folder), _schema()).writer(limitmb=256)
        for document in documents:
            writer.add_document(**_row(document))
        writer.commit()

    def open(self, folder: Path, asker: Asker) -> None:
        self.index = index.open_dir(str(folder))
        self.searcher = self.index.searcher()
        audience = [f"school {asker.school}", f"board {asker.board}", "all"]
        self.visible = Or([Term("audience", value) for value in audience])
        self.analyzer = self.index.schema["words"].analyzer

    def ask(self, question: Question) -> Answer:
        words = [self._word(word) for word in question.words]
        chosen = {facet: Term(facet, value) for facet, value in question.choices}
        found = self._search(words, chosen, [facet for facet in FACETS if facet not in chosen])
        counts = {facet: self._counts(found, facet) for facet in FACETS if facet not in chosen}
        for facet in chosen:
            others = {name: term for name, term in chosen.items() if name != facet}
            counts[facet] = self._counts(self._search(words, others, [facet], limit=1), facet)
        page = found[:PAGE]  # with groups it gives more than was asked
        return Answer([hit["id"] for hit in page], len(found), counts, _snippets(question, page))

    def _search(
        self, words: list[Any], chosen: dict[str, Any], facets: list[str], limit: int = PAGE
    ) -> Any:
        query = Or(words) if words else Every()
        groups = {name: FieldFacet(name, allow_overlap=True, maptype=Count) for name in facets}
        found = self.searcher.search(
            query,
            limit=limit,
            filter=And([self.visible, *chosen.values()]),
            groupedby=groups,
            optimize=False,  # what it would leave out for speed is missing from the counts
            sortedby=None if words else "moment",
            reverse=not words,
        )
        found.fragmenter = highlight.ContextFragmenter(maxchars=SNIPPET)
        return found

    def _counts(self, found: Any, facet: str) -> dict[str, int]:
        return {value: number for value, number in found.groups(facet).items() if value}

    def _word(self, word: str) -> Any:
        (term,) = [token.text for token in self.analyzer(word, mode="query")]
        return Term("words", term)

    def ranked(self, question: Question) -> list[int]:
        query = Or([self._word(word) for word in question.words])
        return [hit["id"] for hit in self.searcher.search(query, limit=PAGE, filter=self.visible)]

    def complete(self, beginning: str) -> list[str] | None:
        reader = self.searcher.reader()
        terms = [term.decode() for term in reader.expand_prefix("words", beginning)]
        terms.sort(key=lambda term: -reader.doc_frequency("words", term))
        return terms[:SUGGESTIONS]

    def correct(self, word: str) -> list[str] | None:
        return list(self.searcher.suggest("words", word, limit=3, maxdist=2))

    def prepare(self, document: Document) -> None:
        """Nothing."""

    def change(self, document: Document) -> None:
        writer = self.index.writer()
        writer.update_document(**_row(document))
        writer.commit()

    def refresh(self) -> None:
        """By a new searcher: `Searcher.refresh` gave back what had been deleted."""
        self.searcher.close()
        self.searcher = self.index.searcher()

    def close(self) -> None:
        self.searcher.close()


def _snippets(question: Question, page: list[Any]) -> list[str]:
    if not question.words:
        return [hit["summary"][:SNIPPET] for hit in page]
    return [
        hit.highlights("words", text=hit["body"], top=1) or hit["body"][:SNIPPET] for hit in page
    ]


def _row(document: Document) -> dict[str, Any]:
    audience = [f"school {document.school}"]
    audience += ["all"] if document.everyone else []
    audience += [f"board {document.board}"] if document.board else []
    marks = {facet: ",".join(values) for facet, values in document.facets.items()}
    row: dict[str, Any] = {"id": document.id, "moment": document.moment, **document.texts, **marks}
    row |= {"words": weighed(document)}
    return row | {"audience": ",".join(audience)}
