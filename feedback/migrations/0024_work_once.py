from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0023_work_of_old'),
    ]

    operations = [
        migrations.AlterField(
            model_name='generation',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='generations', to='feedback.project'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['due_at'], name='jobs_pending'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('project', 'kind'), name='one_running_job_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('queue', 'project'), name='turn_once'),
        ),
        migrations.AddConstraint(
            model_name='upkeep',
            constraint=models.UniqueConstraint(condition=models.Q(('project__isnull', False), ('state', 'queued')), fields=('kind', 'project'), name='one_queued_upkeep'),
        ),
        migrations.AddConstraint(
            model_name='upkeep',
            constraint=models.UniqueConstraint(condition=models.Q(('project__isnull', False), ('state', 'running')), fields=('kind', 'project'), name='one_running_upkeep'),
        ),
        migrations.AddConstraint(
            model_name='upkeep',
            constraint=models.UniqueConstraint(condition=models.Q(('project__isnull', True), ('state', 'queued')), fields=('kind',), name='one_queued_upkeep_of_all'),
        ),
        migrations.AddConstraint(
            model_name='upkeep',
            constraint=models.UniqueConstraint(condition=models.Q(('project__isnull', True), ('state', 'running')), fields=('kind',), name='one_running_upkeep_of_all'),
        ),    ]
