package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/** All that can be wrong with a record. */
final class InvalidRecords {
    private InvalidRecords() {}

    /**
     * One kind of it.
     *
     * @param name makes it unlike any other
     * @param keyed whether the key is the body's id in any case, as it is by HTTP
     * @param good a transaction, to be spoilt or to have rubbish written under its id
     */
    static Message of(String name, SplittableRandom random, Message good, boolean keyed) {
        String key = "bad-" + name;
        byte[] keyBytes = key.getBytes(UTF_8);
        return switch (random.nextInt(keyed ? 7 : 9)) {
            case 0 -> Message.of(key, "{\"transaction_id\":\"" + key);
            case 1 -> Message.of(key, "{\"transaction_id\":\"" + key + "\"}");
            case 2 -> Message.of(key, fields(key, "\"1.5\"", "EUR"));
            case 3 -> Message.of(key, fields(key, "1.5", "eur"));
            case 4 -> new Message(keyBytes, null);
            case 5 -> new Message(keyBytes, new byte[] {'{', (byte) 0xFF, 0, '"'});
            case 6 -> Message.of(good.keyText(), "rubbish of " + name);
            case 7 -> Message.of(key, fields(key + "-other", "1.5", "EUR"));
            default -> new Message(null, fields(key, "1.5", "EUR").getBytes(UTF_8));
        };
    }

    private static String fields(String id, String amount, String currency) {
        return """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":%s,"currency":"%s"}""".formatted(id, amount, currency);
    }
}
