package io.txstream.testsupport.documents;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks the examples of an OpenAPI document against their schemas: of bodies, parameters and headers. */
final class ExampleCheck {

    private final SchemaDocument document;
    private final List<String> problems = new ArrayList<>();

    ExampleCheck(SchemaDocument document) {
        this.document = document;
    }

    List<String> problems() {
        visit("", document.root());
        return List.copyOf(problems);
    }

    private void visit(String path, JsonNode node) {
        if (node.has("schema")) {
            if (node.has("example")) {
                check(path, node.get("schema"), node.get("example"));
            }
            node.path("examples")
                    .forEachEntry((name, example) -> check(
                            path + "/" + name,
                            node.get("schema"),
                            document.resolve(example).path("value")));
        }
        if (node.isArray()) {
            node.forEach(item -> visit(path, item));
        } else {
            node.forEachEntry((name, child) -> visit(path + "/" + name, child));
        }
    }

    private void check(String path, JsonNode schema, JsonNode value) {
        document.problems(schema, value).forEach(problem -> problems.add(path + ": " + problem));
    }
}
