package io.txstream.ingest;

import io.txstream.ingest.WebhookMetrics.Outcome;
import io.txstream.service.ExpectedFailure;

/** A body that was not received. Has no stack trace, since senders can cause any number of them. */
final class BodyFailure extends RuntimeException implements ExpectedFailure {

    private final transient Outcome outcome;

    private BodyFailure(Outcome outcome) {
        super(outcome.name(), null, false, false);
        this.outcome = outcome;
    }

    static BodyFailure tooLarge() {
        return new BodyFailure(Outcome.TOO_LARGE);
    }

    /** It did not arrive in time. */
    static BodyFailure tooSlow() {
        return new BodyFailure(Outcome.TOO_SLOW);
    }

    /** The budget for bytes in flight is used up. */
    static BodyFailure noRoom() {
        return new BodyFailure(Outcome.UNAVAILABLE);
    }

    /** The sender closed the connection, or broke the framing of the body. */
    static BodyFailure aborted() {
        return new BodyFailure(Outcome.ABORTED);
    }

    Outcome outcome() {
        return outcome;
    }
}
