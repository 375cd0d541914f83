"""Entries of an audit: written once, never changed, never removed."""

from typing import Any, NoReturn

from django.db import models

from licensing.errors import DecisionIsFinal


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    ACCOUNTS = frozenset({"decided_by", "account", "changed_by"})

    def update(self, **fields: Any) -> int:
        """Refuse: what was decided stays as it was written.

        Only an account that is removed is let go; who it was stays with the decision as a name.
        """
        if fields.keys() <= self.ACCOUNTS and not any(fields.values()):
            return super().update(**fields)
        raise DecisionIsFinal

    def delete(self) -> NoReturn:
        """Refuse: what was decided stays as it was written."""
        raise DecisionIsFinal


class Entry(models.Model):
    """One entry of an audit."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry.

        Raises:
            DecisionIsFinal: It is written already.
        """
        if not self._state.adding:
            raise DecisionIsFinal
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: what was done stays as it was written."""
        raise DecisionIsFinal
