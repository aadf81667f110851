from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0005_touch_details"),
        ("people", "0010_company_owner"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["source", "visitor_day"], name="passage_source_visitor"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("lead_day__isnull", False)),
                fields=["source", "lead_day"],
                name="passage_source_lead",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("mql_day__isnull", False)), fields=["source", "mql_day"], name="passage_source_mql"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["campaign", "visitor_day"], name="passage_campaign_visitor"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("lead_day__isnull", False)),
                fields=["campaign", "lead_day"],
                name="passage_campaign_lead",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("mql_day__isnull", False)),
                fields=["campaign", "mql_day"],
                name="passage_campaign_mql",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["content", "visitor_day"], name="passage_content_visitor"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("lead_day__isnull", False)),
                fields=["content", "lead_day"],
                name="passage_content_lead",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("mql_day__isnull", False)),
                fields=["content", "mql_day"],
                name="passage_content_mql",
            ),
        ),
    ]
