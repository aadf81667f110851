from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "handraiser.organisation"
    label = "organisation"
