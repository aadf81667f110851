from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "handraiser.deals"
    label = "deals"
