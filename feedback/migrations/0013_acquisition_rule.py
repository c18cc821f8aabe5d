"""What chooses comparisons is called the acquisition rule; a policy is what is being trained."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0012_naive_read'),
    ]

    operations = [
        migrations.RenameField('project', 'policy', 'acquisition_rule'),
        migrations.RenameField('project', 'audit_overlap', 'random_overlap'),
        migrations.RenameField('comparison', 'policy', 'acquisition_rule'),
    ]
