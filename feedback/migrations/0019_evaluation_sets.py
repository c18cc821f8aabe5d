
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0018_croissant'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvaluationSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='evaluation_sets', to='feedback.project')),
            ],
        ),
        migrations.CreateModel(
            name='EvaluationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('messages', models.JSONField()),
                ('responses', models.JSONField()),
                ('pairs', models.JSONField()),
                ('subset', models.CharField(blank=True, max_length=100)),
                ('content_hash', models.CharField(db_index=True, max_length=64)),
                ('key', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='evaluation_items', to='feedback.import')),
                ('evaluation_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='feedback.evaluationset')),
            ],
        ),
        migrations.AddConstraint(
            model_name='evaluationset',
            constraint=models.UniqueConstraint(fields=('project', 'name'), name='evaluation_set_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluationitem',
            constraint=models.UniqueConstraint(fields=('evaluation_set', 'key'), name='evaluation_item_once'),
        ),
    ]
