"""What administrators change by hand: countries of providers, and who looks after them here."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from repository import providers
from repository.labels import country_choices
from repository.models import Provider, ProviderMember


@admin.register(ProviderMember)
class ProviderMemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Members of providers."""

    list_display = ("provider", "user", "created_at")
    autocomplete_fields = ("provider", "user")


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What may be told of a provider."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Provider
        fields = ("country",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Name the countries in the language of the page."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [("", "---"), *country_choices(get_language() or "en")]


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Providers: they come with their first harvest; their country is told here."""

    form = ProviderForm
    list_display = ("name", "slug", "country")
    search_fields = ("name", "slug")
    readonly_fields = ("name", "slug")

    def save_model(
        self,
        request: HttpRequest,  # noqa: ARG002 - given by Django
        obj: Provider,
        form: ProviderForm,
        change: bool,  # noqa: ARG002, FBT001 - likewise
    ) -> None:
        """Set the country, in the index too."""
        providers.set_country(obj, form.cleaned_data["country"])

    def has_add_permission(self, _request: object) -> bool:
        """Tell that none is added by hand."""
        return False

    def has_delete_permission(self, _request: object, _provider: Provider | None = None) -> bool:
        """Tell that none is deleted by hand."""
        return False
