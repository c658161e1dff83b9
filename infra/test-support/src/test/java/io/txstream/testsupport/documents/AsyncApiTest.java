package io.txstream.testsupport.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncApiTest {

    private static final AsyncApi API = AsyncApi.load("/documents/asyncapi.yaml");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            things | abc  | {"size":1}   | -    | -   | none
            things | abc  | {"size":1}   | from | 1   | none
            things | abc  | {"size":1}   | own  | x   | none
            things | abc  | {"size":1}   | from | x   | header
            things | abcd | {"size":1}   | -    | -   | key
            things | -    | {"size":1}   | -    | -   | key
            things | abc  | {"size":"1"} | -    | -   | value
            things | abc  | {"other":1}  | -    | -   | value
            things | abc  | {            | -    | -   | value
            things | abc  | -            | -    | -   | value
            bytes  | -    | -            | reason | ONE | none
            bytes  | abcd | {            | reason | TWO | none
            bytes  | -    | -            | reason | SIX | header
            bytes  | -    | -            | -    | -   | header
            other  | -    | -            | -    | -   | the topic
            """)
    void reportsTheFirstPartThatIsNotDocumented(
            String topic,
            @Nullable String key,
            @Nullable String value,
            @Nullable String header,
            @Nullable String headerValue,
            String part) {
        var sample = new ConsumerRecord<>(topic, 0, 0, bytes(key), bytes(value));
        if (header != null) {
            sample.headers().add(header, bytes(headerValue));
        }
        List<String> problems = API.problems(sample);
        assertThat(problems.isEmpty() ? "none" : problems.get(0)).startsWith(part);
    }

    @Test
    void bytesThatAreNotUtf8AreReported() {
        byte[] broken = {'"', (byte) 0xFF, '"'};
        assertThat(API.problems(new ConsumerRecord<>("things", 0, 0, broken, broken)))
                .hasSize(2);
    }

    @Test
    void reportsExamplesThatBreakTheirSchemas() {
        assertThat(API.brokenExamples())
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("Thing: "))
                .anyMatch(problem -> problem.contains("from"))
                .anyMatch(problem -> problem.contains("size"));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
