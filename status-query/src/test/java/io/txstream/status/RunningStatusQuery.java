package io.txstream.status;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.DirectProducer;
import io.txstream.testsupport.RawConnection;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.documents.HttpExchange;
import io.txstream.testsupport.documents.OpenApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with a broker and a Postgres of its own. A proxy stands between it and Postgres. */
public final class RunningStatusQuery implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Broker kafka;
    private final Database postgres;
    private final TcpProxy proxy;
    private final ConfigurableApplicationContext application;

    /** @param settings arguments of the application, such as {@code --server.port=0} */
    public RunningStatusQuery(Path directory, String... settings) {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        kafka.createTopics(2);
        postgres = Servers.database(PostgresSettings.in(directory.resolve("postgres")));
        URI address = URI.create(postgres.r2dbcUrl().substring("r2dbc:".length()));
        proxy = TcpProxy.to(address.getHost(), address.getPort());
        application = run(postgres.r2dbcUrl().replace(":" + address.getPort(), ":" + proxy.port()), settings);
    }

    /** Starts another instance on a database. */
    ConfigurableApplicationContext run(String r2dbcUrl, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.r2dbc.url=" + r2dbcUrl,
                "--spring.r2dbc.username=" + PostgresSettings.USER));
        arguments.addAll(List.of(settings));
        return new SpringApplication(StatusApplication.class).run(arguments.toArray(String[]::new));
    }

    public ConfigurableApplicationContext application() {
        return application;
    }

    public Database postgres() {
        return postgres;
    }

    TcpProxy databaseProxy() {
        return proxy;
    }

    public void produce(String id) {
        new DirectProducer(kafka.bootstrapServers()).send(id);
    }

    public int lookup(String id) {
        return send("GET", "/v1/transactions/" + id).statusCode();
    }

    int readiness() {
        return send("GET", "/actuator/health/readiness").statusCode();
    }

    public HttpResponse<String> send(String method, String path) {
        return send(method, path, "*/*");
    }

    public HttpResponse<String> send(String method, String path, String accept) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                            .method(method, BodyPublishers.noBody())
                            .header("Accept", accept)
                            .build(),
                    BodyHandlers.ofString());
            OpenApi.ofTheContract().check(HttpExchange.of(answer));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends bytes that no HTTP client sends, and returns everything until the server closes the connection. */
    String sendRaw(String request) {
        String answer = RawConnection.exchange(port(), request);
        OpenApi.ofTheContract().check(HttpExchange.ofRaw(request, answer));
        return answer;
    }

    public int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Executes a statement in the database {@code postgres}, past the proxy. */
    void execute(String sql) {
        String url = postgres.jdbcUrl().replace("/" + PostgresSettings.DATABASE, "/postgres");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether a transaction has been projected, past the proxy and the service. */
    boolean isProjected(String id) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT FROM transactions WHERE transaction_id = '" + id + "'")) {
            return found.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
        proxy.close();
        postgres.close();
        kafka.close();
    }
}
