"""tantivy 0.27 (Rust, by its own Python binding).

Filters are term queries without a score; the counts are term aggregations over fast fields, one
call for all facets in which nothing was chosen and one for each in which something was. The
audience is asked as a choice of terms, which was eight times as fast as a set of terms.
"""

from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, Tokenizer

from tests.bench.documents import BOOSTS, FACETS, Asker, Document, weighed
from tests.bench.engines.base import SNIPPET, SUGGESTIONS
from tests.bench.questions import PAGE, Answer, Question

_MEMORY = 256_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("moment", fast=True)
    builder.add_text_field("words", tokenizer_name="nl", index_option="freq")
    for name in BOOSTS:
        builder.add_text_field(name, stored=True, tokenizer_name="nl", index_option="basic")
    for name in (*FACETS, "audience"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _dutch() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("dutch"))
        .filter(Filter.stemmer("dutch"))
        .build()
    )


def _all(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


class Tantivy:
    name = "tantivy"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        index = self._index(folder)
        writer = index.writer(heap_size=_MEMORY, num_threads=1)
        for document in documents:
            writer.add_document(_row(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path, asker: Asker) -> None:
        self.index = self._index(folder)
        self.searcher = self.index.searcher()
        audience = [f"school {asker.school}", f"board {asker.board}", "all"]
        terms = [Query.term_query(self.schema, "audience", value) for value in audience]
        self.visible = Query.const_score_query(_any(terms), 0.0)
        self.writer: tantivy.IndexWriter | None = None

    def _index(self, folder: Path) -> tantivy.Index:
        self.schema = _schema()
        index = tantivy.Index(self.schema, str(folder))
        self.analyzer = _dutch()
        index.register_tokenizer("nl", self.analyzer)
        return index

    def ask(self, question: Question) -> Answer:
        words = [self._any_of(question)] if question.words else []
        chosen = {facet: self._choice(facet, value) for facet, value in question.choices}
        query = _all(self.visible, *words, *chosen.values())
        order = None if question.words else "moment"
        result = self.searcher.search(query, limit=PAGE, order_by_field=order)
        addresses = [address for _, address in result.hits]
        return Answer(
            self.searcher.fast_field_values("id", addresses),
            result.count,
            self._facets(words, chosen),
            self._snippets(question, addresses),
        )

    def _any_of(self, question: Question, field: str = "words") -> Query:
        terms = [self.analyzer.analyze(word)[0] for word in question.words]
        return _any(Query.term_query(self.schema, field, term, "freq") for term in terms)

    def _choice(self, facet: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self.schema, facet, value), 0.0)

    def _facets(self, words: list[Query], chosen: dict[str, Query]) -> dict[str, dict[str, int]]:
        free = [facet for facet in FACETS if facet not in chosen]
        found = self._counts(_all(self.visible, *words, *chosen.values()), free)
        for facet in chosen:
            others = [query for name, query in chosen.items() if name != facet]
            found |= self._counts(_all(self.visible, *words, *others), [facet])
        return found

    def _counts(self, query: Query, facets: list[str]) -> dict[str, dict[str, int]]:
        wanted = {facet: {"terms": {"field": facet, "size": 100}} for facet in facets}
        found = self.searcher.aggregate(query, wanted)
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in found[facet]["buckets"]}
            for facet in facets
        }

    def _snippets(self, question: Question, addresses: list[tantivy.DocAddress]) -> list[str]:
        documents = [self.searcher.doc(address) for address in addresses]
        if not question.words:
            return [document.get_first("summary")[:SNIPPET] for document in documents]
        generator = tantivy.SnippetGenerator.create(
            self.searcher, self._any_of(question, "body"), self.schema, "body"
        )
        generator.set_max_num_chars(SNIPPET)
        found = []
        for document in documents:
            snippet = generator.snippet_from_doc(document)
            snippet.highlighted()
            found.append(snippet.fragment() or document.get_first("body")[:SNIPPET])
        return found

    def ranked(self, question: Question) -> list[int]:
        query = _all(self.visible, self._any_of(question))
        result = self.searcher.search(query, limit=PAGE, count=False)
        return self.searcher.fast_field_values("id", [address for _, address in result.hits])

    def complete(self, beginning: str) -> list[str] | None:
        found = self.searcher.terms_with_prefix("words", beginning, limit=SUGGESTIONS)
        return [term for term, _ in found]

    def correct(self, word: str) -> list[str] | None:
        """It finds what is one slip away, and does not say which word that was."""
        fuzzy = Query.fuzzy_term_query(self.schema, "words", word, distance=1)
        return [str(self.searcher.search(_all(self.visible, fuzzy), limit=PAGE).count)]

    def prepare(self, document: Document) -> None:
        """Nothing."""

    def change(self, document: Document) -> None:
        if self.writer is None:
            self.writer = self.index.writer(heap_size=15_000_000, num_threads=1)
        # By a query: by a term of an unsigned field nothing is deleted.
        old = Query.term_query(self.schema, "id", document.id)
        self.writer.delete_documents_by_query(old)
        self.writer.add_document(_row(document))
        self.writer.commit()

    def refresh(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()

    def close(self) -> None:
        self.writer = None


def _row(document: Document) -> tantivy.Document:
    row = tantivy.Document()
    row.add_unsigned("id", document.id)
    row.add_unsigned("moment", document.moment)
    row.add_text("words", weighed(document))
    for name, text in document.texts.items():
        row.add_text(name, text)
    for facet, values in document.facets.items():
        for value in values:
            row.add_text(facet, value)
    row.add_text("audience", f"school {document.school}")
    if document.everyone:
        row.add_text("audience", "all")
    if document.board:
        row.add_text("audience", f"board {document.board}")
    return row
