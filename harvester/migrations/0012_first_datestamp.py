from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("harvester", "0011_evidence_checks"),)

    operations = (
        migrations.AddField(
            model_name="harvestrun",
            name="first_datestamp",
            field=models.CharField(blank=True, max_length=40),
        ),
    )
