"""The Celery application: only wakes workers up; what is to be done stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("commonloom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "harvest what is due": {
        "task": "harvester.tasks.harvest_due_endpoints",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "send letters": {"task": "harvester.tasks.send_letters", "schedule": 60.0},
    "bring decisions to records": {
        "task": "repository.tasks.run_due_rights_jobs",
        "schedule": 5.0,
    },
    "count rights statements": {
        "task": "repository.tasks.count_rights_statements",
        "schedule": 30.0,
    },
    "sum up downloads": {"task": "repository.tasks.sum_up_due_downloads", "schedule": 300.0},
    "look for evidence": {
        "task": "harvester.tasks.look_for_evidence",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "tell what is new for saved searches": {
        "task": "search.tasks.tell_followers",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "index what has changed": {"task": "search.tasks.index_changes", "schedule": 5.0},
    "embed what has changed": {"task": "search.tasks.embed_next", "schedule": 15.0},
}
