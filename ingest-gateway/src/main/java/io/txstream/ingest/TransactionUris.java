package io.txstream.ingest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/** Where a transaction is looked up. */
final class TransactionUris {

    private TransactionUris() {}

    /** Percent-encodes all but the unreserved characters (RFC 3986, section 2.3), so that any id is one path segment. */
    static URI of(String transactionId) {
        String segment = UriUtils.encode(transactionId, StandardCharsets.UTF_8);
        // The ids "." and ".." would be taken for steps in the path (section 5.2.4).
        boolean dots = segment.equals(".") || segment.equals("..");
        return URI.create("/v1/transactions/" + (dots ? segment.replace(".", "%2E") : segment));
    }
}
