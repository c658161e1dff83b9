package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.MediaType;

/** Reads the page that renders the OpenAPI document, and the files that it uses: Swagger UI from its WebJar. */
final class DocsFiles {

    /** Forbids requests to other hosts, inline scripts, and frames of other pages around this one. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

    /** The version is that of the jar. */
    private static final String SWAGGER_UI = "classpath*:META-INF/resources/webjars/swagger-ui/*/";

    private static final String DOCS = "docs/";
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);
    private static final MediaType CSS = new MediaType("text", "css", UTF_8);
    private static final MediaType JAVASCRIPT = new MediaType("text", "javascript", UTF_8); // RFC 9239
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, UTF_8);

    private final ResourcePatternResolver resources;

    DocsFiles(ResourcePatternResolver resources) {
        this.resources = resources;
    }

    StaticFile page() {
        return new StaticFile(read(new ClassPathResource(DOCS + "index.html")), HTML, POLICY);
    }

    /** Returns the other files by their names. */
    Map<String, StaticFile> files() {
        return Map.of(
                "start.js", new StaticFile(read(new ClassPathResource(DOCS + "start.js")), JAVASCRIPT),
                "swagger-ui.css", swaggerUi("swagger-ui.css", CSS),
                "swagger-ui-bundle.js", swaggerUi("swagger-ui-bundle.js", JAVASCRIPT),
                "swagger-ui-bundle.js.LICENSE.txt", swaggerUi("swagger-ui-bundle.js.LICENSE.txt", TEXT));
    }

    private StaticFile swaggerUi(String name, MediaType type) {
        try {
            Resource[] found = resources.getResources(SWAGGER_UI + name);
            if (found.length != 1) {
                throw new IllegalStateException(found.length + " versions of Swagger UI are in the class path");
            }
            return new StaticFile(read(found[0]), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Resource resource) {
        try {
            return resource.getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
