# Expand: series, nested and closed items, versions, moves, waivers, polls, delegations, the room, the record.

import django.contrib.postgres.fields
import django.db.models.deletion
import modeltrans.fields
from django.conf import settings
from django.db import migrations, models

import meetings.models.inviting


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_silence_moves_to_the_procedure"),
        ("documents", "0004_files_belong_to_revisions"),
        ("meetings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("adopted", models.BooleanField(default=False, verbose_name="adopted")),
                ("number", models.PositiveSmallIntegerField()),
                ("items", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="issued")),
            ],
            options={
                "verbose_name": "version of an agenda",
                "verbose_name_plural": "versions of agendas",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("ru", "Russian")], max_length=10, verbose_name="language"),
                ),
                ("before", models.TextField(verbose_name="words as they stand")),
                ("after", models.TextField(blank=True, verbose_name="words as they should be")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("own_statement", models.BooleanField(default=False, verbose_name="in the organisation's own statement")),
                (
                    "status",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("made", "Made"), ("declined", "Not made")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fits",
                    models.CharField(
                        choices=[("yes", "Suits us"), ("if_needed", "If it must be"), ("no", "Does not suit us")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="answered")),
            ],
            options={
                "verbose_name": "answer about a date",
                "verbose_name_plural": "answers about dates",
            },
        ),
        migrations.CreateModel(
            name="DateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("time_zone", models.CharField(max_length=40)),
                ("place", models.CharField(blank=True, max_length=250, verbose_name="place")),
                ("postponed", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="changed")),
            ],
            options={
                "verbose_name": "change of date",
                "verbose_name_plural": "changes of date",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DateOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
            ],
            options={
                "verbose_name": "proposed date",
                "verbose_name_plural": "proposed dates",
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="DatePoll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("time_zone", models.CharField(max_length=40, verbose_name="time zone")),
                ("answer_by", models.DateTimeField(verbose_name="answers are asked for by")),
                ("made_at", models.DateTimeField(verbose_name="asked")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("i18n", modeltrans.fields.TranslationField(fields=("title",), required_languages=(), virtual_fields=True)),
            ],
            options={
                "verbose_name": "poll of dates",
                "verbose_name_plural": "polls of dates",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("symbol", models.CharField(max_length=60, unique=True, verbose_name="symbol")),
                ("text", models.TextField(verbose_name="text in English")),
                ("text_ru", models.TextField(verbose_name="text in Russian")),
                ("made_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["meeting", "number"],
            },
        ),
        migrations.CreateModel(
            name="ItemEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("suspended", "suspended"),
                            ("resumed", "resumed"),
                            ("closed", "closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "event of an item",
                "verbose_name_plural": "events of items",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ItemRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("speaker", "Speaker"), ("moderator", "Moderator"), ("rapporteur", "Rapporteur")],
                        default="speaker",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("i18n", modeltrans.fields.TranslationField(fields=("name",), required_languages=(), virtual_fields=True)),
            ],
            options={
                "verbose_name": "role at an item",
                "verbose_name_plural": "roles at an item",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("journal", "Journal of the meeting"), ("summary", "Chair's summary")],
                        default="journal",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("circulated", "Circulated for corrections"),
                            ("silence", "Put for adoption under silence"),
                            ("frozen", "Adopted and frozen"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begun")),
                ("corrections_until", models.DateTimeField(null=True, verbose_name="corrections are taken until")),
                ("silence_until", models.DateTimeField(null=True, verbose_name="silence ends")),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="frozen")),
                ("frozen", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "record of a meeting",
                "verbose_name_plural": "records of meetings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True, verbose_name="text in English")),
                ("text_ru", models.TextField(blank=True, verbose_name="text in Russian")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "entry of a record",
                "verbose_name_plural": "entries of records",
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="JournalRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("circulated", "Circulated for corrections"),
                            ("silence", "Put for adoption under silence"),
                            ("frozen", "Adopted and frozen"),
                            ("corrigendum", "Corrigendum"),
                        ],
                        max_length=12,
                    ),
                ),
                ("content", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "version of a record",
                "verbose_name_plural": "versions of records",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="MeetingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notice_days", models.PositiveSmallIntegerField(default=0, verbose_name="days of notice before a meeting")),
                (
                    "papers_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="days for the circulation of papers"),
                ),
                (
                    "quorum",
                    models.CharField(
                        choices=[
                            ("none", "No quorum is set"),
                            ("half", "More than half of the members"),
                            ("two_thirds", "Two thirds of the members"),
                            ("all", "All members"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="quorum",
                    ),
                ),
                (
                    "speech_minutes",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: no limit", verbose_name="minutes for a statement"
                    ),
                ),
                (
                    "correction_hours",
                    models.PositiveSmallIntegerField(default=240, verbose_name="hours for corrections to a journal"),
                ),
                (
                    "silence_hours",
                    models.PositiveSmallIntegerField(default=72, verbose_name="hours of silence for adopting a journal"),
                ),
            ],
            options={
                "verbose_name": "rules of a body's meetings",
                "verbose_name_plural": "rules of the bodies' meetings",
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "objection to a record",
                "verbose_name_plural": "objections to records",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PersonalDetail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("access", "needs for access"),
                            ("diet", "dietary needs"),
                            ("passport", "passport number"),
                            ("nationality", "nationality"),
                            ("born", "date of birth"),
                            ("travel", "travel wishes"),
                        ],
                        max_length=12,
                        verbose_name="detail",
                    ),
                ),
                ("value", models.CharField(max_length=300, verbose_name="value")),
                ("erase_on", models.DateField(db_index=True, verbose_name="erased on")),
            ],
            options={
                "verbose_name": "personal detail",
                "verbose_name_plural": "personal details",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("check_in", "Checked in at the door"),
                            ("roll_call", "Roll-call"),
                            ("remote", "Takes part online"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("arrived_at", models.DateTimeField(verbose_name="arrived")),
                ("left_at", models.DateTimeField(null=True, verbose_name="left")),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
                "ordering": ["arrived_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "detail",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("access", "needs for access"),
                            ("diet", "dietary needs"),
                            ("passport", "passport number"),
                            ("nationality", "nationality"),
                            ("born", "date of birth"),
                            ("travel", "travel wishes"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="detail",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days after the meeting")),
            ],
            options={
                "verbose_name": "time for which a personal detail is kept",
                "verbose_name_plural": "times for which personal details are kept",
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("chair_name", models.CharField(max_length=200, verbose_name="in the chair")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
            ],
            options={
                "verbose_name": "sitting",
                "verbose_name_plural": "sittings",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Speech",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("statement", "Statement"), ("reply", "Right of reply"), ("order", "Point of order")],
                        default="statement",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("inscribed", "On the list"),
                            ("speaking", "Has the floor"),
                            ("paused", "Interrupted"),
                            ("spoken", "Has spoken"),
                            ("withdrawn", "Taken off the list"),
                        ],
                        default="inscribed",
                        max_length=10,
                    ),
                ),
                ("limit_seconds", models.PositiveIntegerField(null=True)),
                ("asked_at", models.DateTimeField(verbose_name="inscribed")),
                ("started_at", models.DateTimeField(null=True)),
                ("running_since", models.DateTimeField(null=True)),
                ("spoken_seconds", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "place on a list of speakers",
                "verbose_name_plural": "lists of speakers",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Reported done"), ("closed", "Closed"), ("dropped", "Dropped")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("report", models.CharField(blank=True, max_length=500, verbose_name="what was done")),
                ("made_at", models.DateTimeField()),
                ("reminded_on", models.DateField(null=True)),
                ("i18n", modeltrans.fields.TranslationField(fields=("title",), required_languages=(), virtual_fields=True)),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.CharField(
                        choices=[("notice", "Notice of the meeting"), ("papers", "Circulation of papers")],
                        max_length=10,
                        verbose_name="period",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="given")),
            ],
            options={
                "verbose_name": "waiver of a period",
                "verbose_name_plural": "waivers of periods",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="meeting",
            options={
                "ordering": ["-starts_at", "-pk"],
                "permissions": [("read_meeting", "Read the meeting"), ("read_closed", "Read closed items")],
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
            },
        ),
        migrations.RemoveConstraint(
            model_name="agendapaper",
            name="meetings_paper_once",
        ),
        migrations.RemoveConstraint(
            model_name="delegate",
            name="meetings_known_delegate",
        ),
        migrations.RemoveConstraint(
            model_name="delegate",
            name="meetings_delegate_once",
        ),
        migrations.RemoveConstraint(
            model_name="meeting",
            name="meetings_number_in_series",
        ),
        migrations.RemoveConstraint(
            model_name="meeting",
            name="meetings_known_status",
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="annotation",
            field=models.TextField(blank=True, verbose_name="annotation"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_closed",
            field=models.BooleanField(default=False, verbose_name="closed item"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="only_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("government", "Government"),
                        ("international", "International body"),
                        ("society", "Civil society"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="only organisations of these kinds",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="meetings.agendaitem",
                verbose_name="under",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="speech_minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes for a statement"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="state",
            field=models.CharField(
                choices=[("pending", "Not yet opened"), ("open", "Open"), ("suspended", "Suspended"), ("closed", "Closed")],
                default="pending",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="agendapaper",
            name="circulated_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="circulated"),
        ),
        migrations.AddField(
            model_name="agendapaper",
            name="meeting",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="checked_in_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="checked in"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="code",
            field=models.CharField(default=meetings.models.inviting._code, editable=False, max_length=20, unique=True),
        ),
        migrations.AddField(
            model_name="delegate",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="personal details erased"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="i18n",
            field=modeltrans.fields.TranslationField(fields=("position",), required_languages=(), virtual_fields=True),
        ),
        migrations.AddField(
            model_name="delegate",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("ru", "Russian")], default="ru", max_length=10, verbose_name="working language"
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="online",
            field=models.BooleanField(default=False, verbose_name="takes part online"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="replaces",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="meetings.delegate",
                verbose_name="in place of",
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="role",
            field=models.CharField(
                choices=[
                    ("head", "Head of delegation"),
                    ("alternate", "Alternate"),
                    ("member", "Member of delegation"),
                    ("adviser", "Adviser"),
                ],
                default="member",
                max_length=10,
                verbose_name="role",
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="salutation",
            field=models.CharField(
                blank=True,
                choices=[("mr", "Mr"), ("ms", "Ms"), ("dr", "Dr"), ("prof", "Prof."), ("he", "H.E.")],
                max_length=5,
                verbose_name="form of address",
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="status_reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="delegate",
            name="wants_visa_letter",
            field=models.BooleanField(default=False, verbose_name="needs a letter for a visa"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="acknowledged_on",
            field=models.DateField(blank=True, null=True, verbose_name="receipt acknowledged on"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="answer_document",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="answer_means",
            field=models.CharField(
                blank=True,
                choices=[
                    ("note", "Note verbale"),
                    ("letter", "Letter"),
                    ("email", "E-mail"),
                    ("phone", "Telephone"),
                    ("portal", "The portal"),
                    ("in_person", "In person"),
                ],
                editable=False,
                max_length=10,
                verbose_name="how the answer came",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="answer_stale",
            field=models.BooleanField(default=False, editable=False, verbose_name="answered before the date changed"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="expert_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="expert's name"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_as",
            field=models.CharField(
                choices=[("participant", "Participant"), ("observer", "Observer"), ("expert", "Invited expert")],
                default="participant",
                max_length=12,
                verbose_name="invited as",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="nomination",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
                verbose_name="letter of nomination",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="note_means",
            field=models.CharField(
                blank=True,
                choices=[
                    ("note", "Note verbale"),
                    ("letter", "Letter"),
                    ("email", "E-mail"),
                    ("phone", "Telephone"),
                    ("portal", "The portal"),
                    ("in_person", "In person"),
                ],
                max_length=10,
                verbose_name="sent by",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="note_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="number of the note or letter"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="note_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of the note or letter"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="seats",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="agenda_adopted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="agenda adopted"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="answer_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answers are asked for by"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hosted",
                to="councils.organisation",
                verbose_name="host",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="interpretation",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=[("en", "English"), ("ru", "Russian")], max_length=10),
                blank=True,
                default=list,
                size=None,
                verbose_name="interpretation",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="joint_with",
            field=models.ManyToManyField(
                blank=True, related_name="joint_meetings", to="councils.body", verbose_name="together with"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="live",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="meeting",
            name="seats_each",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places for each delegation"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="series",
            field=models.CharField(
                choices=[
                    ("session", "Session of the Council"),
                    ("committee", "Meeting of the Executive Committee"),
                    ("group", "Meeting of a working group"),
                    ("joint", "Joint meeting of working groups"),
                ],
                default="group",
                editable=False,
                max_length=10,
                verbose_name="series",
            ),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="i18n",
            field=modeltrans.fields.TranslationField(
                fields=("title", "annotation"), required_languages=(), virtual_fields=True
            ),
        ),
        migrations.AlterField(
            model_name="agendapaper",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="papers",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AlterField(
            model_name="delegate",
            name="status",
            field=models.CharField(
                choices=[
                    ("nominated", "Nominated"),
                    ("asked", "More information is asked for"),
                    ("confirmed", "Confirmed"),
                    ("refused", "Not accepted"),
                    ("replaced", "Replaced"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="nominated",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="status",
            field=models.CharField(
                choices=[
                    ("planned", "Being planned"),
                    ("convened", "Convened"),
                    ("postponed", "Postponed"),
                    ("in_session", "In session"),
                    ("closed", "Closed"),
                    ("cancelled", "Cancelled"),
                ],
                default="planned",
                editable=False,
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("only_kinds", []), ("is_closed", True), _connector="OR"),
                name="meetings_kinds_only_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "open", "suspended", "closed"])), name="meetings_known_item_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("meeting",), name="meetings_one_item_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["nominated", "asked", "confirmed", "refused", "replaced", "withdrawn"])),
                name="meetings_known_delegate",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["head", "alternate", "member", "adviser"])),
                name="meetings_known_delegate_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("nominated", "asked", "confirmed"))),
                fields=("invitation", "name"),
                name="meetings_delegate_once",
                violation_error_message="This person is already named.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "head"), ("status__in", ("nominated", "asked", "confirmed"))),
                fields=("invitation",),
                name="meetings_one_head_of_delegation",
                violation_error_message="This delegation has a head already. Replace that person, or choose another role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("asked", "refused")), _negated=True),
                    models.Q(("status_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="meetings_refusal_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("invited_as__in", ["participant", "observer", "expert"])), name="meetings_known_invited_as"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("invited_as", "expert"), _negated=True),
                    models.Q(("expert_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="meetings_expert_has_a_name",
                violation_error_message="Name the expert.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["planned", "convened", "postponed", "in_session", "closed", "cancelled"])),
                name="meetings_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("series__in", ["session", "committee", "group", "joint"])), name="meetings_known_series"
            ),
        ),
        migrations.AddField(
            model_name="agendaversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="agendaversion",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agenda_versions", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.organisation"),
        ),
        migrations.AddField(
            model_name="dateanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="dateanswer",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.organisation"),
        ),
        migrations.AddField(
            model_name="datechange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="datechange",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="date_changes", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="dateanswer",
            name="option",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="meetings.dateoption"
            ),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="date_polls", to="councils.body", verbose_name="body"
            ),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="organisations",
            field=models.ManyToManyField(related_name="+", to="councils.organisation", verbose_name="organisations"),
        ),
        migrations.AddField(
            model_name="dateoption",
            name="poll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="meetings.datepoll"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="meetings.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="itemevent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="itemevent",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="events", to="meetings.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="itemrole",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="meetings.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="itemrole",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="journal",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="journal",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="journals", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="journal_entries",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="journal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="meetings.journal"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="meetings.journalentry"
            ),
        ),
        migrations.AddField(
            model_name="journalrevision",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="journalrevision",
            name="journal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="meetings.journal"
            ),
        ),
        migrations.AddField(
            model_name="meetingrule",
            name="body",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meeting_rule",
                to="councils.body",
                verbose_name="body",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="journal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="objections", to="meetings.journal"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.organisation"),
        ),
        migrations.AddField(
            model_name="personaldetail",
            name="delegate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="details", to="meetings.delegate"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.organisation"),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(
                condition=models.Q(("detail__in", ["phone", "access", "diet", "passport", "nationality", "born", "travel"])),
                name="meetings_known_retention",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sittings", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="meetings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="delegate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="meetings.delegate",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="speeches", to="meetings.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="statement",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
                verbose_name="statement",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="meetings.decision",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="evidence",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="meeting",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="meetings.meeting"),
        ),
        migrations.AddField(
            model_name="task",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="councils.organisation",
                verbose_name="responsible",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="meetings.meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaversion",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="meetings_agenda_version"),
        ),
        migrations.AddConstraint(
            model_name="dateanswer",
            constraint=models.UniqueConstraint(fields=("option", "organisation"), name="meetings_one_answer_per_date"),
        ),
        migrations.AddConstraint(
            model_name="dateanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("fits__in", ["yes", "if_needed", "no"])), name="meetings_known_fit"
            ),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.UniqueConstraint(fields=("poll", "starts_at"), name="meetings_option_once"),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meetings_option_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="meetings_decision_number"),
        ),
        migrations.AddConstraint(
            model_name="itemevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["opened", "suspended", "resumed", "closed"])), name="meetings_known_item_act"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(fields=("meeting", "kind"), name="meetings_one_record_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "circulated", "silence", "frozen"])), name="meetings_known_journal"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("frozen__isnull", False),
                        ("frozen_at__isnull", False),
                        ("status", "frozen"),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "frozen"), _negated=True),
                        ("frozen__isnull", True),
                        ("frozen_at__isnull", True),
                        ("sha256", ""),
                    ),
                    _connector="OR",
                ),
                name="meetings_frozen_journal_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "circulated"), _negated=True), ("corrections_until__isnull", False), _connector="OR"
                ),
                name="meetings_circulated_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "silence"), _negated=True), ("silence_until__isnull", False), _connector="OR"
                ),
                name="meetings_silent_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.UniqueConstraint(fields=("journal", "order"), name="meetings_entry_order"),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.UniqueConstraint(fields=("journal", "item"), name="meetings_entry_per_item"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["proposed", "made", "declined"])), name="meetings_known_correction"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("status", "proposed")),
                    models.Q(models.Q(("status", "proposed"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="meetings_decided_correction_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalrevision",
            constraint=models.UniqueConstraint(fields=("journal", "number"), name="meetings_journal_revision"),
        ),
        migrations.AddConstraint(
            model_name="personaldetail",
            constraint=models.UniqueConstraint(fields=("delegate", "kind"), name="meetings_detail_once"),
        ),
        migrations.AddConstraint(
            model_name="personaldetail",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["phone", "access", "diet", "passport", "nationality", "born", "travel"])),
                name="meetings_known_detail",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="meetings_sitting_number"),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("meeting",), name="meetings_one_open_sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"),
                name="meetings_sitting_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True)), fields=("sitting", "organisation"), name="meetings_present_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at__isnull", True), ("left_at__gte", models.F("arrived_at")), _connector="OR"),
                name="meetings_left_after_arriving",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ["check_in", "roll_call", "remote"])), name="meetings_known_presence"
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["statement", "reply", "order"])), name="meetings_known_speech"
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["inscribed", "speaking", "paused", "spoken", "withdrawn"])),
                name="meetings_known_speech_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "speaking")), fields=("item",), name="meetings_one_has_the_floor"
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "inscribed")),
                fields=("item", "organisation", "kind"),
                name="meetings_inscribed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("running_since__isnull", False), ("state", "speaking")),
                    models.Q(models.Q(("state", "speaking"), _negated=True), ("running_since__isnull", True)),
                    _connector="OR",
                ),
                name="meetings_clock_runs_while_speaking",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "done", "closed", "dropped"])), name="meetings_known_task"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(fields=("meeting", "period"), name="meetings_one_waiver"),
        ),
    ]
