"""The adopted text: page and PDF say the same, search finds it in both languages."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from recommendations import actions
from recommendations.exports import adopted_pdf
from recommendations.models import Recommendation
from tests.cast import Cast, end, undone

SignIn = Callable[[object], Client]


def _words(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


@pytest.fixture
def published(council: Cast) -> Recommendation:
    text = council.text()
    ended = council.short_round(text)
    actions.take_position(
        ended,
        "with_statement",
        by=council.society_head,
        reason="Мы понимаем «дни» как рабочие дни.",
    )
    end(ended)
    council.declare(ended, "with_statements", by=council.chair)
    actions.forward(text, by=council.chair, at=ended.expires_at)
    second = council.short_round(text, by=council.excom_chair)
    end(second)
    council.declare(second, "with_statements", by=council.excom_chair)
    actions.certify(text, by=council.secretariat, at=second.expires_at, confirmed=undone(text))
    return council.fresh(actions.publish(text, by=council.secretariat, at=second.expires_at))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pdf_is_tagged_and_says_what_the_page_says(
    published: Recommendation, language: str
) -> None:
    reader = PdfReader(io.BytesIO(adopted_pdf(published, language)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == language
    pdf = _words("".join(page.extract_text() for page in reader.pages))
    page = (
        Client()
        .get(published.get_absolute_url(), headers={"accept-language": language})
        .content.decode()
    )
    assert published.symbol
    revision = published.adoption.revision
    assert revision is not None
    said = [
        revision.titles()[language],
        published.symbol,
        "Мы понимаем «дни» как рабочие дни.",
        published.adoption.text_hash,
    ]
    said += [clause.in_language(language) for clause in revision.clauses.all()]
    for words in said:
        assert _words(words) in pdf
        assert words in page


def test_the_public_sees_the_text_and_nothing_of_how_it_came_about(
    published: Recommendation, council: Cast
) -> None:
    page = Client().get(published.get_absolute_url()).content.decode()
    assert "Consensus board" not in page
    assert "Bactria" not in page
    for path in ("history/", "compare/", "edit/"):
        assert Client().get(f"{published.get_absolute_url()}{path}").status_code == 302


@pytest.mark.parametrize(
    "words",
    [
        "обучение",
        "детям",
        "обучением ребёнка",
        "schooling",
        "children's school",
        "Paragraph number",
        "REC/{year}/R.1",
    ],
)
def test_search_finds_title_and_text_in_both_languages(
    published: Recommendation, words: str
) -> None:
    words = words.format(year=published.adoption.adopted_at.year)  # type: ignore[union-attr]
    found = Recommendation.objects.search(words.split(" ребёнка")[0])
    assert list(found) == [published]


def test_drafts_do_not_exist_for_the_public_in_lists_searches_or_by_address(
    council: Cast, sign_in: SignIn
) -> None:
    draft = council.text()
    for client in (Client(), sign_in(council.outsider)):
        assert client.get(draft.get_absolute_url()).status_code == 404
        for address in (
            "/recommendations/?q=schooling",
            "/search/?q=schooling",
            "/recommendations/",
        ):
            assert "Schooling of children" not in client.get(address).content.decode()
    assert (
        "Обучение детей"
        in sign_in(council.head).get("/recommendations/?q=обучение").content.decode()
    )


def test_the_executive_committee_reads_a_text_once_it_is_before_it(council: Cast) -> None:
    from django.utils import timezone

    from councils import actions as councils
    from councils.models import today

    councils.give_seat(
        council.organisations["guest"], council.committee, "member", starts=today(), by=None
    )
    text = council.text()
    visible = Recommendation.objects.visible_to(council.outsider)
    assert not visible.filter(pk=text.pk).exists()
    ended = council.short_round(text)
    end(ended)
    council.declare(ended, "consensus", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    assert visible.filter(pk=text.pk).exists()
