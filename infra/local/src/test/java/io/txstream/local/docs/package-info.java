/** Tests that the text of the repository follows its rules, and that the documents agree with the code. */
@NullMarked
package io.txstream.local.docs;

import org.jspecify.annotations.NullMarked;
