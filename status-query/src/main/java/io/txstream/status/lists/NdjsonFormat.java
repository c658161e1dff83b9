package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object per line, the same as the answer to a lookup. */
final class NdjsonFormat implements ExportFormat {

    private static final byte[] NOTHING = {};

    private final ObjectWriter writer;

    NdjsonFormat(JsonMapper json) {
        this.writer = json.writerFor(TransactionView.class).without(SerializationFeature.INDENT_OUTPUT);
    }

    @Override
    public byte[] head() {
        return NOTHING;
    }

    @Override
    public void write(TransactionView transaction, ByteArrayOutputStream to) {
        to.writeBytes(writer.writeValueAsBytes(transaction));
        to.write('\n');
    }
}
