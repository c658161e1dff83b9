package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/** Generates every kind of invalid record. */
final class InvalidRecords {

    private static final String ID_PREFIX = "bad-";

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
        return switch (random.nextInt(keyed ? 7 : 9)) {
            case 0 -> Message.of(key, "{\"transaction_id\":\"" + key);
            case 1 -> Message.of(key, "{\"transaction_id\":\"" + key + "\"}");
            case 2 -> Message.of(key, Message.body(key, "\"1.5\"", "EUR"));
            case 3 -> Message.of(key, Message.body(key, "1.5", "eur"));
            case 4 -> new Message(keyBytes, null);
            case 5 -> new Message(keyBytes, new byte[] {'{', (byte) 0xFF, 0, '"'});
            case 6 -> Message.of(valid.keyText(), "not JSON, from " + name);
            case 7 -> Message.of(key, Message.body(key + "-other", "1.5", "EUR"));
            default -> new Message(null, Message.body(key, "1.5", "EUR").getBytes(UTF_8));
        };
    }

    /** Returns whether the id is one that only invalid records have, so that it is never processed. */
    static boolean isInvalidId(String id) {
        return id.startsWith(ID_PREFIX);
    }
}
