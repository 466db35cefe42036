from django.urls import path, re_path

from rec_portal.names import LANGUAGE

from .exports.agenda import LANGUAGES
from .views import (
    agenda,
    answering,
    live,
    naming,
    planning,
    polling,
    printing,
    reading,
    recording,
    session,
)

app_name = "meetings"
urlpatterns = [
    path("", reading.meeting_list, name="list"),
    path("plan/", planning.meeting_plan, name="plan"),
    path("plan/series/", planning.meeting_series, name="series"),
    path("dates/", polling.poll_ask, name="poll-ask"),
    path("dates/<int:pk>/", polling.poll_detail, name="poll"),
    path("dates/<int:pk>/record/<int:organisation>/", polling.poll_record, name="poll-record"),
    path("dates/<int:pk>/close/", polling.poll_close, name="poll-close"),
    path("answer/<str:token>/", answering.answer_by_link, name="answer"),
    path("check-in/<str:code>/", printing.check_in, name="check-in"),
    path("<int:pk>/", reading.meeting_detail, name="detail"),
    path("<int:pk>/meeting.ics", reading.meeting_calendar, name="calendar"),
    path("<int:pk>/history/", reading.meeting_history, name="history"),
    path("<int:pk>/edit/", planning.meeting_edit, name="edit"),
    path("<int:pk>/announcement/", planning.meeting_announcement, name="announcement"),
    path("<int:pk>/invited/", planning.meeting_invited, name="invited"),
    path("<int:pk>/invite/", planning.invite_more, name="invite-more"),
    path("<int:pk>/convene/", planning.meeting_convene, name="convene"),
    path("<int:pk>/circulate/", planning.meeting_circulate, name="circulate"),
    re_path(
        r"^(?P<pk>\d+)/waive/(?P<period>notice|papers)/$", planning.meeting_waive, name="waive"
    ),
    path("<int:pk>/remind/", planning.meeting_remind, name="remind"),
    path("<int:pk>/move/", planning.meeting_move, name="move"),
    path("<int:pk>/postpone/", planning.meeting_postpone, name="postpone"),
    path("<int:pk>/cancel/", planning.meeting_cancel, name="cancel"),
    re_path(
        r"^(?P<pk>\d+)/(?P<status>open|close|take-back)/$", session.meeting_status, name="status"
    ),
    path("<int:pk>/items/add/", agenda.item_add, name="item-add"),
    path("<int:pk>/items/arrange/", agenda.arrange, name="arrange"),
    path("<int:pk>/papers/", agenda.papers, name="papers"),
    path("<int:pk>/papers/expect/", agenda.paper_expect, name="paper-expect"),
    path("papers/expected/<int:pk>/drop/", agenda.paper_unexpect, name="paper-unexpect"),
    path("<int:pk>/papers/choose/", agenda.paper_choose, name="paper-choose"),
    path("<int:pk>/agenda/", agenda.versions, name="versions"),
    path("<int:pk>/agenda/issue/", agenda.agenda_issue, name="agenda-issue"),
    path("<int:pk>/agenda/adopt/", agenda.agenda_adopt, name="agenda-adopt"),
    re_path(
        rf"^(?P<pk>\d+)/agenda/(?P<form>annotated|programme)-(?P<which>{'|'.join(LANGUAGES)})\.(?P<kind>pdf|docx)$",
        printing.agenda_export,
        name="agenda-export",
    ),
    path("papers/<int:pk>/remove/", agenda.paper_remove, name="paper-remove"),
    path("<int:pk>/pack/", reading.meeting_bundle, name="pack"),
    path("items/<int:pk>/pack/", reading.item_bundle, name="item-pack"),
    path("items/<int:pk>/edit/", agenda.item_edit, name="item-edit"),
    path("items/<int:pk>/remove/", agenda.item_remove, name="item-remove"),
    path("items/<int:pk>/move/", agenda.item_move, name="item-move"),
    path("<int:pk>/answer/", answering.answer, name="answer-own"),
    path("invitations/<int:pk>/", planning.invitation_edit, name="invitation"),
    path(
        "invitations/<int:pk>/withdraw/", planning.invitation_withdraw, name="invitation-withdraw"
    ),
    path("invitations/<int:pk>/record/", answering.answer_record, name="answer-record"),
    re_path(
        rf"^invitations/(?P<pk>\d+)/letter-{LANGUAGE}\.pdf$",
        printing.invitation_letter,
        name="invitation-letter",
    ),
    path("invitations/<int:pk>/delegation/", naming.delegation, name="delegation"),
    path("invitations/<int:pk>/confirm/", naming.confirm_all, name="confirm-all"),
    path("invitations/<int:pk>/nomination/", naming.nomination, name="nomination"),
    path("<int:pk>/delegates/", naming.delegates, name="delegates"),
    path("<int:pk>/delegates/template.xlsx", naming.delegates_template, name="delegates-template"),
    path("<int:pk>/delegates/export.xlsx", naming.delegates_export, name="delegates-export"),
    path("<int:pk>/delegates/import/", naming.delegates_import, name="delegates-import"),
    path("delegates/<int:pk>/complete/", naming.delegate_complete, name="delegate-complete"),
    path("delegates/<int:pk>/replace/", naming.delegate_replace, name="delegate-replace"),
    re_path(
        r"^delegates/(?P<pk>\d+)/(?P<status>confirm|withdraw)/$",
        naming.delegate_change,
        name="delegate-change",
    ),
    re_path(
        r"^delegates/(?P<pk>\d+)/(?P<status>ask|refuse)/$",
        naming.delegate_decide,
        name="delegate-decide",
    ),
    re_path(
        rf"^delegates/(?P<pk>\d+)/visa-{LANGUAGE}\.pdf$",
        printing.visa_letter,
        name="visa-letter",
    ),
    path("<int:pk>/participants/", printing.participants, name="participants"),
    re_path(
        rf"^(?P<pk>\d+)/participants/(?P<which>provisional|final)-{LANGUAGE}\.(?P<kind>pdf|docx)$",
        printing.participants_export,
        name="participants-export",
    ),
    path("<int:pk>/badges.pdf", printing.badges, name="badges"),
    path("<int:pk>/name-plates.pdf", printing.plates, name="plates"),
    re_path(r"^(?P<pk>\d+)/live/(?P<mode>chair|room|floor)/$", live.screen, name="screen"),
    re_path(
        r"^(?P<pk>\d+)/live/(?P<mode>chair|room|floor)/part/$", live.screen_part, name="screen-part"
    ),
    re_path(r"^(?P<pk>\d+)/sitting/(?P<act>suspend|resume)/$", live.sitting, name="sitting"),
    path("<int:pk>/presence/", live.presence, name="presence"),
    path("<int:pk>/presence/<int:organisation>/left/", live.departure, name="departure"),
    re_path(
        r"^items/(?P<pk>\d+)/(?P<act>open|suspend|resume|close)/$", live.item_act, name="item-act"
    ),
    path("items/<int:pk>/inscribe/", live.inscribe, name="inscribe"),
    re_path(
        r"^items/(?P<pk>\d+)/inscribe/(?P<kind>statement|reply|order)/$",
        live.inscribe_own,
        name="inscribe-own",
    ),
    re_path(
        r"^items/(?P<pk>\d+)/speakers/(?P<how>protocol|inscription)/$", live.order, name="order"
    ),
    re_path(
        r"^speeches/(?P<pk>\d+)/(?P<act>floor|end|withdraw|up|down)/$",
        live.speech_act,
        name="speech-act",
    ),
    path("speeches/<int:pk>/statement/", live.statement, name="statement"),
    re_path(
        r"^(?P<pk>\d+)/record/(?P<kind>journal|summary)/$",
        recording.record_begin,
        name="record-begin",
    ),
    path("records/<int:pk>/", recording.journal, name="journal"),
    path("records/<int:pk>/refill/", recording.record_refill, name="record-refill"),
    re_path(
        r"^records/(?P<pk>\d+)/(?P<verb>circulate|silence)/$",
        recording.record_until,
        name="record-until",
    ),
    path("records/<int:pk>/recall/", recording.record_recall, name="record-recall"),
    path("records/<int:pk>/object/", recording.record_object, name="record-object"),
    path("records/<int:pk>/told/", recording.record_told, name="record-told"),
    path("records/<int:pk>/settle/", recording.record_settle, name="record-settle"),
    path("records/<int:pk>/corrigendum/", recording.record_corrigendum, name="record-corrigendum"),
    path("records/<int:pk>/compare/", recording.record_compare, name="record-compare"),
    re_path(
        rf"^records/(?P<pk>\d+)/{LANGUAGE}\.(?P<kind>pdf|docx)$",
        recording.record_export,
        name="record-export",
    ),
    path("entries/<int:pk>/edit/", recording.entry_edit, name="entry-edit"),
    path("entries/<int:pk>/correct/", recording.entry_correct, name="entry-correct"),
    re_path(
        r"^corrections/(?P<pk>\d+)/(?P<verb>make|decline)/$",
        recording.correction_decide,
        name="correction-decide",
    ),
    path("<int:pk>/decisions/add/", recording.decision_add, name="decision-add"),
    path("<int:pk>/tasks/add/", recording.task_add, name="task-add"),
    path("tasks/", recording.tasks, name="tasks"),
    path("tasks/<int:pk>/report/", recording.task_report, name="task-report"),
    re_path(
        r"^tasks/(?P<pk>\d+)/(?P<status>close|reopen|drop)/$",
        recording.task_change,
        name="task-change",
    ),
]
