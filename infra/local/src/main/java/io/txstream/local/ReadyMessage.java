package io.txstream.local;

import io.txstream.contract.HttpPaths;
import io.txstream.embedded.postgres.PostgresSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a user needs to know about a stack that is ready. */
final class ReadyMessage {

    private static final String EXAMPLE =
            "{\"transaction_id\":\"txn_abc123def456\",\"source_account\":\"acc_user_789\","
                    + "\"destination_account\":\"acc_merchant_456\",\"amount\":1500.50,\"currency\":\"INR\"}";

    private final StackSettings settings;
    private final StackLayout layout;

    ReadyMessage(StackSettings settings) {
        this.settings = settings;
        layout = settings.layout();
    }

    /** Returns the addresses of all processes. Without services, also the commands that start them by hand. */
    String addresses() {
        return layout.hasServices() ? services() + infrastructure() : infrastructure() + commands();
    }

    /** Returns the line that a script can wait for: it begins with READY. */
    String ready(Duration sinceStart) {
        if (!layout.hasServices()) {
            return "READY after %d s, without the services.".formatted(sinceStart.toSeconds());
        }
        return "READY after %d s. Try: curl -i http://localhost:%d%s -H 'Content-Type: application/json' -d '%s'"
                .formatted(sinceStart.toSeconds(), layout.base(), HttpPaths.WEBHOOKS, EXAMPLE);
    }

    private String services() {
        return """
                The HTTP API      http://localhost:%d
                status-query      http://localhost:%d
                processor-stream  http://localhost:%d
                """.formatted(
                        layout.base(), layout.port(Service.STATUS_QUERY, 0), layout.port(Service.PROCESSOR_STREAM, 0));
    }

    private String infrastructure() {
        return """
                Kafka             localhost:%d
                Postgres          postgresql://%s@localhost:%d/%s
                Data              %s
                Logs              %s
                """.formatted(
                        layout.kafka(),
                        PostgresSettings.USER,
                        layout.postgres(),
                        PostgresSettings.DATABASE,
                        settings.data(),
                        settings.logs());
    }

    private String commands() {
        var services = new Services(settings);
        return Stream.of(Service.values())
                .map(service -> command(services.spec(service, 0)))
                .collect(Collectors.joining("", "%nTo start a service by hand:%n".formatted(), ""));
    }

    private String command(ServiceSpec spec) {
        String variables = new TreeMap<>(spec.processEnvironment())
                .entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()))
                        .collect(Collectors.joining(" "));
        return "  %s java -jar %s%n".formatted(variables, quoted(spec.jar()));
    }

    private static String quoted(Path path) {
        return quoted(path.toString());
    }

    private static String quoted(String value) {
        return value.matches("[\\w:/.,-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
