package io.txstream.status;

import io.txstream.service.FailureExit;
import io.txstream.status.lookup.Transactions;
import io.txstream.testsupport.documents.HttpExchange;
import io.txstream.testsupport.documents.OpenApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** An instance of status-query in this JVM, which counts the exits of its process instead of exiting. */
final class StatusInstance implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final AtomicInteger exits = new AtomicInteger();
    private final ConfigurableApplicationContext context;

    StatusInstance(String bootstrapServers, String r2dbcUrl, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--spring.r2dbc.url=" + r2dbcUrl,
                "--spring.r2dbc.username=postgres",
                // An unfinished fetch delays a seek and the end of the consumer.
                "--spring.kafka.consumer.fetch-max-wait=100ms"));
        arguments.addAll(List.of(settings));
        var application = new SpringApplication(StatusApplication.class);
        application.addInitializers(created -> replaceBeans((GenericApplicationContext) created));
        context = application.run(arguments.toArray(String[]::new));
    }

    private void replaceBeans(GenericApplicationContext created) {
        created.registerBean(FailureExit.class, () -> new FailureExit(exits::incrementAndGet));
        // The threads that all instances of a JVM share by default end with the first instance that is closed.
        created.registerBean(ReactorResourceFactory.class, () -> {
            var own = new ReactorResourceFactory();
            own.setUseGlobalResources(false);
            return own;
        });
    }

    /** Returns whether the process would have ended with exit code 1. */
    boolean hasExited() {
        return exits.get() > 0;
    }

    /** Samples and checks at once, instead of at the end of their intervals. */
    void runScheduledTasks() {
        context.getBean(ScheduledTaskHolder.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
    }

    /** Returns the answer to a lookup: the status if there is one, else the HTTP status. */
    String lookup(String id) {
        HttpResponse<String> response = get("/v1/transactions/" + id);
        return response.statusCode() == 200
                ? response.body().replaceAll(".*\"status\":\"(\\w+)\".*", "$1")
                : Integer.toString(response.statusCode());
    }

    /** Returns what answers the lookups, without HTTP. */
    Transactions transactions() {
        return context.getBean(Transactions.class);
    }

    boolean isReady() {
        return get("/actuator/health/readiness").statusCode() == 200;
    }

    /** Returns the value of a metric, such as {@code NaN}. */
    String metric(String name) {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://localhost:" + port() + path);
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            OpenApi.ofTheContract().check(HttpExchange.of(answer));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + uri, e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
