package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;

/** One JSON object per line, the same as the answer to a lookup. */
final class NdjsonFormat implements ExportFormat {

    private static final byte[] NOTHING = {};

    private final TransactionDocuments documents;

    NdjsonFormat(TransactionDocuments documents) {
        this.documents = documents;
    }

    @Override
    public byte[] head() {
        return NOTHING;
    }

    @Override
    public void write(TransactionView transaction, ByteArrayOutputStream to) {
        to.writeBytes(documents.of(transaction).json());
        to.write('\n');
    }
}
