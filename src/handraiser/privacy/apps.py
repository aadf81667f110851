from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "handraiser.privacy"
    label = "privacy"
