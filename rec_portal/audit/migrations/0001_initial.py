import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('seq', models.BigIntegerField(editable=False, primary_key=True, serialize=False, verbose_name='number')),
                ('at', models.DateTimeField(db_index=True, editable=False, verbose_name='time')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('action', models.CharField(max_length=80, verbose_name='act')),
                ('object_type', models.CharField(max_length=80)),
                ('object_id', models.BigIntegerField()),
                ('object_name', models.CharField(blank=True, max_length=300, verbose_name='about')),
                ('data', models.JSONField(default=dict)),
                ('prev', models.CharField(editable=False, max_length=64)),
                ('hash', models.CharField(editable=False, max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'entry in the audit trail',
                'verbose_name_plural': 'audit trail',
                'db_table': 'audit_entry',
                'ordering': ['-seq'],
                'indexes': [models.Index(fields=['object_type', 'object_id', 'seq'], name='audit_about')],
            },
        ),
    ]
