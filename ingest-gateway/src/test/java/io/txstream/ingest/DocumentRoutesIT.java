package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.ContractDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents, and the page that renders one of them. */
class DocumentRoutesIT extends GatewayIntegrationTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    @ParameterizedTest
    @CsvSource({"/openapi.yaml, OPENAPI", "/asyncapi.yaml, ASYNCAPI"})
    void servesTheDocumentsOfTheContract(String path, ContractDocument document) {
        HttpResponse<String> answer = send(request(path));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/yaml");
        assertThat(answer.body()).isEqualTo(new String(document.read(), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.yaml", "/asyncapi.yaml", "/docs", "/docs/swagger-ui-bundle.js"})
    void aClientThatHasTheDocumentGets304(String path) {
        HttpResponse<String> first = send(request(path));
        String etag = header(first, "ETag");
        HttpResponse<String> second = send(request(path).header("If-None-Match", "\"other\", W/" + etag));
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(header(second, "ETag")).isEqualTo(etag);
        assertThat(header(second, "Cache-Control")).isEqualTo("no-cache");
        assertThat(send(request(path).header("If-None-Match", "\"other\"")).statusCode())
                .isEqualTo(200);
    }

    /** So that a slow client gets all of it within the idle timeout. */
    @ParameterizedTest
    @ValueSource(strings = {"/openapi.yaml", "/docs", "/docs/swagger-ui-bundle.js"})
    void compressesForClientsThatWantIt(String path) throws IOException, InterruptedException {
        HttpResponse<String> plain = send(request(path));
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
        HttpRequest.Builder request = request(path).header("Accept-Encoding", "gzip, br");
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .isEqualTo(plain.body().getBytes(UTF_8));
        assertThat(answer.body().length).isLessThan(plain.body().length() * 2 / 3);
        String etag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(header(plain, "ETag")).isNotEqualTo(etag);
        assertThat(send(request.header("If-None-Match", etag)).statusCode()).isEqualTo(304);
        assertThat(send(request(path).header("If-None-Match", etag)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.yaml", "/asyncapi.yaml", "/docs", "/docs/start.js"})
    void answersHeadAndOptionsAndRefusesOtherMethods(String path) {
        HttpResponse<String> get = send(request(path));
        HttpResponse<String> head = send(request(path).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("ETag", "Content-Type", "Content-Length")) {
            assertThat(header(head, name)).isEqualTo(header(get, name)).isNotEmpty();
        }
        HttpResponse<String> options = send(request(path).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(header(options, "Allow")).isEqualTo("GET,HEAD");
        assertThat(send(request(path).POST(BodyPublishers.ofString("x"))).statusCode())
                .isEqualTo(405);
    }

    @Test
    void thePageRefersToOwnFilesOnlyAndForbidsOtherHosts() {
        HttpResponse<String> page = send(request("/docs"));
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(page, "Content-Security-Policy"))
                .isEqualTo("default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
        assertThat(page.body()).doesNotContain("//").doesNotContain("<style").doesNotContain(" style=");
        List<String> references = REFERENCE
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .filter(reference -> !reference.equals("data:,"))
                .toList();
        assertThat(references)
                .contains("openapi.yaml", "docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/start.js")
                .allSatisfy(reference ->
                        assertThat(send(request("/" + reference)).statusCode()).isEqualTo(200));
        assertThat(Pattern.compile("<script>|<script [^s]").matcher(page.body()).find())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "start.js, text/javascript;charset=UTF-8, SwaggerUIBundle({",
        "swagger-ui-bundle.js, text/javascript;charset=UTF-8, SwaggerUIBundle",
        "swagger-ui.css, text/css;charset=UTF-8, .swagger-ui",
        "swagger-ui-bundle.js.LICENSE.txt, text/plain;charset=UTF-8, @license",
    })
    void servesTheFilesOfThePageWithTheirTypes(String file, String type, String content) {
        HttpResponse<String> answer = send(request("/docs/" + file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo(type);
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.body()).contains(content);
    }

    @Test
    void theScriptRendersTheOwnDocumentAndAsksNoValidator() {
        assertThat(send(request("/docs/start.js")).body())
                .contains("contract = 'openapi.yaml'", "url: contract", "validatorUrl: null")
                .doesNotContain("http:", "https:");
    }

    /** The rest of the jar of Swagger UI is in the class path too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/",
                "/docs/index.html",
                "/docs/swagger-ui.js",
                "/docs/..%2Fstart.js",
                "/docs/%2e%2e/application.yml",
                "/webjars/swagger-ui/5.34.1/index.html",
                "/webjars/swagger-ui/index.html",
                "/index.html",
                "/application.yml",
            })
    void servesNothingElse(String path) {
        assertThat(send(request(path)).statusCode()).isEqualTo(404);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
