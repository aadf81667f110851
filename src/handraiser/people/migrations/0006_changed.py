from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_fewer_indexes")]
    operations = [
        migrations.CreateModel(
            name="Changed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
            ],
        ),
    ]
