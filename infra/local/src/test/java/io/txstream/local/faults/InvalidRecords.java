package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Generates every kind of invalid record. */
final class InvalidRecords {

    private static final String ID_PREFIX = "bad-";
    private static final String FORWARDED_PREFIX = ID_PREFIX + "forwarded-";
    private static final String SKIPPED_PREFIX = ID_PREFIX + "skipped-";

    private InvalidRecords() {}

    /**
     * Returns an invalid record of a random kind.
     *
     * @param name a name that no other invalid record has
     * @param valid a valid transaction, whose id one of the kinds uses
     * @param keyed whether the key must be the id of the body, as it always is with a webhook
     */
    static Message of(String name, SplittableRandom random, Message valid, boolean keyed) {
        String key = ID_PREFIX + name;
        byte[] keyBytes = key.getBytes(UTF_8);
        return switch (random.nextInt(keyed ? 7 : 10)) {
            case 0 -> Message.of(key, "{\"transaction_id\":\"" + key);
            case 1 -> Message.of(key, "{\"transaction_id\":\"" + key + "\"}");
            case 2 -> Message.of(key, Message.body(key, "\"1.5\"", "EUR"));
            case 3 -> Message.of(key, Message.body(key, "1.5", "eur"));
            case 4 -> new Message(keyBytes, null);
            case 5 -> new Message(keyBytes, new byte[] {'{', (byte) 0xFF, 0, '"'});
            case 6 -> Message.of(valid.keyText(), "not JSON, from " + name);
            case 7 -> Message.of(key, Message.body(key + "-other", "1.5", "EUR"));
            case 8 -> forwarded(name);
            default -> new Message(null, Message.body(key, "1.5", "EUR").getBytes(UTF_8));
        };
    }

    private static Message forwarded(String name) {
        String id = FORWARDED_PREFIX + name;
        return Message.of(id, Message.body(id, "1.5", "EUR"));
    }

    /** Returns whether the record must be sent as one that was forwarded before and is misplaced again. */
    static boolean isForwarded(Message message) {
        return message.keyText().startsWith(FORWARDED_PREFIX);
    }

    /**
     * Returns a record that an operator decides to pass over, so that the processor never reads it.
     *
     * @param partition its home partition
     */
    static Message skipped(String name, int partition) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> SKIPPED_PREFIX + name + "-" + i)
                .filter(id ->
                        TransactionKey.homePartition(TransactionKey.of(id), Topics.DEFAULT_PARTITIONS) == partition)
                .map(id -> Message.of(id, "not JSON"))
                .findFirst()
                .orElseThrow();
    }

    /** Returns whether the record is one of {@link #skipped}. */
    static boolean isSkipped(Message message) {
        return message.keyText().startsWith(SKIPPED_PREFIX);
    }

    /** Returns whether the id is one that only invalid records have, so that it is never processed. */
    static boolean isInvalidId(String id) {
        return id.startsWith(ID_PREFIX);
    }
}
