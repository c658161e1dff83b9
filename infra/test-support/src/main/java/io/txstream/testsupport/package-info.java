/** What the tests of every module share: architecture rules, and Kafka clients that do not use the code under test. */
@NullMarked
package io.txstream.testsupport;

import org.jspecify.annotations.NullMarked;
