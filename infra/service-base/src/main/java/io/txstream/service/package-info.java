/** What the three services share as Spring Boot applications: topic check, problem details, failed starts, defaults. */
@NullMarked
package io.txstream.service;

import org.jspecify.annotations.NullMarked;
