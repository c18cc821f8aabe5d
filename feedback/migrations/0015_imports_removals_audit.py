"""Imports as things, deletions, archived projects, time zones, and the audit log."""

import django.core.validators
import django.db.models.deletion
import feedback.models.projects
from django.conf import settings
from django.db import migrations, models

from feedback.audit_triggers import create_triggers, drop_triggers


def protect(apps, schema_editor):
    create_triggers(schema_editor.connection)


def unprotect(apps, schema_editor):
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0014_acquisition_rule_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='archived_at',
            field=models.DateTimeField(blank=True, help_text='Since when it can be read and not be changed.', null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='time_zone',
            field=models.CharField(default='UTC', help_text='When a day begins, for quotas and figures by day: Europe/Berlin ...', max_length=60, validators=[feedback.models.projects.check_time_zone]),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='withdrawn_because',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='project',
            name='daily_quota',
            field=models.PositiveIntegerField(blank=True, help_text='The most answers of one person a day; empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('format', models.CharField(max_length=40)),
                ('options', models.JSONField(blank=True, default=dict, help_text='The mapping among them.')),
                ('report', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to='feedback.job')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='feedback.project')),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='feedback.import'),
        ),
        migrations.AddField(
            model_name='preference',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='preferences', to='feedback.import'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='prompts', to='feedback.import'),
        ),
        migrations.AddField(
            model_name='rating',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ratings', to='feedback.import'),
        ),
        migrations.AddField(
            model_name='response',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responses', to='feedback.import'),
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rater', "One person's answers"), ('prompt', 'A prompt with all about it'), ('document', 'A document with its tree'), ('import', 'All that an import brought'), ('upload', 'The file of an import'), ('project', 'A project')], max_length=10)),
                ('target', models.JSONField(default=dict)),
                ('mode', models.CharField(choices=[('erase', 'The answers go'), ('anonymise', 'The answers stay, of nobody known')], default='erase', max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('withdraw_snapshots', models.BooleanField(default=False, help_text='Whether the snapshots that hold it lose their files.')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('planned', models.JSONField(default=dict, help_text='What the preview counted.')),
                ('removed', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='removals', to='feedback.project')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(help_text='What was done: member.added ...', max_length=40)),
                ('subject', models.CharField(blank=True, help_text='To what.', max_length=200)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('about', models.ForeignKey(db_constraint=False, help_text='To whom, where it is about a person.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor', models.ForeignKey(db_constraint=False, help_text='Who did it; empty for a command or a worker.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='feedback.project')),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['project', '-id'], name='audit_of_project')],
            },
        ),
        migrations.CreateModel(
            name='BroughtAgain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('prompt', 'Prompt'), ('response', 'Response'), ('preference', 'Preference'), ('rating', 'Rating'), ('document', 'Document')], max_length=10)),
                ('row', models.PositiveBigIntegerField(help_text='Its id.')),
                ('brought_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='again', to='feedback.import')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'row'], name='brought_again')],
                'constraints': [models.UniqueConstraint(fields=('brought_by', 'kind', 'row'), name='again_once')],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
