package io.txstream.status;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The lines of an event stream, as they arrive. To close it closes its connection. */
final class EventLines implements Flow.Subscriber<String>, AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();

    private final List<String> lines = new ArrayList<>();
    private volatile Flow.@Nullable Subscription subscription;

    /** Opens a stream of an instance with headers, each as a name and a value. */
    static EventLines open(StatusInstance instance, String path, String... headers) {
        var stream = new EventLines();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + path))
                .header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        CompletableFuture<?> unused = HTTP.sendAsync(request.build(), BodyHandlers.fromLineSubscriber(stream));
        return stream;
    }

    /** Returns all lines. The last one is {@code end} or {@code broken} if the stream has ended. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Returns the data of the events without a name. */
    List<String> data() {
        return values("data: ").stream()
                .filter(data -> data.contains("transaction_id"))
                .toList();
    }

    List<String> ids() {
        return values("id: ");
    }

    private List<String> values(String field) {
        return lines().stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()))
                .toList();
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        synchronized (lines) {
            lines.add(line);
        }
    }

    @Override
    public void onError(Throwable error) {
        onNext("broken");
    }

    @Override
    public void onComplete() {
        onNext("end");
    }

    @Override
    public void close() {
        Flow.Subscription opened = subscription;
        if (opened != null) {
            opened.cancel();
        }
    }
}
