/** Lists transactions by their fields, in pages and as exports. */
@NullMarked
package io.txstream.status.lists;

import org.jspecify.annotations.NullMarked;
