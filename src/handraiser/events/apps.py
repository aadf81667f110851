from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "handraiser.events"
    label = "events"
