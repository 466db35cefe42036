"""The portal's frame around a page of the other engine: head, masthead, navigation and foot stand once, in Jinja2."""

from __future__ import annotations

from django import template
from django.forms import BaseForm
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
PARTS = ("title", "head", "main", "scripts")


@register.tag("frame")
def framed(parser: Parser, token: Token) -> FrameNode:
    """`{% frame %}` holds the blocks `title`, `head`, `main` and `scripts`; a page that extends fills them as ever."""
    nodes = parser.parse(("endframe",))
    parser.delete_first_token()
    return FrameNode(nodes)


class FrameNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        drawn = {
            node.name: node.render(context) for node in self.nodelist if isinstance(node, BlockNode)
        }
        if set(drawn) != set(PARTS):
            raise template.TemplateSyntaxError(f"frame holds {sorted(drawn)}, not {PARTS}")
        return render_to_string("framed.html", drawn, context["request"], using="jinja2")


@register.simple_tag
def errors_of(form: BaseForm) -> SafeString:
    """What is wrong with a form, as the portal's own pages say it."""
    drawn = render_to_string("components/errors_part.html", {"form": form}, using="jinja2")
    return mark_safe(drawn)  # noqa: S308  # escaped by the engine that drew it
