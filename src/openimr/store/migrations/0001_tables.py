"""The tables of the store."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LivingWorker",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("heard", models.DateTimeField()),
            ],
            options={
                "db_table": "imr_worker",
            },
        ),
        migrations.CreateModel(
            name="LoggedEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case", models.CharField(max_length=100)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.TextField()),
                ("recorded", models.DateTimeField()),
                ("role", models.TextField()),
                ("name", models.TextField()),
                ("machine", models.BooleanField()),
                ("once", models.CharField(max_length=64, null=True, unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("body", models.TextField()),
            ],
            options={
                "db_table": "imr_event",
            },
        ),
        migrations.CreateModel(
            name="DocketRow",
            fields=[
                ("case", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("phase", models.CharField(max_length=60)),
                ("due", models.DateTimeField(null=True)),
                ("duty", models.CharField(max_length=100)),
                ("owed_by", models.CharField(max_length=60)),
                ("reviewer", models.CharField(max_length=200)),
                ("expedited", models.BooleanField()),
                ("events", models.PositiveIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("opened", models.DateTimeField()),
                ("changed", models.DateTimeField()),
            ],
            options={
                "db_table": "imr_docket",
                "indexes": [
                    models.Index(fields=["due", "case"], name="imr_docket_due"),
                    models.Index(fields=["phase", "due", "case"], name="imr_docket_phase"),
                    models.Index(fields=["reviewer", "due", "case"], name="imr_docket_reviewer"),
                    models.Index(fields=["owed_by", "due", "case"], name="imr_docket_owed_by"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiledPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=100)),
                ("event", models.PositiveIntegerField()),
                ("place", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
            ],
            options={
                "db_table": "imr_file",
                "indexes": [models.Index(fields=["sha256"], name="imr_file_sha256")],
                "constraints": [models.UniqueConstraint(fields=("case", "event", "place"), name="imr_file_once")],
            },
        ),
    ]
