
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0019_evaluation_sets'),
        ('rewardmodel', '0005_feature_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvaluationResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', models.PositiveIntegerField()),
                ('step', models.PositiveBigIntegerField(help_text='Of the live head, where the version was live.', null=True)),
                ('figures', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('evaluation_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='feedback.evaluationset')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='rewardmodel.modelversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('evaluation_set', 'version'), name='evaluated_once')],
            },
        ),
    ]
