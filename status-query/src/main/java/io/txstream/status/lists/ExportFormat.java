package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;

/** How an export is written. */
interface ExportFormat {

    /** Returns what precedes the first transaction; can be empty. */
    byte[] head();

    /** Appends a transaction. */
    void write(TransactionView transaction, ByteArrayOutputStream to);
}
