"""The small Markdown of the Council's texts: emphasis, strong, links and lists; everything else is plain words."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    [
        "image",
        "html_inline",
        "html_block",
        "code",
        "fence",
        "backticks",
        "heading",
        "lheading",
        "hr",
        "blockquote",
        "autolink",
        "reference",
        "table",
    ],
    ignoreInvalid=True,
)
_inline = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_inline", "link", "autolink", "backticks"], ignoreInvalid=True
)
_BRACKET = re.compile(r"\[[^\[\]<>]+\]")
TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "br"}


def block(text: str) -> SafeString:
    """People's prose (comments, statements, reasons)."""
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(html)  # noqa: S308  # cleaned on the line above


def inline(text: str) -> SafeString:
    """One paragraph of a recommendation: only *emphasis* and **strong**; square brackets are shown as what is still open."""
    html = nh3.clean(_inline.renderInline(text), tags={"em", "strong", "br"}, attributes={})
    return mark_safe(_BRACKET.sub(r'<span class="bracket">\g<0></span>', html))  # noqa: S308  # cleaned on the line above
