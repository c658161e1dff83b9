package io.txstream.testsupport.documents;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Lists the routes of Spring's router functions by their methods and paths. Not for nested routes. */
public final class RouterRoutes implements RouterFunctions.Visitor {

    /** Stands for the methods of a route that does not name any. */
    public static final String ANY_METHOD = "*";

    private final Set<String> routes = new TreeSet<>();

    private RouterRoutes() {}

    /** Returns every route, as {@code GET /path/{parameter}} or {@code * /path/{parameter}}. */
    public static Set<String> of(Collection<? extends RouterFunction<?>> functions) {
        var visitor = new RouterRoutes();
        functions.forEach(function -> function.accept(visitor));
        return visitor.routes;
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        var parts = new Parts();
        predicate.accept(parts);
        if (parts.paths.isEmpty()) {
            throw new IllegalArgumentException("a route without a path: " + predicate);
        }
        Set<String> methods = parts.methods.isEmpty() ? Set.of(ANY_METHOD) : parts.methods;
        parts.paths.forEach(path -> methods.forEach(method -> routes.add(method + " " + path)));
    }

    @Override
    public void startNested(RequestPredicate predicate) {
        throw new IllegalArgumentException("a nested route: " + predicate);
    }

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
        throw new IllegalArgumentException("resources are not listed");
    }

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> function) {
        throw new IllegalArgumentException("a route that cannot be listed: " + function);
    }

    /** The paths and methods of one predicate, except those that it negates. */
    private static final class Parts implements RequestPredicates.Visitor {

        private final Set<String> paths = new HashSet<>();
        private final Set<String> methods = new HashSet<>();
        private int negations;

        @Override
        public void method(Set<HttpMethod> names) {
            if (negations == 0) {
                names.forEach(name -> methods.add(name.name()));
            }
        }

        @Override
        public void path(String pattern) {
            if (negations == 0) {
                paths.add(pattern);
            }
        }

        @Override
        public void startNegate() {
            negations++;
        }

        @Override
        public void endNegate() {
            negations--;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void queryParam(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
