from django.urls import path, re_path

from .views import consensus, drafting, reading

app_name = "recommendations"
urlpatterns = [
    path("", reading.recommendation_list, name="list"),
    path("begin/", drafting.recommendation_begin, name="begin"),
    path("<int:pk>/", reading.recommendation_detail, name="detail"),
    path("<int:pk>/public/", reading.recommendation_public, name="public"),
    re_path(r"^(?P<pk>\d+)/(?P<language>ru|en)\.pdf$", reading.recommendation_pdf, name="pdf"),
    path("<int:pk>/compare/", reading.recommendation_compare, name="compare"),
    path("<int:pk>/history/", reading.recommendation_history, name="history"),
    path("<int:pk>/edit/", drafting.recommendation_edit, name="edit"),
    path("<int:pk>/consult/", drafting.recommendation_consult, name="consult"),
    path("<int:pk>/withdraw/", drafting.recommendation_withdraw, name="withdraw"),
    path("<int:pk>/forward/", consensus.recommendation_forward, name="forward"),
    path("<int:pk>/publish/", consensus.recommendation_publish, name="publish"),
    path("<int:pk>/round/", consensus.round_open, name="round-open"),
    path("paragraphs/<int:pk>/comment/", drafting.paragraph_comment, name="comment"),
    path("paragraphs/<int:pk>/amend/", drafting.paragraph_amend, name="amend"),
    re_path(r"^amendments/(?P<pk>\d+)/(?P<verb>accept|decline)/$", drafting.amendment_decide, name="amendment-decide"),
    path("amendments/<int:pk>/withdraw/", drafting.amendment_withdraw, name="amendment-withdraw"),
    path("rounds/<int:pk>/position/", consensus.position_take, name="position"),
    path("rounds/<int:pk>/positions/<int:organisation>/record/", consensus.position_record, name="position-record"),
    path("rounds/<int:pk>/declare/", consensus.round_declare, name="declare"),
    path("positions/<int:pk>/", consensus.position_receipt, name="receipt"),
]
