from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handraiser.people"
    label = "people"
