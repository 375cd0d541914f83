"""Whatever is decided, harvested and undone in whatever order: the records say what holds."""

import random

import pytest

from licensing.models import Decision, Ruling
from licensing.services import answers, decisions
from licensing.services.decisions import Choice
from licensing.statements import ANY
from repository.models import LearningResource
from repository.workbench import CatalogueOfRecords
from tests.factories import make_provider
from tests.repository.test_rights import (
    CC,
    OURS,
    deposit,
    licenses,
    make_user,
    run_jobs,
    statement,
    store,
)

pytestmark = pytest.mark.django_db
STEPS = 14
RECORDS = 6
LICENSES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-NC-4.0")
SOURCES = ("one", "other")
STATED = ((), (OURS,), (CC,))
SETS = ((), ("books",), ("books:maths",))
READ = {(): "", (OURS,): "", (CC,): "CC-BY-4.0"}


class Site:
    """The site, and beside it a plain account of what ought to hold."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.user = make_user(f"curator-{seed}")
        self.providers = {name: make_provider(name) for name in SOURCES}
        self.records = {}
        self.decided = []
        for name in SOURCES:
            self.harvest(name)

    def harvest(self, name: str) -> None:
        """Store all records of a source; statements and sets may be others than before."""
        deposits = []
        for number in range(RECORDS):
            stated, sets = self.chance.choice(STATED), self.chance.choice(SETS)
            self.records[name, number] = (stated, sets)
            deposits.append(deposit(number, *stated, sets=sets))
        store(self.providers[name], *deposits)

    def step(self) -> None:
        """Do something."""
        name, license_id = self.chance.choice(SOURCES), self.chance.choice(LICENSES)
        provider = self.providers[name]
        action = self.chance.choice(("harvest", "statement", "record", "default", "undo"))
        if action == "harvest":
            self.harvest(name)
        elif action == "statement":
            stated = next((each for each, _ in self.records.values() if each), None)
            row = statement(provider, *stated) if stated and self.is_stated(name, stated) else None
            if row is None:
                return
            scope = self.chance.choice(("source", "everywhere"))
            choice = Choice(action="license", license_id=license_id, reason="x", scope=scope)
            done = decisions.decide(user=self.user, statement=row, choice=choice)
            place = ("everywhere", stated) if scope == "everywhere" else ("source", name, stated)
            self.decided.append((done.decision, place, license_id))
        elif action == "record":
            number = self.chance.randrange(RECORDS)
            row = LearningResource.objects.get(
                provider=provider, source_identifier=f"oai:x:{number}"
            )
            choice = Choice(action="license", license_id=license_id, reason="x")
            done = decisions.decide_record(
                user=self.user, record=CatalogueOfRecords().find_example(row.id), choice=choice
            )
            self.decided.append((done.decision, ("record", name, number), license_id))
        elif action == "default":
            spec = self.chance.choice(("", "books"))
            done = decisions.set_default(
                user=self.user, source_id=provider.id, source_name=name, set_spec=spec,
                license_id=license_id, reason="x",
            )  # fmt: skip
            self.decided.append((done.decision, ("default", name, spec), license_id))
        else:
            self.undo()
        if self.chance.random() < 0.5:
            run_jobs()

    def is_stated(self, name: str, stated: tuple[str, ...]) -> bool:
        """Tell whether a record of the source states it now."""
        return any(each == stated for (of, _), (each, _) in self.records.items() if of == name)

    def undo(self) -> None:
        """Undo the newest decision."""
        if self.decided:
            decision, _, _ = self.decided.pop()
            answers.undo(user=self.user, decision=decision, reason="x")

    def expected(self, name: str, number: int) -> str:
        """Give the licence that ought to hold, by the order of precedence."""
        stated, sets = self.records[name, number]
        held = {place: license_id for _, place, license_id in self.decided}
        places = [("record", name, number), ("source", name, stated), ("everywhere", stated)]
        if not stated:
            of_set = [("default", name, "books")] if sets else []
            places += [*of_set, ("default", name, "")]
        return next((held[place] for place in places if place in held), READ[stated])


@pytest.mark.parametrize("seed", range(8))
def test_records_say_what_holds_whatever_came_before(seed):
    site = Site(seed)
    for _ in range(STEPS):
        site.step()
    run_jobs()

    for name in SOURCES:
        found = [license_id for license_id, _ in licenses(site.providers[name])]
        assert found == [site.expected(name, number) for number in range(RECORDS)], site.decided
    while site.decided:
        site.undo()
    run_jobs()

    assert not Ruling.objects.exists()
    rows = LearningResource.objects.values_list("decision_id", "license_json").distinct()
    assert set(rows) == {(0, "")}
    for (name, number), (stated, _) in site.records.items():
        row = LearningResource.objects.get(
            provider=site.providers[name], source_identifier=f"oai:x:{number}"
        )
        assert row.license_id == row.metadata.license.id == READ[stated]
    undone = Decision.objects.filter(action="undo").count()
    assert undone * 2 == Decision.objects.count()
    assert not Decision.objects.filter(source_id=ANY).exclude(scope="everywhere").exists()
