"""How every page finds its meeting: through what its reader may see."""

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.models import User
from rec_portal.verdicts import require

from .. import permissions
from ..models import AgendaItem, Invitation, Meeting

form_page = require_http_methods(["GET", "HEAD", "POST"])


def me(request: HttpRequest) -> User:
    return cast("User", request.user)


def seen(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, or 404 for those who may not see it."""
    found: Meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_body(), pk=pk)
    return found


def managed(request: HttpRequest, pk: int) -> tuple[User, Meeting]:
    """The meeting, for the secretariat; 404 for those who may not see it, 403 for those who may not manage it."""
    meeting = seen(request, pk)
    require(permissions.may_manage(request.user))
    return me(request), meeting


def seen_item(request: HttpRequest, pk: int) -> AgendaItem:
    items = AgendaItem.objects.visible_to(request.user).filter(
        meeting__in=Meeting.objects.visible_to(request.user)
    )
    item: AgendaItem = get_object_or_404(items.select_related("meeting__body", "parent"), pk=pk)
    return item


def managed_item(request: HttpRequest, pk: int) -> tuple[User, AgendaItem]:
    item = seen_item(request, pk)
    require(permissions.may_manage(request.user))
    return me(request), item


def managed_invitation(request: HttpRequest, pk: int) -> tuple[User, Invitation]:
    """For the secretariat; nobody else is told which numbers are invitations."""
    require(permissions.may_manage(request.user))
    visible = Invitation.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    invitation: Invitation = get_object_or_404(
        visible.select_related("meeting__body", "organisation"), pk=pk
    )
    return me(request), invitation
