package io.txstream.ingest;

import java.util.concurrent.Semaphore;

/**
 * Owns the bound of lookups in progress, so that webhooks always find connections. Those that are held, such as waits
 * and streams, have places of their own, and do not keep the others from an answer. Thread-safe; never blocks.
 */
final class LookupPlaces {

    private final int maxPlain;
    private final int maxHeld;
    private final Semaphore plain;
    private final Semaphore held;

    /**
     * Creates places of which none is taken.
     *
     * @param maxPlain for lookups that are answered at once
     * @param maxHeld for lookups that are held
     */
    LookupPlaces(int maxPlain, int maxHeld) {
        this.maxPlain = maxPlain;
        this.maxHeld = maxHeld;
        plain = new Semaphore(maxPlain);
        held = new Semaphore(maxHeld);
    }

    /** Takes a place, or returns false if all are taken. */
    boolean take(LookupKind kind) {
        return of(kind).tryAcquire();
    }

    void giveBack(LookupKind kind) {
        of(kind).release();
    }

    /** Exchanges a place for one of a lookup that is held, or returns false if all of those are taken. */
    boolean hold(LookupKind kind) {
        if (kind.isHeld()) {
            return true;
        }
        boolean isTaken = held.tryAcquire();
        if (isTaken) {
            plain.release();
        }
        return isTaken;
    }

    private Semaphore of(LookupKind kind) {
        return kind.isHeld() ? held : plain;
    }

    /** Returns how many lookups can be in progress at once. */
    int max() {
        return maxPlain + maxHeld;
    }

    int takenPlain() {
        return maxPlain - plain.availablePermits();
    }

    int takenHeld() {
        return maxHeld - held.availablePermits();
    }
}
