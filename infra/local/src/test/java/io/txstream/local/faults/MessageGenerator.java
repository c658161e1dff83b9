package io.txstream.local.faults;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What each client sends, as a function of the seed, the client and the message's number, and of nothing else: so any
 * client can send another's transaction again, and a seed repeats its load.
 *
 * @param webhookClients how many send by HTTP: the first ones
 * @param clients how many there are, numbered from 0
 * @param invalidPercent how many of a hundred messages are no transactions
 */
record MessageGenerator(long seed, int webhookClients, int clients, int invalidPercent) {
    private static final int TWIN_PERCENT = 1;
    private static final int RESEND_PERCENT = 10;
    private static final int REACH = 200;
    private static final List<String> CURRENCIES = List.of("INR", "EUR", "USD");

    /** A client's message: 10 in 100 are resends, 1 is a differing twin. */
    Message message(int client, int number) {
        SplittableRandom random = Randoms.of(seed, client, number);
        int roll = random.nextInt(100);
        if (roll < invalidPercent) {
            Message good = transaction(client, number, Form.PLAIN);
            return InvalidRecords.of(seed + "-" + client + "-" + number, random, good, client < webhookClients);
        }
        if (roll < invalidPercent + TWIN_PERCENT) {
            return earlier(client, number, random, Form.DIFFERING);
        }
        if (roll < invalidPercent + TWIN_PERCENT + RESEND_PERCENT) {
            return earlier(client, number, random, random.nextBoolean() ? Form.PLAIN : Form.REWRITTEN);
        }
        return transaction(client, number, Form.PLAIN);
    }

    /** Any client's: resends come by other ways than the first did, too. */
    private Message earlier(int client, int number, SplittableRandom random, Form form) {
        int sender = random.nextBoolean() ? client : random.nextInt(clients);
        return transaction(sender, Math.max(0, number - random.nextInt(REACH)), form);
    }

    private Message transaction(int client, int number, Form form) {
        SplittableRandom random = Randoms.of(seed, client, number, 1);
        String id = "tx-" + seed + "-" + client + "-" + number;
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(1, 100_000_000), 2);
        String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
        return Message.of(id, form.write(id, "acc-" + random.nextInt(1_000), amount, currency));
    }

    /** How a transaction is written: as it is, the same in other words, or with another amount. */
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
        DIFFERING {
            @Override
            String write(String id, String account, BigDecimal amount, String currency) {
                return PLAIN.write(id, account, amount.add(BigDecimal.ONE), currency);
            }
        };

        abstract String write(String id, String account, BigDecimal amount, String currency);
    }
}
