"""The addresses of the harvester's pages."""

from django.urls import path

from harvester.views.actions import endpoint_action, endpoint_settings
from harvester.views.applications import application_decision, application_list
from harvester.views.apply import apply
from harvester.views.endpoints import (
    endpoint_issues,
    endpoint_list,
    endpoint_page,
    endpoint_progress,
    endpoint_rejected,
)
from harvester.views.evidence import want_evidence
from harvester.views.held import endpoint_held
from harvester.views.partners import (
    partner_issues,
    partner_page,
    partner_progress,
    partner_rejected,
)

urlpatterns = [
    path("harvest/", endpoint_list, name="endpoints"),
    path("harvest/applications/", application_list, name="applications"),
    path("harvest/applications/<int:application_id>", application_decision, name="application"),
    path("evidence/<uuid:resource_id>", want_evidence, name="want-evidence"),
    path("partners/apply", apply, name="partner-apply"),
    path("harvest/<int:endpoint_id>/", endpoint_page, name="endpoint"),
    path("harvest/<int:endpoint_id>/rejected", endpoint_rejected, name="endpoint-rejected"),
    path("harvest/<int:endpoint_id>/held", endpoint_held, name="endpoint-held"),
    path("harvest/<int:endpoint_id>/issues.csv", endpoint_issues, name="endpoint-issues"),
    path("harvest/<int:endpoint_id>/progress", endpoint_progress, name="endpoint-progress"),
    path("harvest/<int:endpoint_id>/settings", endpoint_settings, name="endpoint-settings"),
    path("harvest/<int:endpoint_id>/action", endpoint_action, name="endpoint-action"),
    path("harvest/partner/<str:token>/", partner_page, name="partner"),
    path("harvest/partner/<str:token>/progress", partner_progress, name="partner-progress"),
    path("harvest/partner/<str:token>/rejected", partner_rejected, name="partner-rejected"),
    path("harvest/partner/<str:token>/issues.csv", partner_issues, name="partner-issues"),
]
