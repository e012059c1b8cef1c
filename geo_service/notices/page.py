"""What is known of a whole notice before its lists are read."""

from dataclasses import dataclass

from geo_service.notices.frame import Frame
from geo_service.notices.text import NoticeText


@dataclass(frozen=True, slots=True)
class Page:
    """
    What is known of the whole notice.

    `streets` are the short street names (XX街) that only its lists show.
    """

    text: NoticeText
    frame: Frame
    streets: frozenset[str]
