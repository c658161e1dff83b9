package io.txstream.ingest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The header fields that a lookup and its answer carry through the gateway. */
final class LookupHeaders {

    /** About one connection only: RFC 9110, section 7.6.1. */
    private static final Set<String> HOP_BY_HOP = ignoringCase(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade");

    /** Of a request, also those about a body, which a lookup does not have, and that only trusted proxies may set. */
    private static final Set<String> NOT_FORWARDED = ignoringCase("Content-Length", "Expect", "Forwarded", "Host");

    /** The beginning of further names that only trusted proxies may set. */
    private static final String X_FORWARDED = "X-Forwarded-";

    private static final Set<String> NONE = Set.of();

    private LookupHeaders() {}

    private static Set<String> ignoringCase(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(Set.of(names));
        return all;
    }

    /** Adds the fields of a request that status-query gets, to those that the client has set on its own. */
    static void addRequest(HttpHeaders from, HttpHeaders to) {
        to.remove(HttpHeaderNames.ACCEPT).remove(HttpHeaderNames.USER_AGENT);
        add(from, to, name -> NOT_FORWARDED.contains(name) || isXForwarded(name));
    }

    /** Adds the fields of an answer that the caller gets. */
    static void addAnswer(HttpHeaders from, HttpHeaders to) {
        add(from, to, name -> false);
    }

    private static boolean isXForwarded(String name) {
        return name.regionMatches(true, 0, X_FORWARDED, 0, X_FORWARDED.length());
    }

    private static void add(HttpHeaders from, HttpHeaders to, Predicate<String> isExcluded) {
        Set<String> options = connectionOptions(from);
        Iterator<Entry<CharSequence, CharSequence>> fields = from.iteratorCharSequence();
        while (fields.hasNext()) {
            Entry<CharSequence, CharSequence> field = fields.next();
            String name = field.getKey().toString();
            if (!HOP_BY_HOP.contains(name) && !isExcluded.test(name) && !options.contains(name)) {
                to.add(name, field.getValue());
            }
        }
    }

    /** Returns the fields that the sender declared to be about the connection. */
    private static Set<String> connectionOptions(HttpHeaders headers) {
        String value = headers.get(HttpHeaderNames.CONNECTION);
        if (value == null
                || (value.equalsIgnoreCase("keep-alive")
                        && headers.getAll(HttpHeaderNames.CONNECTION).size() == 1)) {
            return NONE;
        }
        Set<String> options = ignoringCase();
        for (String list : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String option : list.split(",", -1)) {
                options.add(option.trim());
            }
        }
        return options;
    }
}
