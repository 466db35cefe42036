# Contract: what a file was of now stands in its revision.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_a_revision_for_every_file"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="documentfile", name="old_number"),
        migrations.AlterUniqueTogether(
            name="documentgrant",
            unique_together=None,
        ),
        migrations.RemoveField(
            model_name="documentgrant",
            name="content_object",
        ),
        migrations.RemoveField(
            model_name="documentgrant",
            name="group",
        ),
        migrations.RemoveField(
            model_name="documentgrant",
            name="permission",
        ),
        migrations.AlterModelOptions(
            name="documentfile",
            options={"ordering": ["language", "pk"], "verbose_name": "file", "verbose_name_plural": "files"},
        ),
        migrations.RemoveField(
            model_name="document",
            name="category",
        ),
        migrations.RemoveField(
            model_name="documentfile",
            name="document",
        ),
        migrations.AlterField(
            model_name="documentfile",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="documentfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revision__isnull", False)),
                fields=("revision", "language"),
                name="documents_one_file_per_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("revision__isnull", True), models.Q(("language", ""), _negated=True), _connector="OR"),
                name="documents_filed_has_its_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["quarantined", "clean", "unscanned", "infected"])),
                name="documents_known_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["original", "authentic", "unofficial"])), name="documents_known_standing"
            ),
        ),
        migrations.DeleteModel(
            name="DocumentGrant",
        ),
    ]
