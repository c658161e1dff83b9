package io.txstream.local.faults;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates the messages of all clients. A message depends only on the seed, the client and the message's number. So
 * any client can send a duplicate of another client's transaction, and a seed repeats the same load.
 *
 * @param webhookClients number of clients that send webhooks: clients 0 to {@code webhookClients - 1}
 * @param clients number of all clients
 * @param invalidPercent percentage of invalid messages
 */
record MessageGenerator(long seed, int webhookClients, int clients, int invalidPercent) {

    private static final int CONFLICTING_DUPLICATE_PERCENT = 1;
    private static final int DUPLICATE_PERCENT = 10;

    private static final List<String> CURRENCIES = List.of("INR", "EUR", "USD");

    /** Returns a message of a client: of 100 messages, 10 are duplicates and 1 is a conflicting duplicate. */
    Message message(int client, int number) {
        SplittableRandom random = Randoms.of(seed, client, number);
        int roll = random.nextInt(100);
        if (roll < invalidPercent) {
            Message valid = transaction(client, number, Form.PLAIN);
            return InvalidRecords.of(seed + "-" + client + "-" + number, random, valid, client < webhookClients);
        }
        if (roll < invalidPercent + CONFLICTING_DUPLICATE_PERCENT) {
            return duplicate(client, number, random, Form.CONFLICTING);
        }
        if (roll < invalidPercent + CONFLICTING_DUPLICATE_PERCENT + DUPLICATE_PERCENT) {
            return duplicate(client, number, random, random.nextBoolean() ? Form.PLAIN : Form.REWRITTEN);
        }
        return transaction(client, number, Form.PLAIN);
    }

    /**
     * Returns a duplicate of an earlier transaction: half of them of this client, half of a random one, so that
     * original and duplicate also arrive by different ways. The distance is log-uniform, from the previous message to
     * the first one of the run: most resends follow within seconds, some after minutes and after several restarts.
     */
    private Message duplicate(int client, int number, SplittableRandom random, Form form) {
        int sender = random.nextBoolean() ? client : random.nextInt(clients);
        int distance = (int) Math.pow(number, random.nextDouble());
        return transaction(sender, number - distance, form);
    }

    private Message transaction(int client, int number, Form form) {
        SplittableRandom random = Randoms.of(seed, client, number, 1);
        String id = "tx-" + seed + "-" + client + "-" + number;
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(1, 100_000_000), 2);
        String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
        return Message.of(id, form.write(id, "acc-" + random.nextInt(1_000), amount, currency));
    }

    /** The forms of a transaction: plain, the same fields in other JSON, or with another amount. */
    private enum Form {
        PLAIN {
            @Override
            String write(String id, String account, BigDecimal amount, String currency) {
                return """
                        {"transaction_id":"%s","source_account":"%s","destination_account":"shop",\
                        "amount":%s,"currency":"%s"}""".formatted(id, account, amount, currency);
            }
        },
        REWRITTEN {
            @Override
            String write(String id, String account, BigDecimal amount, String currency) {
                return """
                        {"retry": true, "currency": "%s", "amount": %s0, "destination_account": "shop",
                         "source_account": "%s", "transaction_id": "%s"}""".formatted(currency, amount, account, id);
            }
        },
        CONFLICTING {
            @Override
            String write(String id, String account, BigDecimal amount, String currency) {
                return PLAIN.write(id, account, amount.add(BigDecimal.ONE), currency);
            }
        };

        abstract String write(String id, String account, BigDecimal amount, String currency);
    }
}
