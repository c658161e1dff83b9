/** What the three services share as Spring Boot applications: the check of the topics, problem details, defaults. */
@NullMarked
package io.txstream.service;

import org.jspecify.annotations.NullMarked;
