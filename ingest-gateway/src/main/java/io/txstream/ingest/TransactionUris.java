package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.HttpPaths;
import java.net.URI;
import org.springframework.web.util.UriUtils;

/** The URIs under which transactions are looked up. */
final class TransactionUris {

    private TransactionUris() {}

    /**
     * Returns the relative URI of a transaction. The id is one path segment: every character is percent-encoded except
     * the unreserved ones (RFC 3986, section 2.3).
     */
    static URI of(String transactionId) {
        String segment = UriUtils.encode(transactionId, UTF_8);
        // Clients remove the segments "." and ".." from a path (section 5.2.4) unless their dots are encoded.
        boolean isDots = segment.equals(".") || segment.equals("..");
        return URI.create(HttpPaths.TRANSACTIONS + "/" + (isDots ? segment.replace(".", "%2E") : segment));
    }
}
