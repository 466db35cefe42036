
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import modeltrans.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('councils', '0001_initial'),
        ('documents', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number in the series')),
                ('symbol', models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True, verbose_name='symbol')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('time_zone', models.CharField(choices=[('Asia/Tashkent', 'Asia/Tashkent'), ('Asia/Almaty', 'Asia/Almaty'), ('Asia/Bishkek', 'Asia/Bishkek'), ('Asia/Dushanbe', 'Asia/Dushanbe'), ('Asia/Ashgabat', 'Asia/Ashgabat'), ('Europe/Vienna', 'Europe/Vienna'), ('America/New_York', 'America/New_York'), ('UTC', 'UTC')], default='Asia/Tashkent', max_length=40, verbose_name='time zone')),
                ('exact_time_known', models.BooleanField(default=True, editable=False, verbose_name='exact time known')),
                ('place', models.CharField(blank=True, max_length=250, verbose_name='place')),
                ('format', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online'), ('hybrid', 'In person and online')], default='in_person', max_length=10, verbose_name='format')),
                ('link', models.URLField(blank=True, verbose_name='link for taking part online')),
                ('category', models.CharField(choices=[('public', 'Public'), ('council', 'Council: any representative'), ('body', 'Body: seats of the body and those invited'), ('restricted', 'Restricted: members of the body'), ('secretariat', 'Secretariat')], default='body', max_length=12, verbose_name='distribution')),
                ('expected', models.CharField(blank=True, max_length=250, verbose_name='expected participation')),
                ('status', models.CharField(choices=[('planned', 'Being planned'), ('convened', 'Convened'), ('in_session', 'In session'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=12, verbose_name='state')),
                ('convened_at', models.DateTimeField(editable=False, null=True, verbose_name='convened')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('i18n', modeltrans.fields.TranslationField(fields=('title', 'purpose', 'place', 'expected'), required_languages=(), virtual_fields=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='councils.body', verbose_name='body')),
                ('convened_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisers', models.ManyToManyField(blank=True, related_name='+', to='councils.organisation', verbose_name='organisers')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['-starts_at', '-pk'],
                'permissions': [('read_meeting', 'Read the meeting')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('prepared', 'Prepared'), ('sent', 'Not answered yet'), ('accepted', 'Takes part'), ('declined', 'Does not take part'), ('tentative', 'Answer to follow')], default='prepared', editable=False, max_length=10, verbose_name='answer')),
                ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent')),
                ('reminded_at', models.DateTimeField(editable=False, null=True, verbose_name='last reminded')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('answer_source', models.CharField(blank=True, editable=False, max_length=200, verbose_name='how the answer came')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='councils.organisation', verbose_name='organisation')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='meetings.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['organisation__kind', 'organisation__name'],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('kind', models.CharField(choices=[('opening', 'Opening'), ('adoption', 'Adoption of the agenda'), ('discussion', 'Discussion'), ('decision', 'Decision'), ('break', 'Break'), ('other', 'Other business'), ('closing', 'Closing')], default='discussion', max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='begins')),
                ('i18n', modeltrans.fields.TranslationField(fields=('title',), required_languages=(), virtual_fields=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='meetings.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'agenda item',
                'verbose_name_plural': 'agenda items',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='MeetingGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='meetings.meeting')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'verbose_name': 'right on a meeting',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgendaPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_papers', to='documents.document')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='meetings.agendaitem')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('item', 'document'), name='meetings_paper_once')],
            },
        ),
        migrations.CreateModel(
            name='Delegate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name in Latin letters')),
                ('name_ru', models.CharField(blank=True, max_length=150, verbose_name='name in Cyrillic letters')),
                ('position', models.CharField(blank=True, max_length=200, verbose_name='position')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('consents_to_listing', models.BooleanField(default=False, verbose_name='agrees to be named in the list of participants')),
                ('status', models.CharField(choices=[('nominated', 'Nominated'), ('confirmed', 'Confirmed'), ('replaced', 'Replaced'), ('withdrawn', 'Withdrawn')], default='nominated', editable=False, max_length=10, verbose_name='state')),
                ('nominated_at', models.DateTimeField(editable=False, verbose_name='nominated')),
                ('nominated_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegates', to='meetings.invitation', verbose_name='invitation')),
            ],
            options={
                'verbose_name': 'delegate',
                'verbose_name_plural': 'delegates',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['nominated', 'confirmed', 'replaced', 'withdrawn'])), name='meetings_known_delegate'), models.UniqueConstraint(condition=models.Q(('status__in', ('nominated', 'confirmed'))), fields=('invitation', 'name'), name='meetings_delegate_once', violation_error_message='This person is already named.')],
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['starts_at'], name='meetings_by_time'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('body', 'number'), name='meetings_number_in_series'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meetings_end_after_start', violation_error_message='The meeting must end after it begins.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'convened', 'in_session', 'closed', 'cancelled'])), name='meetings_known_status'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('planned', 'cancelled')), ('convened_at__isnull', False), _connector='OR'), name='meetings_convened_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('meeting', 'organisation'), name='meetings_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['prepared', 'sent', 'accepted', 'declined', 'tentative'])), name='meetings_known_answer'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('status', 'prepared')), models.Q(models.Q(('status', 'prepared'), _negated=True), ('sent_at__isnull', False)), _connector='OR'), name='meetings_sent_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('status__in', ('prepared', 'sent'))), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('status__in', ('accepted', 'declined', 'tentative'))), _connector='OR'), name='meetings_answer_has_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'order'), name='meetings_item_order'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='meetings_item_takes_time'),
        ),
        migrations.AlterUniqueTogether(
            name='meetinggrant',
            unique_together={('group', 'permission', 'content_object')},
        ),
    ]
