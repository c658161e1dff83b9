"""Breaks a log in every way that the independent reader must report."""

import contextlib
import io
import unittest
from unittest import mock

import independent_reader as reader

DELAY, WINDOW = 5_000, 60_000
BODY = b'{"transaction_id":"a","source_account":"s","destination_account":"d","amount":1.50,"currency":"EUR"}'
HOME = reader.home(b"a", 6)
NOW = 1_700_000_000_000


def received(offset, time, body=BODY, partition=HOME, key=b"a"):
    return reader.Record(reader.RECEIVED, partition, offset, time, key, body)


def processed(of, partition=HOME, change=lambda value: value):
    value = change(reader.expected(reader.transaction(of), of, DELAY))
    return reader.Record(reader.PROCESSED, partition, of.offset, of.time + DELAY, of.key, value)


def is_correct(received_records, processed_records):
    topics = {reader.RECEIVED: received_records, reader.PROCESSED: processed_records, reader.REJECTED: []}
    with mock.patch.object(reader, "read", lambda _, topic: iter(topics[topic])), \
            mock.patch.object(reader, "partitions_of", lambda *_: 6), \
            contextlib.redirect_stdout(io.StringIO()):
        return reader.check("none", DELAY, WINDOW)


class IndependentReaderTest(unittest.TestCase):
    first = received(0, NOW)

    def test_hashes_as_kafka_does(self):
        for text, expected in {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536,
                               b"a-little-bit-longer-string": -1486304829, b"abc": 479470107}.items():
            self.assertEqual(reader.murmur2(text), expected & 0xFFFFFFFF)

    def test_accepts_a_correct_log(self):
        duplicate, misplaced = received(1, NOW + 1_000), received(2, NOW, partition=(HOME + 1) % 6)
        self.assertTrue(is_correct([self.first, duplicate, misplaced], [processed(self.first)]))

    def test_writes_the_bytes_of_the_documents(self):
        self.assertEqual(
            reader.expected(reader.transaction(self.first), self.first, DELAY),
            b'{"version":1,"transaction_id":"a","source_account":"s","destination_account":"d","amount":1.50,'
            b'"currency":"EUR","created_at":"2023-11-14T22:13:20.000Z","due_at":"2023-11-14T22:13:25.000Z",'
            b'"received_partition":%d,"received_offset":0}' % HOME)

    def test_reports_a_missing_event(self):
        self.assertFalse(is_correct([self.first], []))

    def test_reports_a_second_event(self):
        self.assertFalse(is_correct([self.first], [processed(self.first), processed(self.first)]))

    def test_reports_other_bytes(self):
        event = processed(self.first, change=lambda value: value.replace(b"1.50", b"1.5"))
        self.assertFalse(is_correct([self.first], [event]))

    def test_reports_a_processed_duplicate(self):
        duplicate = received(1, NOW + 1_000)
        self.assertFalse(is_correct([self.first, duplicate], [processed(self.first), processed(duplicate)]))

    def test_expects_an_event_after_the_window(self):
        again = received(1, NOW + WINDOW + 5_000)
        self.assertFalse(is_correct([self.first, again], [processed(self.first)]))
        self.assertTrue(is_correct([self.first, again], [processed(self.first), processed(again)]))

    def test_reports_an_event_outside_of_its_home(self):
        self.assertFalse(is_correct([self.first], [processed(self.first, partition=(HOME + 1) % 6)]))

    def test_reports_an_event_of_a_misplaced_record(self):
        misplaced = received(0, NOW, partition=(HOME + 1) % 6)
        self.assertFalse(is_correct([misplaced], [processed(misplaced)]))


if __name__ == "__main__":
    unittest.main()
