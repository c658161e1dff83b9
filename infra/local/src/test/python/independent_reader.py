#!/usr/bin/env python3
"""Reads the three topics with kcat, and checks them by rules of its own.

It shares no code with the system: its hash, its JSON and its validation are written after infra/docs/topics.md and
http.md. It prints one line per problem, and a line of counts at the end. Exit codes: 0 without a problem, 1 with one,
2 if the topics cannot be read.

usage: independent_reader.py BOOTSTRAP DELAY_MS WINDOW_MS
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from decimal import Decimal

RECEIVED, PROCESSED, REJECTED = ("transactions." + name for name in ("received", "processed", "rejected"))
TOLERANCE_MS = 2_000

# A record with a later time was appended while the clock of a broker was ahead, and is not due yet.
FAR_AHEAD_SECONDS = 1_800

MAX_RECORD_BYTES = 1 << 20
FIELDS = ("transaction_id", "source_account", "destination_account", "amount", "currency")


def murmur2(data):
    """The hash of the Java client's default partitioner, as an unsigned 32-bit number."""
    mask, m = 0xFFFFFFFF, 0x5BD1E995
    h = (0x9747B28C ^ len(data)) & mask
    tail = len(data) - len(data) % 4
    for i in range(0, tail, 4):
        k = int.from_bytes(data[i : i + 4], "little") * m & mask
        k = (k ^ (k >> 24)) * m & mask
        h = (h * m & mask) ^ k
    rest = data[tail:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h = (h ^ (h >> 13)) * m & mask
    return h ^ (h >> 15)


def home(key, partitions):
    return (murmur2(key) & 0x7FFFFFFF) % partitions


class Record:
    __slots__ = ("topic", "partition", "offset", "time", "key", "value")

    def __init__(self, topic, partition, offset, timestamp, key, value):
        self.topic, self.partition, self.offset, self.time = topic, partition, offset, timestamp
        self.key, self.value = key, value

    @property
    def position(self):
        return self.partition, self.offset

    def __str__(self):
        return f"{self.topic}-{self.partition}@{self.offset}"


def read(bootstrap, topic):
    """Yields every committed record, in the order of offsets within a partition."""
    command = ["kcat", "-C", "-q", "-e", "-b", bootstrap, "-t", topic, "-o", "beginning"]
    command += ["-X", "isolation.level=read_committed", "-X", "fetch.message.max.bytes=4194304", "-X", "check.crcs=true"]
    # Also bounds what a batch is decompressed to, and COMPRESSED_GIANTS sends 100 MiB in one.
    command += ["-X", "receive.message.max.bytes=1000000000"]
    # %K and %S are the lengths of key and value, -1 for null.
    command += ["-f", "%p %o %T %K %S\n%k%s\n"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as kcat:
        while line := kcat.stdout.readline():
            partition, offset, timestamp, key_size, value_size = map(int, line.split())
            key, value = take(kcat.stdout, key_size), take(kcat.stdout, value_size)
            if kcat.stdout.read(1) != b"\n":
                raise OSError(f"kcat's output of {topic} is not as expected")
            yield Record(topic, partition, offset, timestamp, key, value)
    if kcat.returncode != 0:
        raise OSError(f"kcat ended with {kcat.returncode}")


def partitions_of(bootstrap, topic):
    command = ["kcat", "-L", "-J", "-b", bootstrap, "-t", topic]
    metadata = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout)
    return len(metadata["topics"][0]["partitions"])


def take(stream, size):
    return None if size < 0 else stream.read(size)


def no_duplicates(pairs):
    known = [name for name, _ in pairs if name in FIELDS]
    if len(known) != len(set(known)):
        raise ValueError("repeated field")
    return dict(pairs)


def transaction(record):
    """Returns the five fields of a valid transaction, or None."""
    if record.value is None or record.key is None:
        return None
    if len(record.key) + len(record.value) > MAX_RECORD_BYTES:
        return None
    try:
        body = json.loads(record.value.decode("utf-8"), parse_float=Decimal, parse_int=Decimal,
                          object_pairs_hook=no_duplicates)
        fields = tuple(body[name] for name in FIELDS)
    except (ValueError, KeyError, TypeError):
        return None
    texts_are_valid = all(
        isinstance(text, str) and 1 <= len(text) <= 128 and not re.search(r"[\x00-\x1f\x7f-\x9f]", text)
        for text in fields[:3])
    valid = (texts_are_valid and isinstance(fields[3], Decimal) and isinstance(fields[4], str)
             and re.fullmatch("[A-Z]{3}", fields[4]) and fields[0].encode() == record.key)
    return fields if valid else None


def instant(millis):
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=millis)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def expected(fields, record, delay):
    """The bytes of the processed event of a received record."""
    text = [json.dumps(field, ensure_ascii=False) for field in (*fields[:3], fields[4])]
    return (
        f'{{"version":1,"transaction_id":{text[0]},"source_account":{text[1]},"destination_account":{text[2]},'
        f'"amount":{fields[3]:f},"currency":{text[3]},"created_at":"{instant(record.time)}",'
        f'"due_at":"{instant(record.time + delay)}",'
        f'"received_partition":{record.partition},"received_offset":{record.offset}}}').encode()


def check(bootstrap, delay, window):
    problems = []
    processed = list(read(bootstrap, PROCESSED))
    by_origin = Counter()
    events = {}
    for event in processed:
        body = json.loads(event.value)
        origin = body["received_partition"], body["received_offset"]
        by_origin[origin] += 1
        events[origin] = event
    partitions = partitions_of(bootstrap, RECEIVED)
    received, misplaced, must, may, due, latest = 0, 0, set(), set(), set(), {}
    far_ahead = (time.time() + FAR_AHEAD_SECONDS) * 1000
    for record in read(bootstrap, RECEIVED):
        received += 1
        if record.key is not None and home(record.key, partitions) != record.partition:
            misplaced += 1
            continue
        fields = transaction(record)
        if fields is None:
            continue
        first = latest.get(fields[0])
        age = window + TOLERANCE_MS + 1 if first is None else record.time - first
        at_the_edge = abs(age - window) <= TOLERANCE_MS
        if age > window + TOLERANCE_MS or (at_the_edge and record.position in events):
            latest[fields[0]] = record.time
            (may if at_the_edge else must).add(record.position)
            if record.time < far_ahead:
                due.add(record.position)
            event = events.get(record.position)
            if event is not None and event.value != expected(fields, record, delay):
                problems.append(f"{event} has other bytes than expected of {record}: {event.value!r}")
    problems += [f"{RECEIVED}-{p}@{o} has {by_origin[p, o]} processed events instead of one"
                 for p, o in sorted(must | may) if by_origin[p, o] > 1 or (by_origin[p, o] == 0 and (p, o) in due)]
    problems += [f"an event of {RECEIVED}-{p}@{o}, which is no first transaction"
                 for p, o in sorted(set(by_origin) - must - may)]
    problems += [f"{event} is not in the home partition of its key" for event in processed
                 if home(event.key, partitions) != event.partition]
    rejected = sum(1 for _ in read(bootstrap, REJECTED))
    for problem in problems:
        print(problem)
    print(f"read {received} received ({misplaced} misplaced), {len(processed)} processed, {rejected} rejected "
          f"records, {len(problems)} problems")
    return not problems


def main():
    bootstrap, delay, window = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    try:
        sys.exit(0 if check(bootstrap, delay, window) else 1)
    except (OSError, ValueError) as failure:
        print(f"cannot read the topics: {failure}")
        sys.exit(2)


if __name__ == "__main__":
    main()
