package io.txstream.contract;

import org.jspecify.annotations.Nullable;

/** The five fields of a transaction, in the order in which their errors are reported. */
enum Field {
    TRANSACTION_ID("transaction_id"),
    SOURCE_ACCOUNT("source_account"),
    DESTINATION_ACCOUNT("destination_account"),
    AMOUNT("amount"),
    CURRENCY("currency");

    private final String wireName;

    Field(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the field with that name in JSON, or null. */
    static @Nullable Field named(String name) {
        for (Field field : values()) {
            if (field.wireName.equals(name)) {
                return field;
            }
        }
        return null;
    }

    String wireName() {
        return wireName;
    }

    /** Returns the JSON pointer to the field. */
    String pointer() {
        return "/" + wireName;
    }
}
