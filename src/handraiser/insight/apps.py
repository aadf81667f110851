from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "handraiser.insight"
    label = "insight"
