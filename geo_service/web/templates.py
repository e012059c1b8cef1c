"""The HTML pages from their templates; everything put into them is escaped."""

from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_service.web.strings import HTML_LANGUAGES, language_or_default, say

PAGES = Environment(
    loader=PackageLoader("geo_service.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def render(name: str, language: str, **values: object) -> str:
    """One page in a language; `say` in it gives the strings."""
    return PAGES.get_template(name).render(
        say=partial(_say_in, language), language=language, html_language=HTML_LANGUAGES[language], **values
    )


def _say_in(language: str, key: str, **values: object) -> str:
    return say(key, language, **values)


def render_error(language: str, status: int, message: str, *, resident: bool = True) -> str:
    """The page for what went wrong, with the exact message; for residents, or for those who sign in."""
    return render("error.html", language_or_default(language), status=status, message=message, resident=resident)
