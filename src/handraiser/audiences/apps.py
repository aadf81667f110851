from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "handraiser.audiences"
    label = "audiences"
