package io.txstream.testsupport.documents;

import com.networknt.schema.dialect.Dialects;
import io.txstream.testsupport.documents.PathTemplates.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An OpenAPI 3.1 document, against which tests check what clients and servers really send. Any number of threads can
 * use it.
 *
 * <p>Extensions of the document: {@code x-other-paths} and {@code x-other-methods} hold the responses to what {@code
 * paths} does not list, {@code x-trailing-slash} allows one. {@code x-lines} is the schema of each line of a body, and
 * {@code x-events} has the schema of the data of each kind of server-sent event.
 */
public final class OpenApi {

    private static final String CONTRACT = "/io/txstream/contract/openapi.yaml";
    private static final Set<String> METHODS =
            Set.of("get", "head", "options", "post", "put", "patch", "delete", "trace");

    private final SchemaDocument document;
    private final PathTemplates paths;

    private OpenApi(SchemaDocument document) {
        this.document = document;
        this.paths = new PathTemplates(document.root().get("paths"));
    }

    private static final class Holder {
        static final OpenApi CONTRACT_DOCUMENT = load(CONTRACT);
    }

    /** Returns the document of the contract, which {@code event-contract} has in its resources. */
    public static OpenApi ofTheContract() {
        return Holder.CONTRACT_DOCUMENT;
    }

    static OpenApi load(String resource) {
        return new OpenApi(SchemaDocument.load(resource, Dialects.getOpenApi31()));
    }

    /**
     * Checks an exchange: its path, method and status are documented, its headers and body fit, and the server accepted
     * nothing that the document forbids.
     *
     * @throws AssertionError with all that is wrong
     */
    public void check(HttpExchange exchange) {
        List<String> problems = problems(exchange);
        if (!problems.isEmpty()) {
            throw new AssertionError("%s %s was answered with %d, which is not as documented:%n- %s%n%s"
                    .formatted(
                            exchange.request().method(),
                            exchange.request().target(),
                            exchange.answer().status(),
                            String.join(System.lineSeparator() + "- ", problems),
                            exchange.answer().body()));
        }
    }

    List<String> problems(HttpExchange exchange) {
        Optional<Match> match = paths.match(exchange.request().path());
        JsonNode operation = match.map(
                        found -> operation(found, exchange.request().method()))
                .orElseGet(() -> document.root().path("x-other-paths"));
        JsonNode response =
                operation.path("responses").get(String.valueOf(exchange.answer().status()));
        if (response == null) {
            return List.of("this status is not documented");
        }
        var problems = new ArrayList<>(new AnswerCheck(document, document.resolve(response)).problems(exchange));
        if (exchange.answer().status() < 400) {
            problems.addAll(match.map(found -> new RequestCheck(document, found, operation))
                    .map(check -> check.problems(exchange.request()))
                    .orElse(List.of()));
        }
        match.map(found -> allowProblem(found, exchange.answer())).ifPresent(problems::add);
        return problems;
    }

    private JsonNode operation(Match match, String method) {
        JsonNode operation = match.item().get(method.toLowerCase(Locale.ROOT));
        return operation == null ? document.root().path("x-other-methods") : operation;
    }

    /** Returns what is wrong with {@code Allow}, which need not name OPTIONS. */
    private static @Nullable String allowProblem(Match match, HttpExchange.Answer answer) {
        if (answer.headers().firstValue("Allow").isEmpty()) {
            return null;
        }
        Set<String> allowed = new TreeSet<>(
                List.of(String.join(",", answer.headers().allValues("Allow")).split(" *, *")));
        Set<String> documented = methods(match.item());
        allowed.remove("OPTIONS");
        documented.remove("OPTIONS");
        return allowed.equals(documented) ? null : "Allow names " + allowed + ", the document " + documented;
    }

    /** Returns every documented operation, as {@code GET /path/{parameter}}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.root()
                .get("paths")
                .forEachEntry((path, item) -> methods(item).forEach(method -> operations.add(method + " " + path)));
        return operations;
    }

    /** Returns those of {@link RouterRoutes} that the document does not have. */
    public List<String> undocumented(Set<String> routes) {
        Set<String> operations = operations();
        return routes.stream()
                .filter(route -> {
                    String[] parts = route.split(" ", 2);
                    Optional<String> template = paths.match(parts[1]).map(Match::template);
                    return template.isEmpty()
                            || !(parts[0].equals(RouterRoutes.ANY_METHOD)
                                    || operations.contains(parts[0] + " " + template.get()));
                })
                .toList();
    }

    /** Returns the operations that none of {@link RouterRoutes} serves. One route can serve several paths. */
    public Set<String> unserved(Set<String> routes) {
        Set<String> unserved = new TreeSet<>(operations());
        unserved.removeIf(
                operation -> routes.stream().anyMatch(route -> operation.matches(PathTemplates.pattern(route))));
        return unserved;
    }

    private static Set<String> methods(JsonNode item) {
        Set<String> methods = new TreeSet<>();
        item.propertyNames().stream()
                .filter(METHODS::contains)
                .forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
        return methods;
    }

    /** Returns what is wrong with a JSON text, by the name of a schema; nothing if it is valid. */
    public List<String> problems(String schema, String json) {
        return document.problems(document.root().at("/components/schemas").get(schema), json);
    }

    /** Returns every example that breaks its schema, and what is wrong with it. */
    public List<String> brokenExamples() {
        return new ExampleCheck(document).problems();
    }
}
