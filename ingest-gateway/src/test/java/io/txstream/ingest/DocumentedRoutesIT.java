package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.HttpPaths;
import io.txstream.testsupport.documents.OpenApi;
import io.txstream.testsupport.documents.RouterRoutes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.actuate.endpoint.web.WebFluxEndpointHandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The OpenAPI document and the routes of the gateway are the same. Those of status-query have a test there. */
class DocumentedRoutesIT extends GatewayIntegrationTest {

    private static final OpenApi DOCUMENT = OpenApi.ofTheContract();

    /** Status-query does not serve it yet, so the answer is the 404 of a path that does not exist. */
    private static final String HISTORY = "* " + HttpPaths.TRANSACTION + "/history";

    @Autowired
    private List<RouterFunction<?>> functions;

    @Autowired
    private WebFluxEndpointHandlerMapping actuator;

    @Test
    void everyRouteIsDocumented() {
        assertThat(DOCUMENT.undocumented(routes())).isSubsetOf(HISTORY);
    }

    @Test
    void everyDocumentedOperationIsARoute() {
        assertThat(DOCUMENT.operations()).contains("GET /", "GET /actuator/health");
        assertThat(DOCUMENT.unserved(routes()))
                .allMatch(operation -> operation.contains(" " + HttpPaths.TRANSACTIONS), "is a lookup");
    }

    private Set<String> routes() {
        Set<String> routes = new TreeSet<>(RouterRoutes.of(functions));
        actuator.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternsCondition().getPatterns().stream())
                .map(pattern -> "GET " + pattern.getPatternString().replaceFirst("/(\\*\\*|\\{\\*\\w+})$", "/{group}"))
                .forEach(routes::add);
        return routes;
    }
}
