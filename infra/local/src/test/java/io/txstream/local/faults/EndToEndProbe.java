package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.embedded.process.ProcessFailedException;
import io.txstream.local.faults.Lookup.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Sends one transaction through each partition to see whether the system works from end to end. */
final class EndToEndProbe {

    private static final String ID_PREFIX = "probe-";
    private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final Deployment stack;
    private final HttpSender sender;
    private final LookupClient lookups;
    private int rounds;
    private int polls;

    EndToEndProbe(Deployment stack, History history) {
        this.stack = stack;
        sender = new HttpSender("probe", stack.gatewayUrls(), history);
        lookups = new LookupClient(history);
    }

    /**
     * Sends the transactions as webhooks and returns when a lookup shows each of them as PROCESSED. Attempts and
     * lookups take turns through all instances.
     *
     * @throws NotRecoveredException if that takes more than two minutes, or if a process ended unexpectedly
     */
    void sendAndAwait() {
        List<String> pending = new ArrayList<>(ids(rounds++));
        List<String> urls = stack.lookupUrls();
        try {
            stack.requireAllAlive();
            pending.forEach(id -> sender.deliver(transaction(id)));
            await().atMost(RECOVERY_TIMEOUT).pollInterval(POLL_INTERVAL).until(() -> {
                stack.requireAllAlive();
                String instance = urls.get(polls++ % urls.size());
                pending.removeIf(id -> lookups.lookUp(instance, id).status() == Status.PROCESSED);
                return pending.isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            throw new NotRecoveredException(
                    "not processed within " + RECOVERY_TIMEOUT.toSeconds() + " s: " + pending, e);
        } catch (ProcessFailedException e) {
            throw new NotRecoveredException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns an id for each partition. */
    private static List<String> ids(int round) {
        return IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .mapToObj(partition -> Stream.iterate(0, i -> i + 1)
                        .map(i -> ID_PREFIX + round + "-" + i)
                        .filter(id -> home(id) == partition)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** Returns whether the id is one that a probe sent. */
    static boolean isProbe(String id) {
        return id.startsWith(ID_PREFIX);
    }

    private static int home(String id) {
        return TransactionKey.homePartition(TransactionKey.of(id), Topics.DEFAULT_PARTITIONS);
    }

    private static Message transaction(String id) {
        return Message.of(id, Message.body(id, "1", "EUR"));
    }
}
