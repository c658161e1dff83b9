package io.txstream.processor;

import io.txstream.service.SettingCheck;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code txstream.processor.*}.
 *
 * @param delay How long a transaction is held after its append time, 0 to 24h. Held transactions keep their due time.
 * @param dedupeWindow How long an id is remembered, 1m to 366d and longer than the delay. Before lengthening it, see
 *     infra/decisions/006.
 * @param threads Stream threads of this instance, 1 to 64. More threads than partitions stay idle.
 * @param rocksdbMemory Memory for all stores of this instance together, outside the heap, 8MB or more.
 * @param continueFrom The offsets to continue from, each as {@code <partition>:<offset>@<state>}. Set it to the value
 *     that a refused start names; it has no effect otherwise.
 */
@ConfigurationProperties("txstream.processor")
record ProcessorProperties(
        @DefaultValue("30s") Duration delay,
        @DefaultValue("7d") Duration dedupeWindow,
        @DefaultValue("2") int threads,
        @DefaultValue("128MB") DataSize rocksdbMemory,
        @DefaultValue List<String> continueFrom) {

    private static final Duration MAX_DELAY = Duration.ofHours(24);
    private static final Duration MIN_WINDOW = Duration.ofMinutes(1);
    private static final Duration MAX_WINDOW = Duration.ofDays(366);
    private static final Pattern CONTINUE_FROM = Pattern.compile("\\d{1,9}:\\d{1,18}@[0-9a-f]{8}");

    ProcessorProperties {
        SettingCheck.require(
                !delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0, "txstream.processor.delay", "0 to 24h", delay);
        SettingCheck.require(
                dedupeWindow.compareTo(MIN_WINDOW) >= 0
                        && dedupeWindow.compareTo(MAX_WINDOW) <= 0
                        && dedupeWindow.compareTo(delay) > 0,
                "txstream.processor.dedupe-window",
                "1m to 366d and longer than the delay",
                dedupeWindow);
        SettingCheck.require(threads >= 1 && threads <= 64, "txstream.processor.threads", "1 to 64", threads);
        SettingCheck.require(
                rocksdbMemory.toMegabytes() >= 8, "txstream.processor.rocksdb-memory", "8MB or more", rocksdbMemory);
        continueFrom = List.copyOf(continueFrom);
        SettingCheck.require(
                continueFrom.stream()
                        .allMatch(entry -> CONTINUE_FROM.matcher(entry).matches()),
                "txstream.processor.continue-from",
                "<partition>:<offset>@<state>[,...], as the refused start names it",
                String.join(",", continueFrom));
    }
}
