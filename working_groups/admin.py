from django.contrib import admin

from councils.admin import MandateAdmin

from .models import WorkingGroup


@admin.register(WorkingGroup)
class WorkingGroupAdmin(MandateAdmin):
    list_display = ("letter", "body")
    list_select_related = ("body",)
    search_fields = ("body__name", "mandate")
    fields = ("body", "letter", "letter_ru", "mandate", "mandate_ru", "work_plan", "work_plan_ru")

    def has_add_permission(self, request: object) -> bool:
        return False
