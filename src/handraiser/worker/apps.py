from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "handraiser.worker"
    label = "worker"
