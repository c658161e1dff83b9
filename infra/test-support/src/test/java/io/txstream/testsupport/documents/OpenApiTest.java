package io.txstream.testsupport.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule allows what is documented, and fails on what is not. */
class OpenApiTest {

    private static final OpenApi API = OpenApi.load("/documents/openapi.yaml");
    private static final String JSON = "Content-Type: application/json";
    private static final String LOCATION = "Location: /things/1";

    @ParameterizedTest
    @ValueSource(strings = {"/things", "/things/"})
    void allowsWhatIsDocumented(String path) {
        assertThat(problems("POST " + path, "{\"size\":1}", "202", "{\"size\":1.50}", JSON, LOCATION, "X-Count: 1"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /nowhere    | 200 | not documented
            GET /things/1/2 | 200 | not documented
            GET /things/    | 418 | not documented
            PUT /things     | 200 | not documented
            PUT /things/    | 404 | not documented
            """)
    void reportsAPathAMethodAndAStatusThatAreNotDocumented(String request, String status, String problem) {
        assertThat(problems(request, "", status, "")).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource({"GET /nowhere, 404", "GET /things/1/2, 404", "PUT /things, 405", "GET /things/all, 204"})
    void allowsTheAnswersToEverythingElse(String request, String status) {
        assertThat(problems(request, "", status, "")).isEmpty();
    }

    @Test
    void allowNamesTheDocumentedMethods() {
        assertThat(problems("PUT /things", "", "405", "", "Allow: POST, GET")).isEmpty();
        assertThat(problems("PUT /things", "", "405", "", "Allow: POST")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"size\":\"1\"}",
                "{\"size\":1,\"other\":1}",
                "{\"size\":1e-19}",
                "{\"size\":100000000000000000000}",
                "{\"size\":1,\"time\":\"yesterday\"}",
                "nope",
                "{\"size\":1}{",
                "",
            })
    void reportsABodyThatBreaksItsSchema(String body) {
        assertThat(problems("GET /things/1", "", "200", body, JSON)).isNotEmpty();
        assertThat(problems("POST /things", body, "202", "{\"size\":1}", JSON, LOCATION))
                .allMatch(problem -> problem.startsWith("the body was accepted: "))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"size\":99999999999999999999.999999999999999999}", "{\"size\":1,\"free\":{\"x\":1}}"})
    void comparesNumbersExactlyAndLeavesFreeObjectsOpen(String body) {
        assertThat(problems("GET /things/1", "", "200", body, JSON)).isEmpty();
    }

    @Test
    void reportsHeaders() {
        String size = "{\"size\":1}";
        assertThat(problems("POST /things", size, "202", size, JSON)).containsExactly("the header Location is absent");
        assertThat(problems("POST /things", size, "202", size, JSON, "Location: /x"))
                .singleElement()
                .asString()
                .startsWith("the header Location: ");
        for (String count : List.of("0", "x")) {
            assertThat(problems("POST /things", size, "202", size, JSON, LOCATION, "X-Count: " + count))
                    .isNotEmpty();
        }
        assertThat(problems("GET /things/1", "", "200", size, JSON, "Date: now", "X-Other: 1"))
                .containsExactly("the header x-other is not documented");
    }

    @Test
    void reportsContentTypesAndBodiesThatAreNotDocumented() {
        assertThat(problems("GET /things/1", "", "200", "1", "Content-Type: text/plain"))
                .containsExactly("the content type text/plain is not documented");
        assertThat(problems("GET /things/all", "", "204", "1")).containsExactly("there is a body");
        assertThat(problems("GET /things", "", "304", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /things?limit=5                | true
            GET /things?limit=6                | false
            GET /things?limit=x                | false
            GET /things?limit=1&limit=1        | false
            GET /things?color=red&limit=1      | true
            GET /things?color=7                | true
            GET /things?color=blue             | false
            GET /things?other=1                | false
            GET /things/abc                    | true
            GET /things/%E2%82%AC%E2%82%ACa    | true
            GET /things/abcd                   | false
            GET /things/abc?other=1            | true
            """)
    void reportsAParameterThatWasAcceptedAlthoughItIsNotDocumented(String request, boolean isDocumented) {
        String type = request.contains("/things/") ? "application/json" : "text/csv";
        String body = type.equals("text/csv") ? "size,\r\n" : "{\"size\":1}";
        assertThat(problems(request, "", "200", body, "Content-Type: " + type).isEmpty())
                .isEqualTo(isDocumented);
    }

    @Test
    void checksHeadersOfTheRequest() {
        String answer = "HTTP/1.1 304 x\r\n\r\n";
        assertThat(API.problems(HttpExchange.ofRaw("GET /things HTTP/1.1\r\nprefer: wait=1\r\n\r\n", answer)))
                .isEmpty();
        assertThat(API.problems(HttpExchange.ofRaw("GET /things HTTP/1.1\r\nprefer: x\r\n\r\n", answer)))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"application/x+json, true", "application/xml, false"})
    void checksTheContentTypeOfTheRequest(String type, boolean isDocumented) {
        String request = "POST /things HTTP/1.1\r\nContent-Type: " + type + "\r\n\r\n{\"size\":1}";
        String answer = "HTTP/1.1 202 x\r\n" + JSON + "\r\n" + LOCATION + "\r\n\r\n{\"size\":1}";
        assertThat(API.problems(HttpExchange.ofRaw(request, answer)).isEmpty()).isEqualTo(isDocumented);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/x-ndjson | {"size":1}\\n{"size":2}\\n                        | true
            application/x-ndjson | {"size":1}\\n{"x":2}\\n                           | false
            text/csv             | size,time                                         | true
            text/csv             | time,size                                         | false
            text/event-stream    | event: thing\\nid:1\\ndata: {"size":\\ndata:1}\\n\\n | true
            text/event-stream    | : ping\\n\\nevent:thing\\ndata:{"size":1}\\n\\n   | true
            text/event-stream    | event: thing\\ndata: {}\\n\\n                     | false
            text/event-stream    | data: {"size":1}\\n\\n                            | false
            text/event-stream    | evil: thing\\n\\n                                 | false
            """)
    void checksBodiesOfManyParts(String type, String body, boolean isDocumented) {
        String text = body.replace("\\n", "\n");
        assertThat(problems("GET /things", "", "200", text, "Content-Type: " + type)
                        .isEmpty())
                .isEqualTo(isDocumented);
    }

    @Test
    void listsTheOperations() {
        assertThat(API.operations())
                .containsExactly("GET /things", "GET /things/all", "GET /things/{id}", "POST /things");
    }

    @Test
    void comparesRoutesInBothDirections() {
        Set<String> routes = Set.of("POST /things", "POST /things/", "GET /things/{other}", "* /things");
        assertThat(API.undocumented(routes)).isEmpty();
        assertThat(API.unserved(routes)).containsExactly("GET /things");
        assertThat(API.undocumented(Set.of("DELETE /things", "* /nowhere", "GET /")))
                .hasSize(3);
    }

    @Test
    void failsWithTheRequestAndAllThatIsWrong() {
        var exchange = HttpExchange.ofRaw("GET /nowhere HTTP/1.1\r\n\r\n", "HTTP/1.1 200 x\r\n\r\nbody");
        assertThatThrownBy(() -> API.check(exchange))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("GET /nowhere", "200", "not documented", "body");
        var known = HttpExchange.ofRaw("GET /nowhere HTTP/1.1\r\n\r\n", "HTTP/1.1 404 x\r\n\r\n");
        assertThatCode(() -> API.check(known)).doesNotThrowAnyException();
    }

    @Test
    void reportsExamplesThatBreakTheirSchemas() {
        assertThat(API.brokenExamples()).isEmpty();
        assertThat(OpenApi.load("/documents/broken-examples.yaml").brokenExamples())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("limit") || problem.contains("parameters"))
                .anyMatch(problem -> problem.contains("wrong") && problem.contains("other"));
    }

    private static List<String> problems(
            String request, String requestBody, String status, String body, String... headers) {
        String type = requestBody.isEmpty() ? "" : JSON + "\r\n";
        String lines = Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        return API.problems(HttpExchange.ofRaw(
                request + " HTTP/1.1\r\n" + type + "\r\n" + requestBody,
                "HTTP/1.1 " + status + " x\r\n" + lines + "\r\n" + body));
    }
}
