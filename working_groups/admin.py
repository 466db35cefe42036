from django.contrib import admin

from councils.admin import MandateAdmin
from rec_portal.administration.site import site

from .models import WorkingGroup


@admin.register(WorkingGroup, site=site)
class WorkingGroupAdmin(MandateAdmin):
    list_display = ("letter", "body")
    list_select_related = ("body",)
    search_fields = ("body__name", "mandate")
    fields = ("body", "letter", "letter_ru", "mandate", "mandate_ru", "work_plan", "work_plan_ru")
