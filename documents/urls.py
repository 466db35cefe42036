from django.urls import path, re_path

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("add/", views.inbox, name="inbox"),
    path("add/receive/", views.receive, name="receive"),
    path("<int:pk>/", views.document_detail, name="detail"),
    path("<int:pk>/revise/", views.revise, name="revise"),
    path("<int:pk>/symbol/", views.symbol, name="symbol"),
    path("<int:pk>/readers/", views.readers, name="readers"),
    path("revisions/<int:pk>/language/", views.language_add, name="language-add"),
    path("revisions/<int:pk>/category/", views.category, name="category"),
    re_path(
        r"^revisions/(?P<pk>\d+)/wider/(?P<verb>confirm|drop)/$",
        views.confirm_or_drop,
        name="wider",
    ),
    path("files/<int:pk>/", views.download, name="download"),
    path("files/<int:pk>/discard/", views.discard, name="discard"),
    path("packs/<int:pk>/", views.bundle, name="pack"),
    re_path(r"^packs/(?P<pk>\d+)/(?P<form>zip|pdf)/$", views.bundle_fetch, name="pack-fetch"),
]
