

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0015_imports_removals_audit'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='croissant',
            field=models.JSONField(blank=True, default=dict, help_text='Croissant metadata.'),
        ),
    ]
