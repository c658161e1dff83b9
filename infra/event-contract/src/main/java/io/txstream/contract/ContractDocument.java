package io.txstream.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The documents that describe the contract, in YAML. Tests validate requests, answers and records against them. */
public enum ContractDocument {
    /** Everything under the base URL, as OpenAPI 3.1. */
    OPENAPI("openapi.yaml"),
    /** The topics, as AsyncAPI 3.0. */
    ASYNCAPI("asyncapi.yaml");

    private final String file;

    ContractDocument(String file) {
        this.file = file;
    }

    /** Reads the document: YAML in UTF-8. */
    public byte[] read() {
        try (InputStream document = ContractDocument.class.getResourceAsStream(file)) {
            if (document == null) {
                throw new IllegalStateException(file + " is not in the class path");
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
