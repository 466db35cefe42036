from django.urls import path, re_path

from .views import answering, planning, reading

app_name = "meetings"
urlpatterns = [
    path("", reading.meeting_list, name="list"),
    path("plan/", planning.meeting_plan, name="plan"),
    path("answer/<str:token>/", answering.answer_by_link, name="answer"),
    path("<int:pk>/", reading.meeting_detail, name="detail"),
    path("<int:pk>/meeting.ics", reading.meeting_calendar, name="calendar"),
    path("<int:pk>/history/", reading.meeting_history, name="history"),
    path("<int:pk>/edit/", planning.meeting_edit, name="edit"),
    path("<int:pk>/items/add/", planning.item_add, name="item-add"),
    path("<int:pk>/invited/", planning.meeting_invited, name="invited"),
    path("<int:pk>/convene/", planning.meeting_convene, name="convene"),
    path("<int:pk>/remind/", planning.meeting_remind, name="remind"),
    path("<int:pk>/cancel/", planning.meeting_cancel, name="cancel"),
    re_path(r"^(?P<pk>\d+)/(?P<status>open|close)/$", planning.meeting_status, name="status"),
    path("<int:pk>/pack/", reading.meeting_pack, name="pack"),
    path("items/<int:pk>/pack/", reading.item_pack, name="item-pack"),
    path("<int:pk>/answer/", answering.answer, name="answer-own"),
    path("<int:pk>/delegates/", answering.delegates, name="delegates"),
    path("items/<int:pk>/remove/", planning.item_remove, name="item-remove"),
    path("items/<int:pk>/move/", planning.item_move, name="item-move"),
    path("items/<int:pk>/papers/add/", planning.paper_add, name="paper-add"),
    path("invitations/<int:pk>/record/", answering.answer_record, name="answer-record"),
    re_path(r"^delegates/(?P<pk>\d+)/(?P<status>confirm|withdraw)/$", planning.delegate_change, name="delegate-change"),
]
