from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "handraiser.lifecycle"
    label = "lifecycle"
