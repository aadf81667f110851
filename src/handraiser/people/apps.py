from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "handraiser.people"
    label = "people"

    def ready(self) -> None:
        """Every folder may add kinds of rows to a person's page."""
        autodiscover_modules("chronicle")
