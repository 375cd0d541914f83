"""How far the index has read the change feed."""

from django.db import models


class IndexState(models.Model):
    """One row for each index: the last change it holds."""

    name = models.CharField(max_length=100, primary_key=True)
    last_change_id = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_change_id}"
