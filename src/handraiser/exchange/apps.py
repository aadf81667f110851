from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "handraiser.exchange"
    label = "exchange"
