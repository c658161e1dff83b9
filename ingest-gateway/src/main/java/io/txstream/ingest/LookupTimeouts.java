package io.txstream.ingest;

import java.time.Duration;

/** How long a lookup may take in each of its steps. */
final class LookupTimeouts {

    static final Duration CONNECT = Duration.ofMillis(500);

    /** For each query to a name server. All of them are asked, of which systems use up to three. */
    static final Duration NAME_QUERY = Duration.ofSeconds(1);

    static final Duration TLS_HANDSHAKE = Duration.ofSeconds(2);

    /** For the head of an answer from the tables. status-query itself answers 503 within 4 s. */
    static final Duration HEAD = Duration.ofSeconds(5);

    /** For the head of a list, an export, a history or a stream. */
    static final Duration LIST_HEAD = Duration.ofSeconds(10);

    /** For the head of an answer that waits: the longest wait of 60 s, and a lookup at its end. */
    static final Duration WAIT_HEAD = Duration.ofSeconds(65);

    /** Between two parts of a stream, which has a ping every 10 s. */
    static final Duration SILENCE = Duration.ofSeconds(35);

    /** How long a part of an answer may wait until the caller has taken all of it. */
    static final Duration STALL = Duration.ofSeconds(60);

    private LookupTimeouts() {}
}
