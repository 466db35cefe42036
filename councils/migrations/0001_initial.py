import councils.models
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import modeltrans.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='State',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='official name')),
                ('order', models.PositiveSmallIntegerField(unique=True, verbose_name='protocol order')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('i18n', modeltrans.fields.TranslationField(fields=('name',), required_languages=(), virtual_fields=True)),
            ],
            options={
                'verbose_name': 'state',
                'verbose_name_plural': 'states',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plenary', 'Council'), ('executive_committee', 'Executive Committee'), ('working_group', 'Working group')], max_length=20, verbose_name='kind')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='code in symbols')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('i18n', modeltrans.fields.TranslationField(fields=('name',), required_languages=(), virtual_fields=True)),
            ],
            options={
                'verbose_name': 'body',
                'verbose_name_plural': 'bodies',
                'ordering': ['order'],
                'permissions': [('read_body', "Read the body's drafts"), ('comment_body', "Comment on the body's drafts"), ('amend_body', 'Propose amendments'), ('join_body', "Join the body's consensus")],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['plenary', 'executive_committee', 'working_group'])), name='councils_known_body_kind'), models.UniqueConstraint(condition=models.Q(('kind__in', ['plenary', 'executive_committee'])), fields=('kind',), name='councils_one_of_each')],
            },
        ),
        migrations.CreateModel(
            name='Council',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=250, verbose_name='name')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('launched_on', models.DateField(verbose_name='launched on')),
                ('launched_in', models.CharField(max_length=100, verbose_name='launched in')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('i18n', modeltrans.fields.TranslationField(fields=('name', 'short_name', 'purpose', 'launched_in'), required_languages=(), virtual_fields=True)),
            ],
            options={
                'verbose_name': 'Council',
                'verbose_name_plural': 'Council',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='councils_one_council')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('government', 'Government'), ('international', 'International body'), ('society', 'Civil society')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=250, unique=True, verbose_name='name')),
                ('short_name', models.CharField(max_length=60, verbose_name='short name')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='official e-mail address')),
                ('is_organiser', models.BooleanField(default=False, verbose_name="organiser of the Council's meetings")),
                ('is_active', models.BooleanField(default=True, verbose_name='takes part')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='invented for demonstration')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('i18n', modeltrans.fields.TranslationField(fields=('name', 'short_name'), required_languages=(), virtual_fields=True)),
                ('group', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='organisation', to='auth.group')),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='councils.state', verbose_name='state')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['kind', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['government', 'international', 'society'])), name='councils_known_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'government'), _negated=True), ('state__isnull', False), ('is_demo', True), _connector='OR'), name='councils_government_has_state', violation_error_message='Name the state of a government.')],
            },
        ),
        migrations.CreateModel(
            name='BodyGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='councils.body')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'verbose_name': 'right in a body',
                'abstract': False,
                'unique_together': {('group', 'permission', 'content_object')},
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(default=councils.models.today, verbose_name='from')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='to')),
                ('role', models.CharField(choices=[('head', 'Head of delegation'), ('alternate', 'Alternate'), ('member', 'Member of delegation'), ('adviser', 'Adviser')], max_length=10, verbose_name='role')),
                ('position', models.CharField(blank=True, max_length=200, verbose_name='position held')),
                ('credentials', models.CharField(blank=True, max_length=200, verbose_name='credentials (note and date)')),
                ('is_focal_point', models.BooleanField(default=False, help_text='Answers for the addressee, validates and submits its reports.', verbose_name='national focal point for follow-up')),
                ('i18n', modeltrans.fields.TranslationField(fields=('position',), required_languages=(), virtual_fields=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='councils.organisation', verbose_name='organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'representative',
                'verbose_name_plural': 'representatives',
                'ordering': ['organisation', 'role', 'user'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', django.db.models.expressions.CombinedExpression(models.F('starts'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='councils_representative_dates', violation_error_message='The last day cannot lie before the first.'), models.CheckConstraint(condition=models.Q(('role__in', ['head', 'alternate', 'member', 'adviser'])), name='councils_known_role'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.Func(models.F('ends'), output_field=models.DateField(), template='(%(expressions)s)::date + 1'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='councils_one_organisation_at_a_time', violation_error_message='This person already represents an organisation at that time.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', 'head')), expressions=[(models.Func(models.F('organisation'), models.F('organisation'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.Func(models.F('ends'), output_field=models.DateField(), template='(%(expressions)s)::date + 1'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='councils_one_head_at_a_time', violation_error_message='This organisation already has a head of delegation at that time.')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(default=councils.models.today, verbose_name='from')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='to')),
                ('kind', models.CharField(choices=[('member', 'Member: joins the consensus'), ('observer', 'Observer: speaks and comments, never blocks')], default='member', max_length=10, verbose_name='kind')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='councils.body', verbose_name='body')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='councils.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'seat',
                'verbose_name_plural': 'seats',
                'ordering': ['body', 'organisation'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', django.db.models.expressions.CombinedExpression(models.F('starts'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='councils_seat_dates', violation_error_message='The last day cannot lie before the first.'), models.CheckConstraint(condition=models.Q(('kind__in', ['member', 'observer'])), name='councils_known_seat'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('body'), models.F('body'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('organisation'), models.F('organisation'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.Func(models.F('ends'), output_field=models.DateField(), template='(%(expressions)s)::date + 1'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='councils_one_seat_at_a_time', violation_error_message='This organisation already has a seat in this body at that time.')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(default=councils.models.today, verbose_name='from')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='to')),
                ('kind', models.CharField(choices=[('chair', 'Chair'), ('co_chair', 'Co-chair'), ('rapporteur', 'Rapporteur'), ('secretary', 'Secretary of the body')], max_length=10, verbose_name='office')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='councils.body', verbose_name='body')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='councils.representative', verbose_name='held by')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['body', 'kind'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', django.db.models.expressions.CombinedExpression(models.F('starts'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='councils_office_dates', violation_error_message='The last day cannot lie before the first.'), models.CheckConstraint(condition=models.Q(('kind__in', ['chair', 'co_chair', 'rapporteur', 'secretary'])), name='councils_known_office'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'chair')), expressions=[(models.Func(models.F('body'), models.F('body'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.Func(models.F('ends'), output_field=models.DateField(), template='(%(expressions)s)::date + 1'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='councils_one_chair_at_a_time', violation_error_message='This body already has a chair at that time.')],
            },
        ),
    ]
