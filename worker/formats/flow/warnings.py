"""What users should know of a document of flowing content, as its reader noted it."""

from shared.models.warnings import WarningCode


def content_warnings(
    *, changes: bool = False, comments: bool = False, hidden: bool = False, unread_pictures: bool = False
) -> frozenset[WarningCode]:
    """The codes of what was taken as accepted (``changes``) or was not read."""
    noted: dict[WarningCode, bool] = {
        "tracked-changes": changes,
        "comments": comments,
        "hidden-text": hidden,
        "unread-pictures": unread_pictures,
    }
    return frozenset(code for code, is_noted in noted.items() if is_noted)
