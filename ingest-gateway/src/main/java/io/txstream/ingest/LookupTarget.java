package io.txstream.ingest;

import io.txstream.contract.HttpPaths;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A request target that is forwarded to status-query: the list of transactions, one transaction, or its history.
 *
 * @param uri the path and the query, as they were sent
 * @param path the path
 * @param isOne whether the path is that of one transaction
 */
record LookupTarget(String uri, String path, boolean isOne) {

    /** The end of a path below a transaction, which status-query may serve. */
    static final String HISTORY = "/history";

    private static final String AUTHORITY = "://";

    /** Of RFC 3986, without {@code %} and {@code #}. Clients also send brackets as they are. */
    private static final BitSet PLAIN_CHARACTERS = characters();

    private static BitSet characters() {
        var plain = new BitSet(1 << 7);
        plain.set('a', 'z' + 1);
        plain.set('A', 'Z' + 1);
        plain.set('0', '9' + 1);
        "-._~!$&'()*+,;=:@/?[]".chars().forEach(plain::set);
        return plain;
    }

    /**
     * Returns the target of a request line, or null if it is not forwarded: another path, or characters that should be
     * percent-encoded. These would reach status-query as they are.
     *
     * @param target in origin form or absolute form (RFC 9112, section 3.2)
     */
    static @Nullable LookupTarget parse(String target) {
        String uri = originForm(target);
        if (uri == null || !uri.startsWith(HttpPaths.TRANSACTIONS)) {
            return null;
        }
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        boolean isList = path.length() == HttpPaths.TRANSACTIONS.length();
        if ((!isList && !isBelowTheList(path)) || !isEncoded(uri)) {
            return null;
        }
        return new LookupTarget(uri, path, !isList && !path.endsWith(HISTORY));
    }

    private static @Nullable String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = target.indexOf(AUTHORITY);
        int start = authority < 0 ? -1 : target.indexOf('/', authority + AUTHORITY.length());
        int query = target.indexOf('?');
        return start < 0 || (query >= 0 && query < start) ? null : target.substring(start);
    }

    private static boolean isBelowTheList(String path) {
        int slash = HttpPaths.TRANSACTIONS.length();
        if (path.charAt(slash) != '/' || path.length() == slash + 1) {
            return false;
        }
        int end = path.indexOf('/', slash + 1);
        return end < 0 || (end > slash + 1 && path.substring(end).equals(HISTORY));
    }

    private static boolean isEncoded(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char character = uri.charAt(i);
            if (character == '%') {
                if (!isHexDigit(uri, i + 1) || !isHexDigit(uri, i + 2)) {
                    return false;
                }
                i += 2;
            } else if (!PLAIN_CHARACTERS.get(character)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(String uri, int index) {
        return index < uri.length() && Character.digit(uri.charAt(index), 16) >= 0 && uri.charAt(index) < 'g';
    }

    /** Whether there is a query. That of a transaction can only be a wait. */
    boolean hasQuery() {
        return uri.length() > path.length();
    }

    /** Whether the path can be that of the stream of all changes. It is that of a transaction too. */
    boolean isChanges() {
        return path.equals(HttpPaths.TRANSACTION_CHANGES);
    }
}
