package io.txstream.testsupport.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.dialect.Dialects;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An AsyncAPI 3.0 document with one message for each channel, against which tests check real records. Any number of
 * threads can use it.
 */
public final class AsyncApi {

    private static final String CONTRACT = "/io/txstream/contract/asyncapi.yaml";
    private static final String JSON = "application/json";

    private final SchemaDocument document;

    private AsyncApi(SchemaDocument document) {
        this.document = document;
    }

    private static final class Holder {
        static final AsyncApi CONTRACT_DOCUMENT = load(CONTRACT);
    }

    /** Returns the document of the contract, which {@code event-contract} has in its resources. */
    public static AsyncApi ofTheContract() {
        return Holder.CONTRACT_DOCUMENT;
    }

    static AsyncApi load(String resource) {
        return new AsyncApi(SchemaDocument.load(resource, Dialects.getDraft7()));
    }

    /** Returns what is wrong with a record; nothing if it is as documented. */
    public List<String> problems(ConsumerRecord<byte[], byte[]> record) {
        JsonNode message = message(record.topic());
        if (message.isMissingNode()) {
            return List.of("the topic " + record.topic() + " is not documented");
        }
        var problems = new ArrayList<String>();
        if (message.has("headers")) {
            add("header", document.problems(message.get("headers"), headers(record.headers())), problems);
        }
        JsonNode key = message.at("/bindings/kafka/key");
        if (!key.isMissingNode()) {
            add("key", textProblems(key, record.key()), problems);
        }
        if (message.path("contentType").asString("").equals(JSON)) {
            add("value", valueProblems(message.get("payload"), record.value()), problems);
        }
        return problems;
    }

    private static void add(String part, List<String> found, List<String> problems) {
        found.forEach(problem -> problems.add(part + ": " + problem));
    }

    private JsonNode message(String topic) {
        return StreamSupport.stream(document.root().get("channels").spliterator(), false)
                .filter(channel -> channel.get("address").asString().equals(topic))
                .map(channel ->
                        document.resolve(channel.get("messages").iterator().next()))
                .findAny()
                .orElse(document.root().path("channels").path("none"));
    }

    /** Headers are text, and the last of a name counts. */
    private ObjectNode headers(Iterable<Header> headers) {
        ObjectNode texts = JsonNodeFactory.instance.objectNode();
        headers.forEach(header -> texts.put(header.key(), String.valueOf(decode(header.value()))));
        return texts;
    }

    private List<String> textProblems(JsonNode schema, byte @Nullable [] bytes) {
        String text = decode(bytes);
        return text == null ? List.of("none, or not UTF-8") : document.problems(schema, document.text(text));
    }

    private List<String> valueProblems(JsonNode schema, byte @Nullable [] bytes) {
        String text = decode(bytes);
        return text == null ? List.of("none, or not UTF-8") : document.problems(schema, text);
    }

    private static @Nullable String decode(byte @Nullable [] bytes) {
        try {
            return bytes == null
                    ? null
                    : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Returns every example that breaks its schema, and what is wrong with it. */
    public List<String> brokenExamples() {
        var problems = new ArrayList<String>();
        for (JsonNode message : document.root().at("/components/messages")) {
            String name = message.get("name").asString();
            for (JsonNode example : message.path("examples")) {
                add(name, document.problems(message.get("payload"), example.get("payload")), problems);
                if (example.has("headers")) {
                    add(name, document.problems(message.get("headers"), example.get("headers")), problems);
                }
            }
        }
        return problems;
    }
}
