"""What users write beside what events say: notes and tags. Rows of a folded person count for its canonical one."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User

LONGEST_TAG = 40
LONGEST_NOTE = 10_000


class Colour(models.TextChoices):
    """The colours of tags, each a token of light and dark."""

    GREY = "grey", _("Grey")
    BLUE = "blue", _("Blue")
    VIOLET = "violet", _("Violet")
    PINK = "pink", _("Pink")
    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    GREEN = "green", _("Green")
    TEAL = "teal", _("Teal")


class Tag(models.Model):
    """A word that users sort people by. Two tags never differ by capitals alone."""

    name = models.CharField(max_length=LONGEST_TAG, unique=True)
    key = models.CharField(max_length=3 * LONGEST_TAG, unique=True, editable=False)  # the name without capitals
    colour = models.CharField(max_length=8, choices=Colour.choices, default=Colour.GREY)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key follows the name."""
        self.key = self.name.casefold()
        super().save(*args, **kwargs)


class Tagged(models.Model):
    """One row a person and tag. `person` is the row it was given to: ask by `person__canonical`."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="tagged_once")]


class Note(models.Model):
    """One row a note of a user about a person, plain text. Deleted ones stay for the undo, and are shown nowhere."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=LONGEST_NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()
    edited_us = models.BigIntegerField(null=True)
    deleted_us = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "at_us"], name="note_of_person")]
