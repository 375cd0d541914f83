"""The addresses of the workbench."""

from django.urls import path

from licensing.views.bulk import bulk, undo_together
from licensing.views.decisions import decision_answer, decision_list
from licensing.views.exchange import export_csv, export_json, import_page
from licensing.views.findings import conflict_list, evidence_settle, report_answer, report_list
from licensing.views.jobs import job_list, job_page, job_retry
from licensing.views.queue import queue
from licensing.views.records import default_page, record_page
from licensing.views.roles import role_page
from licensing.views.statement import statement_page

urlpatterns = [
    path("review/", queue, name="review"),
    path("review/bulk", bulk, name="review-bulk"),
    path("review/statements/<int:statement_id>", statement_page, name="review-statement"),
    path("review/decisions/", decision_list, name="review-decisions"),
    path("review/decisions/<int:decision_id>", decision_answer, name="review-answer"),
    path("review/decisions/together", undo_together, name="review-undo-together"),
    path("review/decisions.csv", export_csv, name="review-export-csv"),
    path("review/decisions.json", export_json, name="review-export-json"),
    path("review/import", import_page, name="review-import"),
    path("review/jobs/", job_list, name="review-jobs"),
    path("review/jobs/<uuid:job_id>", job_page, name="review-job"),
    path("review/jobs/<uuid:job_id>/retry", job_retry, name="review-job-retry"),
    path("review/records/<uuid:resource_id>", record_page, name="review-record"),
    path("review/sources/<uuid:source_id>/default", default_page, name="review-default"),
    path("review/roles", role_page, name="review-roles"),
    path("review/reports", report_list, name="review-reports"),
    path("review/reports/<int:report_id>", report_answer, name="review-report-answer"),
    path("review/conflicts", conflict_list, name="review-conflicts"),
    path("review/conflicts/<int:evidence_id>", evidence_settle, name="review-settle"),
]
