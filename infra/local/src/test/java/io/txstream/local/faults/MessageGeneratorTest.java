package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Parsed;
import io.txstream.contract.TransactionJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageGeneratorTest {

    private static final int MESSAGES = 10_000;

    @Test
    void repeatsTheMessagesForTheSameSeed() {
        assertThat(contents(1)).isEqualTo(contents(1)).isNotEqualTo(contents(2));
    }

    @Test
    void generatesTheExpectedSharesOfInvalidMessagesAndDuplicates() {
        List<Message> messages = messages(1);
        long invalid = messages.stream()
                .filter(message -> message.value() == null
                        || !(TransactionJson.parse(message.value()) instanceof Parsed.Valid valid)
                        || !valid.transaction().id().equals(message.keyText()))
                .count();
        long ids = messages.stream().map(Message::keyText).distinct().count();
        assertThat(invalid).isBetween(50L, 150L);
        assertThat(MESSAGES - ids).isBetween(600L, 1_200L);
    }

    @Test
    void resendsMessagesOfMomentsAgoAndOfTheBeginning() {
        Map<String, Integer> first = new HashMap<>();
        List<Integer> distances = new ArrayList<>();
        List<Message> messages = messages(1);
        for (int number = 0; number < MESSAGES; number++) {
            Integer before = first.putIfAbsent(messages.get(number).keyText(), number);
            if (before != null) {
                distances.add(number - before);
            }
        }
        assertThat(distances).filteredOn(distance -> distance < 10).hasSizeGreaterThan(50);
        assertThat(distances).filteredOn(distance -> distance > 1_000).hasSizeGreaterThan(50);
    }

    private static List<String> contents(long seed) {
        return messages(seed).stream().map(Message::content).toList();
    }

    private static List<Message> messages(long seed) {
        var generator = new MessageGenerator(seed, 1, 3, 1);
        return IntStream.range(0, MESSAGES)
                .mapToObj(number -> generator.message(2, number))
                .toList();
    }
}
