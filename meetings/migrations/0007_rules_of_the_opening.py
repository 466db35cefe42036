from django.db import migrations, models

RULES = (
    ("notice_days", 0),
    ("papers_days", 0),
    ("quorum", "none"),
    ("speech_minutes", 0),
    ("correction_hours", 240),
    ("silence_hours", 72),
)


def of_meetings_opened_before(apps, schema_editor):
    """What was opened keeps the rules that stand now: those of its own opening were not kept."""
    own = {each.body_id: each for each in apps.get_model("meetings", "MeetingRule").objects.all()}
    meetings = apps.get_model("meetings", "Meeting").objects
    for meeting in meetings.filter(status__in=("in_session", "closed")):
        bodies = {meeting.body_id, *meeting.joint_with.values_list("pk", flat=True)}
        meeting.rules = {
            str(body): {name: getattr(own.get(body), name, usual) for name, usual in RULES}
            for body in sorted(bodies)
        }
        meeting.save(update_fields=["rules"])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_means_of_the_link"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="rules",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.RunPython(of_meetings_opened_before, migrations.RunPython.noop),
    ]
