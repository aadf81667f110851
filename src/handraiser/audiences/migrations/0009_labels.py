"""A score's label stands beside its points. Columns are added in place: to make the table anew would drop triggers."""

from django.db import migrations, models

LABELS = ("label_1", "label_2", "label_3")


class Migration(migrations.Migration):
    dependencies = [("audiences", "0008_company_owner")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE audiences_listed ADD COLUMN {label} varchar(20) DEFAULT '' NOT NULL",
                    f"ALTER TABLE audiences_listed DROP COLUMN {label}",
                )
                for label in LABELS
            ],
            state_operations=[
                migrations.AddField(
                    "listed", label, models.CharField(default="", max_length=20), preserve_default=False
                )
                for label in LABELS
            ],
        ),
        *(
            migrations.AddIndex("listed", models.Index(fields=[label, "person"], name=f"listed_{label}"))
            for label in LABELS
        ),
        migrations.RunSQL("INSERT INTO people_changed (person_id) SELECT id FROM people_person", ""),
    ]
