/** What requests of all kinds share: query parameters, media types, and places for those that are held. */
@NullMarked
package io.txstream.status.request;

import org.jspecify.annotations.NullMarked;
