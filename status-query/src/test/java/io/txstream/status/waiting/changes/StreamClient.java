package io.txstream.status.waiting.changes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What a client gets: {@code <id> <transaction>=<status>} of each change, with {@code -} if there is no id. */
final class StreamClient {

    private static final Pattern CHANGE =
            Pattern.compile("(?:id: (\\S+)\n)?data: .*\"transaction_id\":\"(.*?)\".*\"status\":\"(.*?)\".*\n\n");

    private static final List<String> RANKS = List.of("REJECTED", "PROCESSING", "PROCESSED");

    private final List<String> changes = new ArrayList<>();
    private final Map<String, String> highest = new HashMap<>();
    private final Disposable subscription;
    private @Nullable String lastId;
    private int gaps;

    StreamClient(Flux<byte[]> events) {
        subscription = events.subscribe(frame -> take(new String(frame, UTF_8)));
    }

    private synchronized void take(String event) {
        Matcher change = CHANGE.matcher(event);
        if (change.matches()) {
            take(change.group(1), change.group(2), change.group(3));
        } else if (event.contains("gap")) {
            gaps++;
        }
    }

    private void take(@Nullable String id, String transaction, String status) {
        lastId = id == null ? lastId : id;
        changes.add("%s %s=%s".formatted(id == null ? "-" : id, transaction, status));
        String before = highest.put(transaction, status);
        if (before != null && RANKS.indexOf(before) > RANKS.indexOf(status)) {
            changes.add("%s went back to %s after %s".formatted(transaction, status, before));
        }
    }

    /** Ends the stream, and returns the id with which it continues; null if there was none. */
    synchronized @Nullable String leave() {
        subscription.dispose();
        return lastId;
    }

    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /** Returns the last status of each transaction, after a check that none went back. */
    synchronized Map<String, String> states() {
        assertThat(changes).noneMatch(change -> change.contains("went back"));
        return Map.copyOf(highest);
    }

    synchronized int gaps() {
        return gaps;
    }
}
