import django.db.models.deletion
import modeltrans.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_what_is_adopted_stands"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("concept_note", "Concept note"),
                            ("provisional_agenda", "Provisional agenda"),
                            ("annotated_agenda", "Annotated agenda"),
                            ("logistics_note", "Logistics note"),
                            ("working_paper", "Working paper"),
                            ("room_paper", "Conference room paper"),
                            ("statement", "Statement"),
                            ("participants", "List of participants"),
                            ("journal", "Journal"),
                            ("summary", "Chair's summary"),
                            ("decision", "Decision"),
                            ("report", "Report"),
                            ("letter", "Letter or note verbale"),
                            ("other", "Other document"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("i18n", modeltrans.fields.TranslationField(fields=("title",), required_languages=(), virtual_fields=True)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expected_papers",
                        to="meetings.agendaitem",
                        verbose_name="agenda item",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expected_papers", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "paper still to come",
                "verbose_name_plural": "papers still to come",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "nature__in",
                                [
                                    "concept_note",
                                    "provisional_agenda",
                                    "annotated_agenda",
                                    "logistics_note",
                                    "working_paper",
                                    "room_paper",
                                    "statement",
                                    "participants",
                                    "journal",
                                    "summary",
                                    "decision",
                                    "report",
                                    "letter",
                                    "other",
                                ],
                            )
                        ),
                        name="meetings_known_expected",
                    )
                ],
            },
        ),
    ]
