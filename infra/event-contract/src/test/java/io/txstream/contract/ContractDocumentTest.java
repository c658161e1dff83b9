package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.txstream.testsupport.documents.AsyncApi;
import io.txstream.testsupport.documents.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The documents are valid, and say what the code says. */
class ContractDocumentTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode OPENAPI = YAML.readTree(ContractDocument.OPENAPI.read());
    private static final JsonNode ASYNCAPI = YAML.readTree(ContractDocument.ASYNCAPI.read());

    @ParameterizedTest
    @CsvSource({"OPENAPI, DRAFT_2020_12, /schemas/openapi-3.1.json", "ASYNCAPI, DRAFT_7, /schemas/asyncapi-3.0.0.json"})
    void isValid(ContractDocument document, SpecificationVersion draft, String metaSchema) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(draft).getSchema(resource(metaSchema));
        String text = new String(document.read(), UTF_8);
        assertThat(schema.validate(text, InputFormat.YAML)).isEmpty();
        String broken = text.replace("\ninfo:", "\ninformation:");
        assertThat(schema.validate(broken, InputFormat.YAML)).isNotEmpty();
    }

    /** The schema of OpenAPI leaves these out. AsyncAPI has a copy of draft 7. */
    @Test
    void theSchemasOfTheOpenApiDocumentAreValid() {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(OPENAPI.at("/components/schemas"))
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(metaSchema.validate(schema)).isEmpty());
    }

    @Test
    void everyExampleIsValid() {
        assertThat(OpenApi.ofTheContract().brokenExamples()).isEmpty();
        assertThat(AsyncApi.ofTheContract().brokenExamples()).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(references(OPENAPI)).hasSizeGreaterThan(100).allMatch(reference -> exists(OPENAPI, reference));
        assertThat(references(ASYNCAPI)).hasSizeGreaterThan(10).allMatch(reference -> exists(ASYNCAPI, reference));
    }

    @Test
    void theOpenApiDocumentHasEveryPath() {
        List<String> paths = Arrays.stream(HttpPaths.class.getFields())
                .map(ContractDocumentTest::value)
                .toList();
        assertThat(paths).contains(HttpPaths.TRANSACTION);
        assertThat(OPENAPI.get("paths").propertyNames())
                .filteredOn(path -> !path.startsWith("/actuator"))
                .containsExactlyInAnyOrderElementsOf(paths);
    }

    /** Every answer of the server before a route, and no answer that is a defect. */
    @Test
    void everyOperationHasTheErrorsOfTheServer() {
        JsonNode paths = OPENAPI.get("paths");
        List<JsonNode> operations = paths.valueStream()
                .flatMap(path ->
                        path.propertyStream().filter(member -> member.getValue().has("responses")))
                .map(member -> member.getValue().get("responses"))
                .toList();
        assertThat(operations)
                .hasSizeGreaterThan(10)
                .allSatisfy(responses -> assertThat(responses.propertyNames())
                        .contains("400", "414", "431", "503")
                        .doesNotContain("500", "default"));
    }

    @Test
    void bothDocumentsHaveTheSameRulesForTheFields() {
        List<String> shared = List.of(
                "Transaction", "TransactionId", "Account", "Amount", "Currency", "Timestamp", "RejectionReason");
        assertThat(shared)
                .allSatisfy(name -> assertThat(withoutDescription(schema(OPENAPI, name)))
                        .isEqualTo(withoutDescription(schema(ASYNCAPI, name))));
    }

    @Test
    void theRejectionReasonsAreThoseOfTheCode() {
        assertThat(texts(schema(OPENAPI, "RejectionReason").get("enum")))
                .containsExactlyElementsOf(
                        Stream.of(RejectionReason.values()).map(Enum::name).toList());
    }

    @Test
    void thePointersOfErrorsAreThoseOfTheFields() {
        assertThat(texts(schema(OPENAPI, "FieldError").at("/properties/pointer/enum")))
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of(""), Stream.of(Field.values()).map(Field::pointer))
                                .toList());
    }

    @Test
    void theHeadersOfARejectionAreThoseOfTheCode() {
        assertThat(schema(ASYNCAPI, "RejectedHeaders").get("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        Rejection.REASON_HEADER,
                        Rejection.DETAIL_HEADER,
                        Rejection.TRANSACTION_ID_HEADER,
                        Rejection.TOPIC_HEADER,
                        Rejection.PARTITION_HEADER,
                        Rejection.OFFSET_HEADER,
                        Rejection.TIMESTAMP_HEADER);
        assertThat(schema(ASYNCAPI, "ReceivedHeaders").get("properties").propertyNames())
                .containsExactly(ReceivedRecord.FORWARDED_FROM_HEADER);
    }

    @Test
    void theTopicsAreThoseOfTheCode() {
        assertThat(ASYNCAPI.get("channels")
                        .valueStream()
                        .map(channel -> channel.get("address").asString()))
                .containsExactlyElementsOf(Topics.ALL);
        NewTopic topic =
                Topics.specifications(Topics.DEFAULT_PARTITIONS, (short) 3).get(0);
        JsonNode binding = ASYNCAPI.at("/components/channelBindings/Topic/kafka");
        assertThat(binding.get("partitions").asInt()).isEqualTo(topic.numPartitions());
        assertThat(binding.get("replicas").asInt()).isEqualTo(topic.replicationFactor());
        JsonNode settings = binding.get("topicConfiguration");
        assertThat(settings.propertyNames())
                .containsExactlyInAnyOrderElementsOf(topic.configs().keySet());
        topic.configs()
                .forEach((name, value) ->
                        assertThat(setting(settings.get(name))).as(name).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"processed-v1"})
    void theGoldenFileIsAsDocumented(String name) throws IOException {
        byte[] event;
        try (InputStream file = resource("/golden/" + name + ".json")) {
            event = file.readAllBytes();
        }
        byte[] key = TransactionKey.of("txn_abc123def456");
        assertThat(AsyncApi.ofTheContract().problems(new ConsumerRecord<>(Topics.PROCESSED, 3, 0, key, event)))
                .isEmpty();
    }

    private static JsonNode schema(JsonNode document, String name) {
        return document.at("/components/schemas/" + name);
    }

    private static JsonNode withoutDescription(JsonNode schema) {
        var copy = schema.deepCopy().asObject();
        copy.remove("description");
        return copy;
    }

    private static String setting(JsonNode value) {
        return value.isArray() ? String.join(",", texts(value)) : value.asString();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static Collection<String> references(JsonNode document) {
        var references = new ArrayList<String>();
        document.findValues("$ref").forEach(reference -> references.add(reference.asString()));
        return references;
    }

    private static boolean exists(JsonNode document, String reference) {
        return reference.startsWith("#/")
                && !document.at(reference.substring(1)).isMissingNode();
    }

    private static String value(java.lang.reflect.Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream resource(String name) {
        return requireNonNull(ContractDocumentTest.class.getResourceAsStream(name), name);
    }
}
