"""Delivery channels."""

from typing import get_args

import pytest

from repository.metadata.channels import normalize_channel
from repository.metadata.record import DeliveryChannel
from repository.metadata.vocabulary import read_table


@pytest.mark.parametrize(
    ("stated", "channel"),
    [("CD-ROM", "offline-digital"), ("TV", "tv"), ("redio", "radio"), ("USSD", "sms-ivr"),
     ("presencial", "face-to-face"), ("en línea", "online"), ("smartphone", "mobile"),
     ("impreso", "print"), ("pigeon", None), ("", None)],
)  # fmt: skip
def test_a_channel_is_read(stated, channel):
    assert normalize_channel(stated) == channel


def test_the_table_knows_all_channels_of_the_record_and_no_other():
    assert set(read_table("delivery-channels.toml")["words"]) == set(get_args(DeliveryChannel))
