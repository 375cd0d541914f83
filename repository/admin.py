"""What administrators change by hand: who looks after a provider as its partner."""

from django.contrib import admin

from repository.models import Provider, ProviderMember


@admin.register(ProviderMember)
class ProviderMemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Members of providers."""

    list_display = ("provider", "user", "created_at")
    autocomplete_fields = ("provider", "user")


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Providers, to be looked up only: they come with their first harvest."""

    search_fields = ("name", "slug")

    def has_add_permission(self, _request: object) -> bool:
        """Tell that none is added by hand."""
        return False

    def has_change_permission(self, _request: object, _provider: Provider | None = None) -> bool:
        """Tell that none is changed by hand."""
        return False

    def has_delete_permission(self, _request: object, _provider: Provider | None = None) -> bool:
        """Tell that none is deleted by hand."""
        return False
