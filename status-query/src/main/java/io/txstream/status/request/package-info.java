/** What the routes read in requests: query parameters and media types. */
@NullMarked
package io.txstream.status.request;

import org.jspecify.annotations.NullMarked;
