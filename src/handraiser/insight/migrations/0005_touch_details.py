from django.db import migrations, models

PREPARED_ANEW = [
    "INSERT INTO people_changed (person_id) SELECT person_id FROM insight_passage",
    "DELETE FROM insight_passage",
    "DELETE FROM insight_showing",
    "DELETE FROM insight_cell",
    "DELETE FROM insight_stay",
]


def _told(name):
    return migrations.AddField(
        model_name="passage",
        name=name,
        field=models.CharField(default="", max_length=255),
        preserve_default=False,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0004_pairs_and_stays"),
    ]

    operations = [
        migrations.RunSQL(PREPARED_ANEW, migrations.RunSQL.noop),
        *map(_told, ("medium", "landing", "last_medium", "last_landing")),
        migrations.AddField(
            model_name="passage",
            name="contact_us",
            field=models.BigIntegerField(null=True),
        ),
    ]
