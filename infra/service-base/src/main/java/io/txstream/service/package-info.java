/** What the three services share as Spring Boot applications: the topic check, problem details, startup failures, defaults. */
@NullMarked
package io.txstream.service;

import org.jspecify.annotations.NullMarked;
