/** Checks real requests, answers and records against the OpenAPI and AsyncAPI documents of the contract. */
@NullMarked
package io.txstream.testsupport.documents;

import org.jspecify.annotations.NullMarked;
