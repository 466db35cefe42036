import re

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rec_portal.ui.brackets import attributed, brackets

_NUMBERED = re.compile(r" – \d+$")


def of_the_working_texts(apps, schema_editor):
    """Brackets were joined to whoever wants them by the name inside; it is read here for the last time."""
    bracket = apps.get_model("recommendations", "WorkingBracket")
    working = apps.get_model("recommendations", "WorkingParagraph")
    known = _known(apps)
    for row in working.objects.order_by("pk"):
        laid_in = _laid_in(apps, row)
        for language, text in row.texts.items():
            for each in brackets(text or ""):
                amendment = laid_in.get((language, each.who)) if each.who else None
                made = bracket.objects.create(
                    working=row,
                    language=language,
                    start=each.start,
                    end=each.end,
                    amendment_id=amendment,
                )
                if amendment is None:
                    made.organisations.set(_parties(each.who, known))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _laid_in(apps, row):
    """(language, attribution) → the amendment that stands so in this paragraph, or in one it was split from or took up; an
    open one before one that was decided while the text was frozen."""
    tie = apps.get_model("recommendations", "ParagraphTie")
    held, new = {row.paragraph_id}, {row.paragraph_id}
    while new:
        new = set(tie.objects.filter(result__in=new).values_list("origin_id", flat=True)) - held
        held |= new
    standing = apps.get_model("recommendations", "Amendment").objects.filter(bracketed_in__in=held)
    return {
        (language, who): each.pk
        for each in sorted(standing, key=lambda each: (each.status == "bracketed", -each.pk))
        for language, who in each.bracketed_as.items()
    }


def _known(apps):
    names = {}
    for each in apps.get_model("councils", "Organisation").objects.order_by("pk"):
        own = [each.name, each.short_name]
        for language, _name in settings.LANGUAGES:
            own += [
                (each.i18n or {}).get(f"{field}_{language}") for field in ("name", "short_name")
            ]
        names |= {attributed(name): each.pk for name in own if name}
    return names


def _parties(who, known):
    who, found = _NUMBERED.sub("", who), []
    while who:
        names = [name for name in known if who == name or who.startswith(f"{name}, ")]
        if not names:
            return []
        name = max(names, key=len)
        found.append(known[name])
        who = who[len(name) :].removeprefix(", ")
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_decreed_days"),
        ("recommendations", "0011_why_holds_names_in_every_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="paragraphsave",
            name="brackets",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="WorkingBracket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("ru", "Russian")], max_length=10),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "amendment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brackets",
                        to="recommendations.amendment",
                    ),
                ),
                (
                    "organisations",
                    models.ManyToManyField(related_name="+", to="councils.organisation"),
                ),
                (
                    "working",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brackets",
                        to="recommendations.workingparagraph",
                    ),
                ),
            ],
            options={
                "verbose_name": "words in square brackets",
                "verbose_name_plural": "words in square brackets",
                "ordering": ["working", "language", "start"],
            },
        ),
        migrations.RunPython(of_the_working_texts, migrations.RunPython.noop),
    ]
