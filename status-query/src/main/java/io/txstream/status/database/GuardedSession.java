package io.txstream.status.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** What a {@link ConnectionGuard} knows of one connection. Any thread may call it. */
final class GuardedSession {

    private boolean trusted;
    private long checkedAt;
    private long usedSince;
    private @Nullable Disposable deadline;

    /** Returns whether a check has passed in the interval before now, and nothing has raised doubt since. */
    synchronized boolean wasChecked(long now, Duration interval) {
        return trusted && now - checkedAt < interval.toNanos();
    }

    synchronized void checked(long now) {
        trusted = true;
        checkedAt = now;
    }

    /** Begins a use that the deadline ends. */
    synchronized void use(long now, Disposable newDeadline) {
        endDeadline();
        deadline = newDeadline;
        usedSince = now;
    }

    /** Ends a use. After a long one the connection must be checked again, since its server may not have answered. */
    synchronized void release(long now, Duration shortUse) {
        if (deadline != null) {
            trusted &= now - usedSince < shortUse.toNanos();
            endDeadline();
        }
    }

    /** Raises doubt about a trusted connection that is not in use, and returns whether it did. */
    synchronized boolean suspectIfUnused() {
        boolean doubted = trusted && deadline == null;
        trusted &= !doubted;
        return doubted;
    }

    private void endDeadline() {
        if (deadline != null) {
            deadline.dispose();
            deadline = null;
        }
    }
}
