# Data: every numbered set of files becomes a revision with its document's circle. Rights: `manage.py regrant` afterwards.

from typing import Any

from django.db import migrations


def make_revisions(apps: Any, schema_editor: Any) -> None:
    Document = apps.get_model("documents", "Document")
    Revision = apps.get_model("documents", "DocumentRevision")  # noqa: N806
    File = apps.get_model("documents", "DocumentFile")  # noqa: N806
    for document in Document.objects.order_by("pk").iterator(chunk_size=500):
        numbers = sorted(set(File.objects.filter(document=document).values_list("old_number", flat=True))) or [0]
        for number in numbers:
            files = File.objects.filter(document=document, old_number=number)
            languages = list(files.values_list("language", flat=True))
            revision = Revision.objects.create(
                document=document,
                kind="rev" if number else "base",
                number=number,
                category=document.category,
                original_language=languages[0] if len(languages) == 1 else "",
                issued_by_id=document.uploaded_by_id,
                issued_at=document.created_at,
            )
            standing = "original" if len(languages) == 1 else "authentic"
            files.update(revision=revision, uploaded_by_id=document.uploaded_by_id, state="unscanned", standing=standing)


def take_back(apps: Any, schema_editor: Any) -> None:
    Revision = apps.get_model("documents", "DocumentRevision")  # noqa: N806
    File = apps.get_model("documents", "DocumentFile")  # noqa: N806
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=500):
        File.objects.filter(revision=revision).update(
            document_id=revision.document_id, old_number=revision.number, revision=None
        )
    Revision.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_revisions_beside_files")]
    operations = [migrations.RunPython(make_revisions, take_back)]
