package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/** Compares the one-pass reader with a plain one that parses the transaction first and every scalar after it. */
class ProcessedJsonPropertyTest {

    private static final List<String> TRANSACTION = List.of(
            "\"transaction_id\":\"t1\"",
            "\"source_account\":\"a\"",
            "\"destination_account\":\"b\"",
            "\"amount\":1.50",
            "\"currency\":\"EUR\"");

    private static final List<String> EVENT = List.of(
            "\"version\":1",
            "\"created_at\":\"2025-10-29T10:30:00.000Z\"",
            "\"due_at\":\"2025-10-29T10:30:30.000Z\"",
            "\"received_partition\":3",
            "\"received_offset\":42");

    @Property
    void readsWhatAPlainReaderReads(@ForAll("documents") String document) {
        byte[] value = document.getBytes(UTF_8);
        assertThat(ProcessedJson.read(value)).isEqualTo(plainRead(value));
    }

    @Example
    void theLastScalarOfARepeatedFieldWins() {
        assertThat(ProcessedJson.read(document("\"received_offset\":7,\"received_offset\":\"8\"")))
                .extracting(ProcessedEvent::received)
                .isEqualTo(new Position(3, 8));
        assertThat(ProcessedJson.read(document("\"received_offset\":[9],\"version\":{\"version\":2}")))
                .extracting(ProcessedEvent::received)
                .isEqualTo(new Position(3, 42));
        assertThat(ProcessedJson.read(document("\"version\":null"))).isNull();
        assertThat(ProcessedJson.read(document("\"version\":true"))).isNull();
    }

    private static byte[] document(String last) {
        return Stream.of(TRANSACTION, EVENT, List.of(last))
                .flatMap(List::stream)
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(UTF_8);
    }

    @Provide
    static Arbitrary<String> documents() {
        Arbitrary<String> names = Arbitraries.of(
                "version", "created_at", "due_at", "received_partition", "received_offset", "amount", "currency", "x");
        Arbitrary<String> values = Arbitraries.of(
                "1",
                "2",
                "-1",
                "1.0",
                "1e0",
                "99999999999999999999",
                "\"1\"",
                "\"\"",
                "null",
                "true",
                "[1]",
                "{}",
                "{\"version\":2,\"due_at\":[3]}",
                "\"2025-10-29T10:30:05Z\"",
                "\"\\u0031\"",
                "nope");
        Arbitrary<String> others = Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
        return Combinators.combine(
                        Arbitraries.shuffle(Stream.concat(TRANSACTION.stream(), EVENT.stream())
                                .toList()),
                        others.list().ofMaxSize(4),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.of("", "", "", "", " ", "{}", ","))
                .as((fields, more, at, tail) -> Stream.of(fields.subList(0, at), more, fields.subList(at, 10))
                        .flatMap(List::stream)
                        .collect(Collectors.joining(",", "{", "}" + tail)));
    }

    private static @Nullable ProcessedEvent plainRead(byte[] value) {
        if (!(TransactionJson.parse(value) instanceof Parsed.Valid valid)) {
            return null;
        }
        Map<String, String> fields = scalars(value);
        try {
            return !"1".equals(fields.get("version"))
                    ? null
                    : new ProcessedEvent(
                            valid.transaction(),
                            Instant.parse(fields.getOrDefault("created_at", "")),
                            Instant.parse(fields.getOrDefault("due_at", "")),
                            new Position(
                                    Integer.parseInt(fields.getOrDefault("received_partition", "")),
                                    Long.parseLong(fields.getOrDefault("received_offset", ""))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, String> scalars(byte[] value) {
        var fields = new HashMap<String, String>();
        try (JsonParser json = TransactionJson.JSON.createParser(ObjectReadContext.empty(), value)) {
            json.nextToken();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (json.nextToken().isScalarValue()) {
                    fields.put(name, json.getString());
                }
                json.skipChildren();
            }
        }
        return fields;
    }
}
