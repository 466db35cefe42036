import django.contrib.postgres.fields
import django.db.models.deletion
import councils.models.rules
import documents.models
import modeltrans.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('councils', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SymbolSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stem', models.CharField(max_length=60, unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'series of symbols',
                'verbose_name_plural': 'series of symbols',
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('nature', models.CharField(choices=[('concept_note', 'Concept note'), ('provisional_agenda', 'Provisional agenda'), ('annotated_agenda', 'Annotated agenda'), ('logistics_note', 'Logistics note'), ('working_paper', 'Working paper'), ('room_paper', 'Conference room paper'), ('statement', 'Statement'), ('participants', 'List of participants'), ('journal', 'Journal'), ('summary', "Chair's summary"), ('decision', 'Decision'), ('report', 'Report'), ('letter', 'Letter or note verbale'), ('other', 'Other document')], default='other', max_length=20, verbose_name='kind')),
                ('symbol', models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True, verbose_name='symbol')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('i18n', modeltrans.fields.TranslationField(fields=('title',), required_languages=(), virtual_fields=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='councils.body', verbose_name='body')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('nature__in', ['concept_note', 'provisional_agenda', 'annotated_agenda', 'logistics_note', 'working_paper', 'room_paper', 'statement', 'participants', 'journal', 'summary', 'decision', 'report', 'letter', 'other'])), name='documents_known_nature'), models.CheckConstraint(condition=models.Q(('symbol', ''), _negated=True), name='documents_no_empty_symbol')],
            },
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(editable=False, max_length=20)),
                ('source_id', models.PositiveBigIntegerField(editable=False)),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('back', models.CharField(editable=False, max_length=200)),
                ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Russian')], max_length=10)),
                ('status', models.CharField(choices=[('queued', 'Waiting'), ('building', 'Being put together'), ('ready', 'Ready'), ('failed', 'Not put together')], default='queued', max_length=10, verbose_name='state')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('leased_until', models.DateTimeField(null=True)),
                ('built_at', models.DateTimeField(null=True, verbose_name='ready')),
                ('archive', models.FileField(blank=True, upload_to=documents.models.stored_name)),
                ('book', models.FileField(blank=True, upload_to=documents.models.stored_name)),
                ('holds', models.JSONField(default=list)),
                ('reader', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pack of documents',
                'verbose_name_plural': 'packs of documents',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'building', 'ready', 'failed'])), name='documents_known_bundle'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='documents_bundle_progress'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), _negated=True), ('built_at__isnull', False), _connector='OR'), name='documents_ready_bundle_has_its_time')],
            },
        ),
        migrations.CreateModel(
            name='SymbolRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(default='REC/{body}/{year}/{number}', help_text='{body}, {year} and {number} are filled in; revisions add /Rev.1, /Add.1, /Corr.1.', max_length=60, validators=[councils.models.rules.known_tokens], verbose_name='rule')),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='symbol_rule', to='councils.body', verbose_name='body')),
            ],
            options={
                'verbose_name': 'rule of symbols',
                'verbose_name_plural': 'rules of symbols',
            },
        ),
        migrations.CreateModel(
            name='DocumentRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('base', 'First issue'), ('rev', 'Revision: replaces what came before'), ('add', 'Addendum: adds to it'), ('corr', 'Corrigendum: corrects it')], default='base', max_length=10, verbose_name='kind')),
                ('number', models.PositiveSmallIntegerField(default=0, verbose_name='number')),
                ('category', models.CharField(choices=[('public', 'Public'), ('council', 'Council: any representative'), ('body', 'Body: seats of the body and those invited'), ('restricted', 'Restricted: members of the body'), ('secretariat', 'Secretariat')], default='body', max_length=12, verbose_name='distribution')),
                ('only_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('government', 'Government'), ('international', 'International body'), ('society', 'Civil society')], max_length=20), blank=True, default=list, size=None, verbose_name='only organisations of these kinds')),
                ('original_language', models.CharField(blank=True, choices=[('en', 'English'), ('ru', 'Russian')], max_length=10, verbose_name='original language')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('pending_distribution', models.CharField(blank=True, choices=[('public', 'Public'), ('council', 'Council: any representative'), ('body', 'Body: seats of the body and those invited'), ('restricted', 'Restricted: members of the body'), ('secretariat', 'Secretariat')], editable=False, max_length=12, verbose_name='wider distribution asked for')),
                ('pending_reason', models.CharField(blank=True, editable=False, max_length=500)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='documents.document', verbose_name='document')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pending_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'revision of a document',
                'verbose_name_plural': 'revisions of documents',
                'ordering': ['-issued_at', '-pk'],
                'permissions': [('read_documentrevision', 'Read the revision')],
                'constraints': [models.UniqueConstraint(fields=('document', 'kind', 'number'), name='documents_revision_once'), models.CheckConstraint(condition=models.Q(('category__in', ['public', 'council', 'body', 'restricted', 'secretariat'])), name='documents_known_category'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'base'), ('number', 0)), models.Q(('kind__in', ('rev', 'add', 'corr')), ('number__gte', 1)), _connector='OR'), name='documents_revision_has_its_number'), models.CheckConstraint(condition=models.Q(('only_kinds', []), ('category', 'restricted'), _connector='OR'), name='documents_kinds_only_when_restricted'), models.CheckConstraint(condition=models.Q(models.Q(('pending_by__isnull', True), ('pending_distribution', '')), models.Q(models.Q(('pending_distribution', ''), _negated=True), ('pending_by__isnull', False)), _connector='OR'), name='documents_pending_distribution_has_who')],
            },
        ),
        migrations.CreateModel(
            name='DocumentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('ru', 'Russian')], max_length=10, verbose_name='language')),
                ('standing', models.CharField(choices=[('original', 'Original'), ('authentic', 'Authentic text'), ('unofficial', 'Unofficial translation')], default='original', max_length=10, verbose_name='standing')),
                ('file', models.FileField(upload_to=documents.models.stored_name, verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('state', models.CharField(choices=[('quarantined', 'Being checked for viruses'), ('clean', 'Checked for viruses'), ('unscanned', 'Not checked: no scanner is set up'), ('infected', 'Refused by the virus scanner')], default='quarantined', editable=False, max_length=12, verbose_name='check')),
                ('scanned_at', models.DateTimeField(editable=False, null=True, verbose_name='checked')),
                ('scan_note', models.CharField(blank=True, editable=False, max_length=200)),
                ('scan_tries', models.PositiveIntegerField(default=0, editable=False)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('organisation', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='documents.documentrevision', verbose_name='revision')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['language', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'quarantined')), fields=['scan_tries', 'id'], name='documents_in_quarantine'), models.Index(fields=['organisation', 'uploaded_at'], name='documents_by_sender')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revision__isnull', False)), fields=('revision', 'language'), name='documents_one_file_per_language'), models.CheckConstraint(condition=models.Q(('revision__isnull', True), models.Q(('language', ''), _negated=True), _connector='OR'), name='documents_filed_has_its_language'), models.CheckConstraint(condition=models.Q(('state__in', ['quarantined', 'clean', 'unscanned', 'infected'])), name='documents_known_scan'), models.CheckConstraint(condition=models.Q(('standing__in', ['original', 'authentic', 'unofficial'])), name='documents_known_standing')],
            },
        ),
        migrations.CreateModel(
            name='RevisionGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='documents.documentrevision')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'verbose_name': 'right on a document',
                'abstract': False,
                'unique_together': {('group', 'permission', 'content_object')},
            },
        ),
    ]
