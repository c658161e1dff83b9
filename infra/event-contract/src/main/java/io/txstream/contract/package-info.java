/** The contract between producers, consumers and auditors: topics, keys, values, field rules and HTTP paths. */
@NullMarked
package io.txstream.contract;

import org.jspecify.annotations.NullMarked;
