import django.db.models.deletion
import rec_portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('paused_until', models.DateTimeField(null=True, verbose_name='paused until')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'way to the mail server',
                'verbose_name_plural': 'way to the mail server',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='mail_one_channel')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(db_index=True, max_length=40, verbose_name='kind')),
                ('about_type', models.CharField(max_length=80)),
                ('about_id', models.BigIntegerField()),
                ('about_name', models.CharField(max_length=300, verbose_name='about')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('confidential', models.BooleanField(default=False, verbose_name='text hidden in the ledger')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['about_type', 'about_id'], name='mail_letter_about')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='address')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('calendar', models.TextField(blank=True)),
                ('calendar_method', models.CharField(blank=True, max_length=10)),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Being sent'), ('sent', 'Accepted by the mail server'), ('deferred', 'Will be tried again'), ('failed', 'Refused for good'), ('cancelled', 'Not sent: no longer entitled')], default='queued', max_length=10, verbose_name='state')),
                ('attempt_count', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(db_default=rec_portal.clock.ClockTimestamp(), verbose_name='next attempt')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name="the server's answer")),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL, verbose_name='addressee')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='mail.letter')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('status__in', ('queued', 'deferred', 'sending'))), fields=['next_attempt_at'], name='mail_waiting')],
                'constraints': [models.UniqueConstraint(fields=('letter', 'person'), name='mail_one_delivery_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='mail_sent_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('lease__isnull', False), ('lease_until__isnull', False), ('status', 'sending')), models.Q(models.Q(('status', 'sending'), _negated=True), ('lease__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='mail_sending_holds_a_lease'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sending', 'sent', 'deferred', 'failed', 'cancelled'])), name='mail_known_status')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('outcome', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Being sent'), ('sent', 'Accepted by the mail server'), ('deferred', 'Will be tried again'), ('failed', 'Refused for good'), ('cancelled', 'Not sent: no longer entitled')], max_length=10, verbose_name='outcome')),
                ('stage', models.CharField(blank=True, max_length=10)),
                ('code', models.PositiveSmallIntegerField(null=True, verbose_name='code')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name="the server's answer")),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='mail.delivery')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['pk'],
            },
        ),
    ]
