"""Acts of the audit trail in words."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rec_portal.audit.models import Entry

register = template.Library()

ACTS = {
    "meeting.planned": _("Planned"), "meeting.plan_changed": _("Plan changed"), "meeting.loaded": _("Loaded from public sources"),
    "meeting.invited_chosen": _("List of invited organisations chosen"), "meeting.convened": _("Convened"),
    "meeting.reminded": _("Reminders sent"), "meeting.in_session": _("Meeting opened"), "meeting.closed": _("Meeting closed"),
    "meeting.cancelled": _("Meeting cancelled"), "agenda.item_added": _("Agenda item added"),
    "agenda.item_removed": _("Agenda item taken off"), "agenda.item_moved": _("Agenda item moved"),
    "agenda.paper_added": _("Document put before the meeting"), "invitation.answered": _("Invitation answered"),
    "delegate.nominated": _("Delegate named"), "delegate.confirmed": _("Delegate confirmed"),
    "delegate.withdrawn": _("Delegate withdrawn"), "recommendation.begun": _("Text begun"),
    "recommendation.revised": _("Revision saved"), "recommendation.consultation": pgettext_lazy("act", "Put to consultation"),
    "recommendation.withdrawn": _("Text withdrawn"), "recommendation.forwarded": _("Laid before the Executive Committee"),
    "recommendation.adopted": _("Adopted"), "recommendation.published": _("Published"),
    "paragraph.commented": _("Paragraph commented on"), "amendment.proposed": _("Amendment proposed"),
    "amendment.accepted": _("Amendment accepted"), "amendment.declined": _("Amendment not accepted"),
    "amendment.withdrawn": _("Amendment withdrawn"), "round.opened": _("Consensus round opened"),
    "round.broken": _("Silence broken: the round is closed"), "round.closed": _("Silence ended unbroken: the round is closed"), "round.time_up": _("The time of the round in session was over: the round is closed"),
    "round.declared": _("Result declared"), "position.taken": _("Position taken"),
    "recommendation.proposed": _("Proposal sent"), "recommendation.admitted": _("Proposal admitted"),
    "recommendation.not_admitted": _("Proposal not admitted"), "recommendation.assigned": _("Rapporteur and drafters named"),
    "recommendation.restored": _("Text of an earlier revision restored"),
    "recommendation.sent_back": _("Sent back to the working group"),
    "recommendation.not_certified": _("Not certified: sent back to the chair"),
    "recommendation.issued": _("Official copies issued"), "recommendation.corrigendum": _("Corrigendum issued"),
    "recommendation.closed": _("Follow-up closed"), "recommendation.linked": _("Tied to another recommendation"),
    "recommendation.review_set": _("Date of review set"), "paragraph.particulars": _("Addressees and indicators changed"),
    "paragraph.agreed": _("Paragraph provisionally agreed"), "paragraph.reopened": _("Agreed paragraph reopened"),
    "paragraph.settled": _("Brackets settled"), "amendment.sponsored": _("Amendment co-sponsored"),
    "amendment.bracketed": _("Amendment put in square brackets"), "comment.resolved": _("Comment closed"),
    "comment.reopened": _("Comment reopened"), "comment.disposed": _("Disposition of a comment recorded"),
    "round.recalled": _("Consensus round recalled"), "round.suspended": _("Consensus round suspended"),
    "round.resumed": _("Consensus round resumed"), "round.extended": _("Consensus round extended"),
    "round.ended": _("Consensus round ended early"), "round.reminded": _("Reminder of the round sent"),
    "objection.lifted": _("Objection lifted"), "statement.made": _("Statement put on the record"),
    "statement.joined": _("Statement joined"), "statement.withdrawn": _("Statement withdrawn"),
    "follow_up.answered": _("Position on a recommendation given"), "cycle.opened": _("Reporting cycle opened"),
    "cycle.reminded": _("Reminders of reports sent"), "cycle.closed": _("Reporting cycle closed"),
    "report.item_saved": _("Report line filled in"), "report.item_passed": _("Report line passed to a person"),
    "report.evidence_added": _("Evidence added to a report"), "report.submitted": _("Report submitted"),
    "report.asked": _("Question asked about a report"), "report.replied": _("Question about a report answered"),
    "report.complete": _("Report found complete"), "report.publication": _("Publication of a report decided"),
    "offer.made": _("Offer of assistance listed"), "offer.matched": _("Offer tied to a need"),
    "corrigendum.confirmed": _("Corrigendum confirmed by the chair"), "corrigendum.withdrawn": _("Corrigendum withdrawn"), "round.late": _("Position that came late"),
    "council.loaded": _("Loaded from public sources"),
    "meeting.copied": _("Planned like an earlier meeting"), "meeting.waived": _("A period dispensed with by the chair"),
    "meeting.papers_circulated": _("Papers circulated"), "meeting.moved": _("Meeting moved"),
    "meeting.announcement_corrected": _("Announcement corrected"),
    "meeting.postponed": _("Meeting postponed"), "agenda.item_changed": _("Agenda item changed"),
    "agenda.closed_item_added": _("Closed agenda item added"), "agenda.closed_item_changed": _("Closed agenda item changed"),
    "agenda.closed_item_removed": _("Closed agenda item taken off"), "agenda.closed_item_moved": _("Closed agenda item moved"),
    "agenda.arranged": _("Agenda put in another order"), "agenda.paper_removed": _("Document taken off the agenda"),
    "agenda.closed_paper_added": _("Document put under a closed item"),
    "agenda.paper_expected": _("Paper noted as still to come"), "agenda.paper_unexpected": _("Paper will not come"),
    "agenda.closed_paper_expected": _("Paper of a closed item noted as still to come"),
    "agenda.closed_paper_unexpected": _("Paper of a closed item will not come"),
    "agenda.closed_paper_removed": _("Document taken from a closed item"), "agenda.adopted": _("Agenda adopted"),
    "agenda.issued": _("Provisional agenda issued"), "agenda.item_opened": _("Agenda item opened"),
    "agenda.item_suspended": _("Agenda item suspended"), "agenda.item_resumed": _("Agenda item resumed"),
    "agenda.item_closed": _("Agenda item closed"), "agenda.closed_item_opened": _("Closed agenda item opened"),
    "agenda.closed_item_suspended": _("Closed agenda item suspended"), "agenda.closed_item_resumed": _("Closed agenda item resumed"),
    "agenda.closed_item_closed": _("Closed agenda item closed"), "agenda.speech_inscribed": _("Put on the list of speakers"),
    "agenda.speech_withdrawn": _("Taken off the list of speakers"), "agenda.speech_began": _("Floor given"),
    "agenda.speech_ended": _("Floor taken back"), "agenda.speech_filed": _("Statement filed"),
    "agenda.closed_speech_inscribed": _("Put on the list of speakers of a closed item"),
    "agenda.closed_speech_withdrawn": _("Taken off the list of speakers of a closed item"),
    "agenda.closed_speech_began": _("Floor given at a closed item"), "agenda.closed_speech_ended": _("Floor taken back at a closed item"),
    "agenda.closed_speech_filed": _("Statement filed at a closed item"), "sitting.opened": _("Sitting opened"),
    "sitting.closed": _("Sitting closed"), "presence.arrived": _("Organisation arrived"), "presence.left": _("Organisation left"),
    "invitation.added": _("One more organisation invited"), "invitation.changed": _("Invitation changed"),
    "invitation.nomination_filed": _("Letter of nomination filed"), "delegate.asked": _("More information asked for about a delegate"),
    "delegate.refused": _("Delegate not accepted"), "delegate.replaced": _("Delegate replaced"),
    "delegate.completed": _("Information about a delegate given"), "delegate.details_erased": _("Personal details erased"),
    "delegate.visa_letter": _("Letter for a visa made"), "delegates.exported": _("Delegates exported with their details"), "delegate.checked_in": _("Checked in at the door"),
    "poll.asked": _("Dates asked about"), "poll.answered": _("Answer about dates"), "poll.closed": _("Poll of dates closed"),
    "journal.begun": _("Record begun"), "journal.entry_saved": _("Entry of the record saved"),
    "journal.circulated": _("Record circulated for corrections"), "journal.recalled": _("Record taken back"),
    "journal.corrected": _("Correction of the record"),
    "journal.correction_decided": _("Decision on a correction"), "journal.silence": _("Record put for adoption under silence"),
    "journal.objected": _("Objection to the record"), "journal.adopted": _("Record adopted and frozen"),
    "journal.corrigendum": _("Corrigendum to the record"), "agenda.decision": _("Decision recorded"),
    "agenda.closed_decision": _("Decision recorded at a closed item"), "task.given": _("Task given"),
    "task.reported": _("Task reported done"), "task.closed": _("Task closed"), "task.open": _("Task opened again"),
    "task.dropped": _("Task dropped"), "task.reminded": _("Reminder of a task"), "task.done": _("Task reported done"),
    "recommendation.on_agenda": _("Laid before a meeting"), "recommendation.off_agenda": _("Taken off an agenda"),
    "document.uploaded": _("Document filed"), "document.opened": _("Opened"), "document.revised": _("Revision issued"),
    "document.language_added": _("Language version added"), "document.symbol_assigned": _("Symbol given"),
    "document.category_changed": _("Distribution changed"), "document.wider_asked": _("Wider distribution asked for"),
    "document.wider_dropped": _("Wider distribution not given"), "document.infected": _("Refused by the virus scanner"),
}  # fmt: skip
SHOWN = {
    "organisation": _("organisation"), "revision": _("revision"), "reason": _("reason"), "symbol": _("symbol"),
    "item": _("item"), "document": _("document"), "delegate": _("delegate"), "source": _("source"), "round": _("round"),
    "letters": _("letters"), "text_hash": "SHA-256",
}  # fmt: skip


@register.filter
def act(entry: Entry) -> str:
    return str(ACTS.get(entry.action, entry.action))


@register.filter
def details(entry: Entry) -> str:
    """The part of an entry's data that a reader understands."""
    return "; ".join(f"{label}: {entry.data[key]}" for key, label in SHOWN.items() if entry.data.get(key))
