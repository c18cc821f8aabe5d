from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('rewardmodel', '0010_work_of_old'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditresult',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audit_results', to='feedback.project'),
        ),
        migrations.RemoveField(
            model_name='auditresult',
            name='message',
        ),
        migrations.AlterField(
            model_name='trainingrun',
            name='message',
            field=models.TextField(blank=True, help_text='Why it ended as it did.'),
        ),
        migrations.AddConstraint(
            model_name='auditresult',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('project',), name='one_running_result'),
        ),
        migrations.AddConstraint(
            model_name='promotion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('project',), name='one_running_promotion'),
        ),    ]
