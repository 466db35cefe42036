import django.core.validators
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, validators=[django.core.validators.RegexValidator('[\\r\\n\\t\\x00-\\x1f]', 'Write it on one line.', inverse_match=True)], verbose_name='name in Latin letters')),
                ('name_ru', models.CharField(blank=True, max_length=150, validators=[django.core.validators.RegexValidator('[\\r\\n\\t\\x00-\\x1f]', 'Write it on one line.', inverse_match=True)], verbose_name='name in Cyrillic letters')),
                ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Russian')], default='ru', max_length=10, verbose_name='language')),
                ('time_zone', models.CharField(choices=[('Asia/Tashkent', 'Asia/Tashkent'), ('Asia/Almaty', 'Asia/Almaty'), ('Asia/Bishkek', 'Asia/Bishkek'), ('Asia/Dushanbe', 'Asia/Dushanbe'), ('Asia/Ashgabat', 'Asia/Ashgabat'), ('Europe/Vienna', 'Europe/Vienna'), ('America/New_York', 'America/New_York'), ('UTC', 'UTC')], default='Asia/Tashkent', max_length=40, verbose_name='time zone')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the administration')),
                ('is_secretariat', models.BooleanField(default=False, help_text='Sees everything and acts for the secretariat.', verbose_name='works in the secretariat')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='invented for demonstration')),
                ('visited_before', models.DateTimeField(editable=False, null=True, verbose_name='visit before the present one')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='account made')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='accounts_one_account_per_address'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'ru'])), name='accounts_known_language')],
            },
        ),
    ]
