/** Serves lookups over HTTP. */
@NullMarked
package io.txstream.status.web;

import org.jspecify.annotations.NullMarked;
