import django.db.models.deletion
import modeltrans.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('councils', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=1, unique=True, verbose_name='letter')),
                ('letter_ru', models.CharField(max_length=1, unique=True, verbose_name='letter in Russian')),
                ('mandate', models.TextField(verbose_name='mandate')),
                ('work_plan', models.TextField(blank=True, verbose_name='work plan')),
                ('i18n', modeltrans.fields.TranslationField(fields=('mandate', 'work_plan'), required_languages=(), virtual_fields=True)),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='working_group', to='councils.body', verbose_name='body')),
            ],
            options={
                'verbose_name': 'working group',
                'verbose_name_plural': 'working groups',
                'ordering': ['letter'],
            },
        ),
    ]
