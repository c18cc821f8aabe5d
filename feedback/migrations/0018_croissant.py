

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0017_votes_by_their_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='croissant',
            field=models.JSONField(blank=True, default=dict, help_text='Croissant metadata.'),
        ),
    ]
