/** The rules that existing topics must satisfy for the guarantees to hold. */
@NullMarked
package io.txstream.contract.topics;

import org.jspecify.annotations.NullMarked;
