from django.urls import path, re_path

from . import views

app_name = "working_groups"
urlpatterns = [
    path("", views.group_list, name="list"),
    re_path(r"^(?P<letter>[a-zA-Z])/$", views.group_detail, name="detail"),
]
