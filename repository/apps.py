"""The repository room as a Django application."""

from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    """Registers the room."""

    name = "repository"

    def ready(self) -> None:
        """Answer what the licensing room asks of the catalogue."""
        from licensing import catalogue  # noqa: PLC0415 - models exist only now
        from repository.workbench import CatalogueOfRecords  # noqa: PLC0415 - likewise

        catalogue.use(CatalogueOfRecords())
