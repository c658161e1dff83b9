package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupHeadersTest {

    private final HttpHeaders from = new DefaultHttpHeaders();
    private final HttpHeaders to = new DefaultHttpHeaders();

    @Test
    void passesWhatConcernsTheLookup() {
        from.add("Accept", "text/csv")
                .add("accept", "*/*;q=0.1")
                .add("Prefer", "wait=35")
                .add("If-None-Match", "\"a\"")
                .add("Last-Event-ID", "17-3")
                .add("Traceparent", "00-1-2-01")
                .add("Connection", "keep-alive");
        LookupHeaders.addRequest(from, to);
        from.remove("Connection");
        assertThat(fields(to)).isEqualTo(fields(from));
    }

    @Test
    void removesWhatConcernsTheCallersConnection() {
        from.add("Connection", "Upgrade, x-own").add("connection", "close ,TE");
        from.add("Upgrade", "websocket").add("X-Own", "a").add("TE", "trailers").add("Keep-Alive", "timeout=5");
        from.add("Proxy-Authorization", "Basic a").add("Proxy-Connection", "a").add("Transfer-Encoding", "chunked");
        from.add("Trailer", "a").add("X-Other", "kept");
        LookupHeaders.addRequest(from, to);
        assertThat(to.names()).containsExactly("X-Other");
    }

    /** Nothing in front of the gateway is known to be a proxy that may set them. */
    @Test
    void removesTheAddressesThatACallerClaims() {
        from.add("Host", "gateway").add("Forwarded", "for=a").add("x-forwarded-for", "a");
        from.add("X-Forwarded-Host", "a").add("X-Forwarded-Proto", "https").add("X-Forwarded-Prefix", "/a");
        from.add("X-Forwarded-Port", "1").add("X-Forwarded-Ssl", "on");
        from.add("x-forwarded-server", "a").add("X-Forwarded-Scheme", "https").add("X-Forwarded-Client-Cert", "a");
        LookupHeaders.addRequest(from, to);
        assertThat(to).isEmpty();
    }

    @Test
    void replacesWhatTheClientHasSetOnItsOwn() {
        to.add("Accept", "*/*").add("User-Agent", "own").add("Host", "status-query");
        from.add("Accept", "text/csv").add("Host", "gateway");
        LookupHeaders.addRequest(from, to);
        assertThat(fields(to)).containsExactly("Host=status-query", "Accept=text/csv");
    }

    @Test
    void removesWhatConcernsABody() {
        from.add("Content-Length", "0").add("Expect", "100-continue");
        LookupHeaders.addRequest(from, to);
        assertThat(to).isEmpty();
    }

    @Test
    void passesTheAnswersFieldsExceptThoseOfItsConnection() {
        from.add("Connection", "keep-alive").add("Transfer-Encoding", "chunked").add("Keep-Alive", "a");
        LookupHeaders.addAnswer(from, to);
        assertThat(to).isEmpty();
        from.clear()
                .add("ETag", "\"a\"")
                .add("Content-Length", "5")
                .add("Vary", "Accept")
                .add("Vary", "Prefer")
                .add("X-Forwarded-Answer", "a")
                .add("Link", "<?cursor=a>; rel=\"next\"")
                .add("Retry-After", "17")
                .add("Preference-Applied", "wait=35");
        LookupHeaders.addAnswer(from, to);
        assertThat(fields(to)).isEqualTo(fields(from));
    }

    private static List<String> fields(HttpHeaders headers) {
        return headers.entries().stream().map(Object::toString).toList();
    }
}
