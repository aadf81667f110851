from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "handraiser.handoff"
    label = "handoff"
