"""Pages across all apps: the public home, my desk, search, the Council, the secretariat's ledger of letters."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from councils.models import Body, Council, Organisation, State
from councils.permissions import may_manage
from documents.models import Document
from meetings.models import Meeting
from rec_portal.mail import actions as mail
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Channel, Delivery, Letter
from rec_portal.names import named
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import require
from recommendations.models import Recommendation
from working_groups.models import WorkingGroup

from .. import todo
from ..forms import CameBackForm, SendAgainForm


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The Council for everybody: what it is, what it adopted, when it meets."""
    adopted = Recommendation.objects.public().with_adoption().last_adopted_first()
    context = {
        "council": Council.objects.first(),
        "next": Meeting.objects.visible_to(request.user)
        .with_body()
        .upcoming(timezone.now())
        .first(),
        "last": Meeting.objects.held().filter(category="public").with_body().first(),
        "adopted": adopted[:5],
        "groups": WorkingGroup.objects.select_related("body"),
    }
    return render(request, "desk/home.html", context)


@login_not_required
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    """What is publicly known of the Council, each fact with its source."""
    context = {
        "council": Council.objects.first(),
        "bodies": Body.objects.select_related("working_group"),
        "states": State.objects.all(),
        "organisers": Organisation.objects.filter(is_organiser=True),
        "is_secretariat": bool(may_manage(request.user)),
    }
    return render(request, "desk/council.html", context)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """My work: what I must do, by deadline, each with its verb and one button."""
    user = cast("User", request.user)
    at = timezone.now()
    context = {
        "action_items": todo.action_items(user, at),
        "coming": Meeting.objects.visible_to(user).with_body().upcoming(at)[:5],
        "texts": todo.texts_in_hand(user),
        "is_secretariat": bool(may_manage(user)),
    }
    return render(request, "desk/desk.html", context)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One search over texts, meetings and documents; only what this reader may see."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context: dict[str, object] = {"words": words}
    if words:
        texts = (
            Recommendation.objects.visible_to(request.user)
            .search(words)
            .select_related("body")
            .with_adoption()
        )
        in_title = named("title", words)
        meetings = (
            Meeting.objects.visible_to(request.user)
            .with_body()
            .filter(in_title | Q(symbol__iexact=words))
        )
        documents = (
            Document.objects.visible_to(request.user)
            .with_files(request.user)
            .filter(in_title | Q(symbol__icontains=words))
        )
        context |= {"texts": texts[:20], "meetings": meetings[:10], "documents": documents[:10]}
    return render(request, "desk/search.html", context)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The ledger: every letter, how many went where. For the secretariat."""
    require(may_manage(request.user))
    by_status = dict(Delivery.objects.order_by().values_list("status").annotate(count=Count("pk")))
    status = request.GET.get("status", "")
    found = Letter.objects.counted().select_related("by").order_by("-pk")
    if status in DeliveryStatus.values:
        found = found.filter(pk__in=Delivery.objects.standing(status).values("letter_id"))
    context = {
        "page": Paginator(found, 30).get_page(request.GET.get("page")),
        "tiles": [
            (value, label, by_status.get(value, 0)) for value, label in DeliveryStatus.choices
        ],
        "status": status,
        "channel": Channel.objects.filter(paused_until__gt=timezone.now()).first(),
    }
    return render(request, "desk/letters.html", context)


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: who received it, in which language, and what the mail server said."""
    require(may_manage(request.user))
    found: Letter = get_object_or_404(Letter.objects.select_related("by"), pk=pk)
    deliveries = found.deliveries.select_related("person").order_by("pk")
    status = request.GET.get("status", "")
    if status in DeliveryStatus.values:
        deliveries = deliveries.standing(status)
    page = Paginator(deliveries, 100).get_page(request.GET.get("page"))
    return render(request, "desk/letter.html", {"letter": found, "page": page, "status": status})


@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery as it was written, with every attempt; a refused one may be sent again, an accepted one may come back."""
    require(may_manage(request.user))
    found = get_object_or_404(Delivery.objects.select_related("letter", "person"), pk=pk)
    came_back = request.POST.get("act", "came_back" if found.is_sent else "") == "came_back"
    form = (CameBackForm if came_back else SendAgainForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            act = mail.came_back if came_back else mail.send_again
            user, reason = cast("User", request.user), form.cleaned_data["reason"]
            act(found, by=user, at=timezone.now(), reason=reason)
            done = (
                _("Recorded: it reached nobody.") if came_back else _("The letter is queued again.")
            )
            messages.success(request, done)
            return redirect("desk:delivery", found.pk)
    context = {"delivery": found, "attempts": found.attempts.all(), "form": form}
    return render(request, "desk/delivery.html", context, status=status_of(form))


@require_POST
def resume_mail(request: HttpRequest) -> HttpResponse:
    """Open the way to the mail server again after it had been paused."""
    require(may_manage(request.user))
    mail.resume(by=cast("User", request.user), at=timezone.now())
    messages.success(request, _("Letters are being sent again."))
    return redirect("desk:letters")
