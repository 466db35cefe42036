"""What stands on a page that was answered."""

from __future__ import annotations

from typing import Any

from lxml import html


def tree(answer: Any) -> html.HtmlElement:
    return html.fromstring(answer.content.decode())


def filled(answer: Any) -> dict[str, Any]:
    """What the fields of the page's own form hold, as a browser would send it (without the token).

    The line break that begins a text area is not part of it."""
    form = next(
        each for each in tree(answer).xpath("//main//form") if each.method.upper() == "POST"
    )
    return {
        name: value.removeprefix("\n") if isinstance(value, str) else sorted(value)
        for name, value in form.fields.items()
        if value is not None and name != "csrfmiddlewaretoken"
    }


def words(answer: Any, path: str) -> list[str]:
    """The words of each element at this XPath, with single blanks."""
    return [" ".join(element.text_content().split()) for element in tree(answer).xpath(path)]


def confirm(client: Any, answer: Any) -> Any:
    """Press the button of a check page: what it carries is sent, with the stamp of what it showed."""
    form = next(
        each for each in tree(answer).xpath("//main//form") if each.method.upper() == "POST"
    )
    sent: dict[str, list[str]] = {"confirmed": ["1"]}
    for field in form.xpath(".//input[@type='hidden']"):
        if field.name != "csrfmiddlewaretoken":
            sent.setdefault(field.name, []).append(field.value or "")
    return client.post(form.action or answer.request["PATH_INFO"], sent)


def stamp_of(page: Any) -> str:
    """What the page before a formal act has shown, to travel with its button."""
    field = tree(page).find(".//input[@name='shown']")
    assert field is not None, "no page to check"
    return str(field.get("value"))
