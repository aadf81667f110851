from django.db import migrations, models

PREPARED_ANEW = [
    "INSERT INTO people_changed (person_id) SELECT person_id FROM insight_passage",
    "DELETE FROM insight_passage",
    "DELETE FROM insight_showing",
    "DELETE FROM insight_cell",
]


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0003_erased_leave_by_refresh"),
    ]

    operations = [
        migrations.RunSQL(PREPARED_ANEW, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=255)),
                ("stage", models.CharField(max_length=12)),
                ("month", models.BooleanField()),
                ("day", models.IntegerField()),
                ("days", models.SmallIntegerField()),
                ("people", models.IntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="cell",
            name="cell_once",
        ),
        migrations.AddField(
            model_name="cell",
            name="month",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="cell",
            name="other",
            field=models.CharField(default="", max_length=255),
        ),
        migrations.AlterField(
            model_name="cell",
            name="dimension",
            field=models.CharField(max_length=32),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(
                fields=("dimension", "month", "stage", "day", "value", "other"), name="cell_of_day_or_month"
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(condition=models.Q(("people", 0)), fields=["id"], name="stay_empty"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(
                fields=("dimension", "value", "month", "stage", "day", "days"), name="stay_of_day_or_month"
            ),
        ),
    ]
