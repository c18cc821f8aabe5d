"""The rules stand in one list, which grows without a migration."""

from django.db import migrations, models

import feedback.acquisition_rules


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0013_acquisition_rule'),
    ]

    operations = [
        migrations.AlterField(
            model_name='project',
            name='acquisition_rule',
            field=models.CharField(choices=feedback.acquisition_rules.names_and_labels, default='adaptive', max_length=20),
        ),
    ]
