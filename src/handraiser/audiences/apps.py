from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "handraiser.audiences"
    label = "audiences"

    def ready(self) -> None:
        """Views go on finding whom they found when a tag has another name."""
        from handraiser.audiences.saving import follow_tag  # noqa: PLC0415 - models are ready only now
        from handraiser.people.retagging import followers  # noqa: PLC0415

        followers.append(follow_tag)
