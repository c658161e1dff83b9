package io.txstream.testsupport.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** Collects the body of a request of the JDK's client, which only publishes it. */
final class PublishedBody implements Flow.Subscriber<ByteBuffer> {

    private final BodySubscriber<String> collected = BodySubscribers.ofString(UTF_8);

    private PublishedBody() {}

    /** Returns the body as text; empty if there is none. Publishers of strings and arrays publish at once. */
    static String of(HttpRequest request) {
        return request.bodyPublisher()
                .map(publisher -> {
                    var body = new PublishedBody();
                    publisher.subscribe(body);
                    return body.collected.getBody().toCompletableFuture().join();
                })
                .orElse("");
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        collected.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer item) {
        collected.onNext(List.of(item));
    }

    @Override
    public void onError(Throwable error) {
        collected.onError(error);
    }

    @Override
    public void onComplete() {
        collected.onComplete();
    }
}
