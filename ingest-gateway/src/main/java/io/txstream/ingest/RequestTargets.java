package io.txstream.ingest;

import io.txstream.contract.HttpPaths;

/**
 * The request targets that can have a route. Spring makes several objects of every path segment and matrix parameter,
 * up to 500 KB of one request line, and holds them as long as the request lives.
 */
final class RequestTargets {

    /** As in {@code /actuator/health/webhooks/kafka}. */
    private static final int MAX_SEGMENTS = 4;

    /** An id of 128 characters with four bytes each, and each byte percent-encoded. */
    private static final int MAX_ID = 128 * 4 * 3;

    private static final int MAX_PATH = HttpPaths.TRANSACTIONS.length() + 1 + MAX_ID + LookupTarget.HISTORY.length();

    private static final String SEMICOLON = "%3B";

    private RequestTargets() {}

    /**
     * Returns the target with every semicolon of its path percent-encoded. An id may contain one, and Spring would cut
     * off what follows it as a matrix parameter.
     */
    static String withEncodedSemicolons(String target) {
        String path = path(target);
        if (path.indexOf(';') < 0) {
            return target;
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        return target.substring(0, end - path.length()) + path.replace(";", SEMICOLON) + target.substring(end);
    }

    /** Whether a route may take a target, whose semicolons are encoded. */
    static boolean canHaveRoute(String target) {
        String path = path(target);
        return path.length() <= MAX_PATH
                && path.chars().filter(character -> character == '/').count() <= MAX_SEGMENTS;
    }

    /** Returns the path of a target, which can begin with a scheme and a host (RFC 9112, section 3.2.2). */
    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int slash = path.indexOf('/');
        if (slash < 1 || !path.startsWith("://", slash - 1)) {
            return path;
        }
        int start = path.indexOf('/', slash + 2);
        return start < 0 ? "" : path.substring(start);
    }
}
