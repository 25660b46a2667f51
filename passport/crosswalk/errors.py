"""Why a document of another format is not read, or one of ours not written."""

from __future__ import annotations

from passport.errors import PassportError


class CrosswalkError(PassportError):
    """A document that cannot be carried from one format to another."""

    code = "crosswalk"


class DocumentRefused(CrosswalkError):
    """A document that is not of the format it is read as; `path` is the JSON pointer of the place."""

    code = "crosswalk.document"
    default_remedy = "Validate the document against the published schema of its format."


class UnitRefused(CrosswalkError):
    """A unit that is missing, unknown, or of another kind of quantity: never guessed."""

    code = "crosswalk.unit"
    default_remedy = "State the unit the format asks for."
