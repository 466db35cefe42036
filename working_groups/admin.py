from django.contrib import admin

from councils.admin import MandateAdmin
from rec_portal.administration.site import site
from rec_portal.names import columns_of

from .models import WorkingGroup


@admin.register(WorkingGroup, site=site)
class WorkingGroupAdmin(MandateAdmin):
    list_display = ("letter", "body")
    list_select_related = ("body",)
    search_fields = ("body__name", "mandate")
    fields = (
        "body",
        "letter",
        "letter_ru",
        *columns_of("mandate").values(),
        *columns_of("work_plan").values(),
    )
