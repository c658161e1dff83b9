package io.txstream.ingest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Wires the routes of the documents. */
@Configuration(proxyBeanMethods = false)
class DocumentWiring {

    @Bean
    RouterFunction<ServerResponse> documentRoutes(ResourceLoader resources) {
        return DocumentRoutes.of(new DocsFiles(ResourcePatternUtils.getResourcePatternResolver(resources)));
    }
}
