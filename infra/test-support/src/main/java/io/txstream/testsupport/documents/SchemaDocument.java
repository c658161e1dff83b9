package io.txstream.testsupport.documents;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A YAML document with JSON Schemas under {@code components/schemas}. References may only lead into the document. Any
 * number of threads can use it.
 *
 * <p>Clients must ignore fields that they do not know, so the schemas of the document are open. For a test, a field
 * that is not documented is an error: every schema with {@code properties} is closed here, unless it says {@code
 * additionalProperties} itself.
 */
final class SchemaDocument {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String DEFINITIONS = "definitions";
    private static final String REFERENCE = "$ref";

    /** Amounts have more digits than a double. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonNode root;
    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    private SchemaDocument(JsonNode root, Dialect dialect) {
        this.root = root;
        var strict =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        registry = SchemaRegistry.withDialect(dialect, builder -> builder.schemaRegistryConfig(strict));
    }

    /** Reads a document from the class path. */
    static SchemaDocument load(String resource, Dialect dialect) {
        try (InputStream yaml = SchemaDocument.class.getResourceAsStream(resource)) {
            if (yaml == null) {
                throw new IllegalArgumentException(resource + " is not in the class path");
            }
            JsonNode root = YAML.readTree(yaml.readAllBytes());
            close(root);
            return new SchemaDocument(root, dialect);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(SchemaDocument::close);
    }

    JsonNode root() {
        return root;
    }

    /** Returns the node, or what it refers to. */
    JsonNode resolve(JsonNode node) {
        JsonNode target = node;
        while (target.has(REFERENCE)) {
            String reference = target.get(REFERENCE).asString();
            target = root.at(reference.substring(1));
            if (target.isMissingNode()) {
                throw new IllegalStateException(reference + " leads nowhere");
            }
        }
        return target;
    }

    /** Returns what is wrong with a value; nothing if it is valid. */
    List<String> problems(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    /** Returns what is wrong with a text that should be one JSON document. */
    List<String> problems(JsonNode schema, String json) {
        try {
            return problems(schema, JSON.readTree(json));
        } catch (JacksonException e) {
            return List.of("not JSON: " + e.getOriginalMessage());
        }
    }

    JsonNode text(String text) {
        return JSON.getNodeFactory().stringNode(text);
    }

    /** Returns the number in a text if the schema is one of integers, else the text. */
    JsonNode numberOrText(JsonNode schema, String text) {
        if (!schema.path("type").asString("").equals("integer")) {
            return text(text);
        }
        try {
            JsonNode value = JSON.readTree(text);
            return value.isNumber() ? value : text(text);
        } catch (JacksonException e) {
            return text(text);
        }
    }

    /** A schema can only refer to what is in it, so the others are put beside it. */
    private Schema compile(JsonNode schema) {
        ObjectNode complete = JSON.createObjectNode();
        complete.putArray("allOf").add(schema);
        complete.set(DEFINITIONS, root.at("/components/schemas"));
        return registry.getSchema(JSON.readTree(complete.toString().replace(SCHEMAS, "#/" + DEFINITIONS + "/")));
    }
}
