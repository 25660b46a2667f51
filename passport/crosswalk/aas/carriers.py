"""How values are carried to and from the submodels of IDTA 02035 that are more than a number or a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from passport.crosswalk.carriers import object_of, refused, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import ABSENT, Carrier, Notebook

UNSTATED = "und"
"""BCP 47: the language is not determined. Our names do not say theirs."""
_WEB = ("https://", "http://", "ipfs://")


@dataclass(frozen=True, slots=True)
class MultiLanguage:
    """A text in several languages; ours is one text."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The text, its language not stated."""
        return [{UNSTATED: text_of(value, book)}]

    def read(self, value: Any, book: Notebook) -> Any:
        """The text of which we state no language, else the English one, else the first; the others are noted."""
        texts = {language: text for each in texts_in(value, book) for language, text in each.items()}
        if not texts:
            return ABSENT
        chosen = next((language for language in (UNSTATED, "en") if language in texts), next(iter(texts)))
        for language in texts:
            if language != chosen:
                book.note(NoteKind.NOT_CARRIED, f"we keep one language, {chosen}; {language} is not carried")
        if chosen != UNSTATED:
            book.note(NoteKind.NOT_CARRIED, f"that this text is in {chosen!r}")
        return text_of(texts[chosen], book).strip() or ABSENT


def texts_in(value: Any, book: Notebook) -> list[Mapping[str, Any]]:
    """The one-member objects of a text; the reference payloads of IDTA collapse the list, which is noted."""
    if isinstance(value, Mapping):
        book.note(NoteKind.DEFECT, "one object stands for the list of languages", "idta-text-collapsed")
        return [value]
    return [object_of(each, book) for each in items_of(value, book)]


def items_of(value: Any, book: Notebook) -> list[Any]:
    """The items of a list; the reference payloads of IDTA write a list of one as its item, which is noted."""
    if isinstance(value, str):
        book.note(NoteKind.DEFECT, "one item stands for a list of one", "idta-list-collapsed")
        return [value]
    if not isinstance(value, list):
        raise refused(book, "this is no array")
    return value


@dataclass(frozen=True, slots=True)
class Documents:
    """The handover documentation: where each document is, by identifier."""

    files: dict[str, Tree] = field(default_factory=dict)
    """`url` and, where it is known, `mediaType`, by document identifier."""

    def written(self) -> list[Tree]:
        """Documents of IDTA 02035-2: those whose media type is known (a file cannot be without)."""
        return [_handed_over(identifier, file) for identifier, file in self.files.items() if "mediaType" in file]

    @classmethod
    def read(cls, submodel: Mapping[str, Any], book: Notebook) -> Documents:
        """The first file of every document of a HandoverDocumentation; what else it says is noted."""
        files: dict[str, Tree] = {}
        for at, each in enumerate(items_of(submodel.get("Documents", []), book)):
            here = book.at(f"{book.path}/Documents/{at}")
            document = object_of(each, here)
            file = _first_file(document, here)
            for each_id in items_of(document.get("DocumentIds", []), here):
                files[text_of(object_of(each_id, here).get("DocumentIdentifier"), here)] = file
            here.note(NoteKind.NOT_CARRIED, "of a document we keep identifier, address and media type")
        return cls(files)

    def found(self, identifier: str, book: Notebook) -> Any:
        """Address and media type of a document, or ABSENT and a note where nobody says where it is."""
        file = self.files.get(identifier, {})
        if "url" in file:
            return dict(file)
        if identifier.startswith(_WEB) and " " not in identifier:
            return {"url": identifier}
        book.note(NoteKind.NOT_CARRIED, f"document {identifier[:60]!r} has an identifier and no address here")
        return ABSENT


@dataclass(frozen=True, slots=True)
class DocumentIds:
    """Identifiers of documents; ours are addresses, with the media type where it is known."""

    documents: Documents
    many: bool = False
    """Whether ours is a list."""
    bare: bool = False
    """Whether ours is the address alone."""

    def write(self, value: Any, book: Notebook) -> Any:
        """Addresses as identifiers."""
        if self.many:
            return [self._named(document, book.at(f"{book.path}/{at}")) for at, document in enumerate(value)]
        return [self._named({"url": value} if self.bare else value, book)]

    def read(self, value: Any, book: Notebook) -> Any:
        """The documents that have an address."""
        found = [self.documents.found(text_of(each, book), book) for each in items_of(value, book)]
        found = [document for document in found if document is not ABSENT]
        if self.many:
            return found or ABSENT
        for lost in found[1:]:
            book.note(NoteKind.NOT_CARRIED, f"we keep one document, {lost['url'][:80]} is another")
        if not found:
            return ABSENT
        return found[0]["url"] if self.bare else found[0]

    def _named(self, document: Mapping[str, Any], book: Notebook) -> str:
        url = text_of(document.get("url"), book)
        self.documents.files[url] = {key: document[key] for key in ("url", "mediaType") if key in document}
        for name in document:
            if name not in ("url", "mediaType"):
                book.at(f"{book.path}/{name}").note(NoteKind.NOT_CARRIED, "no place for this in IDTA 02035")
        return url


@dataclass(frozen=True, slots=True)
class OneOf:
    """Ours is one value, theirs a list of them."""

    item: Carrier

    def write(self, value: Any, book: Notebook) -> Any:
        """A list of one."""
        written = self.item.write(value, book)
        return ABSENT if written is ABSENT else [written]

    def read(self, value: Any, book: Notebook) -> Any:
        """The first; the others are noted."""
        items = items_of(value, book)
        for lost in items[1:]:
            book.note(NoteKind.NOT_CARRIED, f"we keep one, {str(lost)[:80]!r} is another")
        return self.item.read(items[0], book) if items else ABSENT


@dataclass(frozen=True, slots=True)
class FirstRow:
    """Ours is a list of rows, theirs is one."""

    rows: Carrier

    def write(self, value: Any, book: Notebook) -> Any:
        """The first row; the others are noted."""
        for at in range(1, len(value)):
            book.at(f"{book.path}/{at}").note(NoteKind.NOT_CARRIED, "IDTA 02035 has one row here")
        return self.rows.write(value[:1], book)[0]

    def read(self, value: Any, book: Notebook) -> Any:
        """A list of one."""
        return self.rows.read([value], book)


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    def write(self, value: Any, book: Notebook) -> Any:
        """As it is."""
        return self.read(value, book)

    def read(self, value: Any, book: Notebook) -> Any:
        """As it is. Raises DocumentRefused for anything else."""
        if not isinstance(value, bool):
            raise refused(book, "this is neither true nor false")
        return value


@dataclass(frozen=True, slots=True)
class Agents:
    """Extinguishing agents: theirs are names."""

    def write(self, value: Any, book: Notebook) -> Any:
        """The names; fire classes are noted."""
        for at, agent in enumerate(value):
            for name in agent:
                if name != "agent":
                    book.at(f"{book.path}/{at}/{name}").note(NoteKind.NOT_CARRIED, "IDTA 02035 has the agent's name")
        return [agent["agent"] for agent in value]

    def read(self, value: Any, book: Notebook) -> Any:
        """One agent a name."""
        return [{"agent": text_of(each, book)} for each in items_of(value, book)]


@dataclass(frozen=True, slots=True)
class Component:
    """The component a material is in; theirs is free text."""

    known: tuple[str, ...] = ("cathode", "anode", "electrolyte", "separator", "housing", "other")

    def write(self, value: Any, book: Notebook) -> Any:
        """The word, as IDTA's examples write it."""
        return text_of(value, book).capitalize()

    def read(self, value: Any, book: Notebook) -> Any:
        """The component of this name, ``other`` and a note for any other."""
        name = text_of(value, book).strip().lower()
        if name in self.known:
            return name
        book.note(NoteKind.INFERRED, f"{name[:60]!r} is none of our components: taken as other")
        return "other"


def _handed_over(identifier: str, file: Tree) -> Tree:
    return {
        "DocumentIds": [
            {"DocumentDomainId": "url", "DocumentIdentifier": identifier, "DocumentIsPrimary": True},
        ],
        "DocumentVersions": [
            {"DigitalFiles": [{"value": file["url"], "contentType": file["mediaType"]}]},
        ],
    }


def _first_file(document: Mapping[str, Any], book: Notebook) -> Tree:
    for version in items_of(document.get("DocumentVersions", []), book):
        for each in items_of(object_of(version, book).get("DigitalFiles", []), book):
            file = object_of(each, book)
            if "value" in file:
                url = text_of(file["value"], book)
                kind = file.get("contentType")
                return {"url": url} | ({"mediaType": text_of(kind, book)} if kind is not None else {})
    return {}
