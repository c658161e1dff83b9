/** The broker and the database of the tests: embedded ones or containers, by one switch. */
@NullMarked
package io.txstream.testservers;

import org.jspecify.annotations.NullMarked;
