package io.txstream.local;

import java.time.Duration;

/** What a user needs to know of a stack that is ready. */
final class ReadyMessage {
    private static final String EXAMPLE =
            "{\"transaction_id\":\"txn_abc123def456\",\"source_account\":\"acc_user_789\","
                    + "\"destination_account\":\"acc_merchant_456\",\"amount\":1500.50,\"currency\":\"INR\"}";

    private final StackSettings settings;

    ReadyMessage(StackSettings settings) {
        this.settings = settings;
    }

    String addresses() {
        StackPorts ports = settings.ports();
        return """

                The HTTP API      http://localhost:%d
                status-query      http://localhost:%d
                processor-stream  http://localhost:%d
                Kafka             localhost:%d
                Postgres          postgresql://postgres@localhost:%d/transactions
                Data              %s
                Logs              %s
                """.formatted(
                        ports.base(),
                        ports.statusQuery(),
                        ports.processorStream(),
                        ports.kafka(),
                        ports.postgres(),
                        settings.data(),
                        settings.logs());
    }

    String ready(Duration sinceStart) {
        return "READY after %d s. Try: curl -i http://localhost:%d/v1/webhooks/transactions -H 'Content-Type: application/json' -d '%s'"
                .formatted(sinceStart.toSeconds(), settings.ports().base(), EXAMPLE);
    }
}
