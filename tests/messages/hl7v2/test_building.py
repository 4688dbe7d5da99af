from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from harness.messages.hl7v2 import Separators, new_message, parse, segment, timestamp
from harness.messages.hl7v2.building import segment_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_message_is_built_from_values() -> None:
    message = new_message(version="2.5", kind=("ADT", "A28", "ADT_A05"), control_id="1", at=NOON, sender=("EMR", "A&E"))
    message = message.with_segments(
        segment("PID", "", "", [("7", "", "", ("NS", "1.2", "ISO")), "8"], "", ("Jones", "J"))
    )
    assert message.encode() == (
        b"MSH|^~\\&|EMR|A\\T\\E|||20260101120000+0000||ADT^A28^ADT_A05|1|P|2.5\rPID|||7^^^NS&1.2&ISO~8||Jones^J\r"
    )


def test_what_was_built_is_what_is_read() -> None:
    marks = Separators("$", "*", "!", "/", "+")
    message = new_message(version="2.8", kind=("ACK",), control_id="1", at=NOON, charset="8859/1", separators=marks)
    message = message.with_segments(segment("ZKE", ("é", ("a", "$")), separators=marks))
    assert parse(message.encode()) == message
    assert message.get("ZKE-1.2.2") == "$"


def test_a_segment_is_made_from_its_text() -> None:
    assert segment_of("MSH|^~\\&|A").field(3) == "A"
    assert segment_of("PID|||1^2").field(3) == "1^2"


def test_a_time_tells_its_zone_where_it_is_known() -> None:
    nairobi = datetime(2026, 1, 1, 15, tzinfo=timezone(timedelta(hours=3)))
    assert (timestamp(nairobi), timestamp(datetime(2026, 1, 1))) == ("20260101150000+0300", "20260101000000")
