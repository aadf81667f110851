from django.db import migrations, models


class Migration(migrations.Migration):
    """A policy that somebody agreed to before keeps files for ever: nothing goes that nobody has seen."""

    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.AddField(
            "retention",
            "import_days",
            models.PositiveIntegerField(blank=True, default=None, null=True, verbose_name="files of imports"),
        ),
        migrations.AlterField(
            "retention",
            "import_days",
            models.PositiveIntegerField(blank=True, default=30, null=True, verbose_name="files of imports"),
        ),
    ]
