package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.ContractDocument;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The script of the page that renders the document. */
class DocsPageTest {

    private static final Pattern REMOVED = Pattern.compile("replace\\(/(.*)/gm, ''\\)");

    /** Swagger UI 5 splits the number at its decimal point, which 1e-18 does not have, and then renders nothing. */
    @Test
    void removesEveryMultipleOfThatSwaggerUiCannotRender() throws IOException {
        String document = new String(ContractDocument.OPENAPI.read(), UTF_8);
        Matcher script = REMOVED.matcher(resource("/docs/start.js"));
        assertThat(script.find()).isTrue();
        String rendered = Pattern.compile(script.group(1), Pattern.MULTILINE)
                .matcher(document)
                .replaceAll("");
        assertThat(document).contains("multipleOf");
        assertThat(rendered).doesNotContain("multipleOf").contains("    Amount:\n");
        assertThat(rendered.lines().count()).isGreaterThan(document.lines().count() - 5);
    }

    private static String resource(String name) throws IOException {
        try (var stream = requireNonNull(DocsPageTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
