/** Where tests get their broker and their database from. */
@NullMarked
package io.txstream.testsupport.servers;

import org.jspecify.annotations.NullMarked;
