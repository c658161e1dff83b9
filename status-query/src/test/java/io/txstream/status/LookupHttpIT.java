package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.HttpPaths;
import io.txstream.testsupport.documents.OpenApi;
import io.txstream.testsupport.documents.RouterRoutes;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The HTTP methods of lookups, and requests that reach no route. */
@Timeout(180)
class LookupHttpIT {

    private static final String PATH = "/v1/transactions/known";

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        status.produce("known");
        await().atMost(Duration.ofSeconds(60)).until(() -> status.lookup("known") == 200);
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    @Test
    void headAnswersAsGetWithoutTheBody() {
        HttpResponse<String> get = status.send("GET", PATH);
        HttpResponse<String> head = status.send("HEAD", PATH);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : new String[] {"Content-Type", "Content-Length"}) {
            assertThat(head.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(get.headers().firstValue(header));
        }
        assertThat(status.send("HEAD", "/v1/transactions/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void optionsAndOtherMethodsNameTheSameMethods() {
        HttpResponse<String> options = status.send("OPTIONS", PATH);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().allValues("Allow")).containsExactly("GET,HEAD");
        HttpResponse<String> delete = status.send("DELETE", PATH);
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().allValues("Allow")).containsExactly("GET,HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/transactions/a|b", "/v1/transactions/a?y={z}", "/v1/transactions/%"})
    void aUrlThatCannotBeReadIsAProblem(String url) {
        assertThat(status.sendRaw(request("GET", url, ""))).satisfies(answer -> isProblem(answer, 400));
    }

    @Test
    void anAnswerToHeadHasNoBodyThoughTheUrlCannotBeRead() {
        assertThat(status.sendRaw(request("HEAD", "/v1/transactions/a|b", "")))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aRequestThatIsTooLongIsAProblem() {
        String longText = "x".repeat(20_000);
        assertThat(status.sendRaw(request("GET", PATH + longText, ""))).satisfies(answer -> isProblem(answer, 414));
        assertThat(status.sendRaw(request("GET", PATH, "X-Long: " + longText + "\r\n")))
                .satisfies(answer -> isProblem(answer, 431));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void theOpenApiDocumentAndTheRoutesAreTheSame() {
        Collection<RouterFunction<?>> functions = (Collection)
                status.application().getBeansOfType(RouterFunction.class).values();
        Set<String> routes = RouterRoutes.of(functions);
        assertThat(OpenApi.ofTheContract().undocumented(routes)).isEmpty();
        assertThat(OpenApi.ofTheContract().unserved(routes))
                .filteredOn(operation -> operation.contains(" " + HttpPaths.TRANSACTIONS))
                .isEmpty();
    }

    private static String request(String method, String url, String headers) {
        return method + " " + url + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static void isProblem(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"status\":" + status)
                .endsWith("}");
    }
}
