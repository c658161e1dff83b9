/** The contract of the topics: their names, keys, values and the rules every reader and writer keeps. Knows no framework. */
@NullMarked
package io.txstream.contract;

import org.jspecify.annotations.NullMarked;
