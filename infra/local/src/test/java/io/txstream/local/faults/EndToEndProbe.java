package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.embedded.process.ProcessFailedException;
import io.txstream.local.faults.Lookup.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Sends a transaction through each partition, to see whether the system works from one end to the other. */
final class EndToEndProbe {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final FaultStack stack;
    private final HttpSender sender;
    private final Lookups lookups;
    private int flights;

    EndToEndProbe(FaultStack stack, History history) {
        this.stack = stack;
        sender = new HttpSender("canary", stack.gateway().url(), history);
        lookups = new Lookups(history);
    }

    /**
     * Returns when all of its transactions came through.
     *
     * @throws NotRecoveredException if they do not, or a process ended by itself
     */
    void fly() {
        List<String> waiting = new ArrayList<>(ids(flights++));
        try {
            stack.requireAllAlive();
            waiting.forEach(id -> sender.deliver(transaction(id)));
            await().atMost(PATIENCE).pollInterval(LOOK).until(() -> {
                stack.requireAllAlive();
                waiting.removeIf(id -> lookups.look(stack.status().url(), id) == Seen.PROCESSED);
                return waiting.isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            throw new NotRecoveredException("after " + PATIENCE.toSeconds() + " s still without " + waiting, e);
        } catch (ProcessFailedException e) {
            throw new NotRecoveredException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<String> ids(int flight) {
        return IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .mapToObj(partition -> Stream.iterate(0, i -> i + 1)
                        .map(i -> "canary-" + flight + "-" + i)
                        .filter(id -> home(id) == partition)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static int home(String id) {
        return TransactionKey.homePartition(TransactionKey.of(id), Topics.DEFAULT_PARTITIONS);
    }

    private static Message transaction(String id) {
        return Message.of(id, """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":1,"currency":"EUR"}""".formatted(id));
    }
}
