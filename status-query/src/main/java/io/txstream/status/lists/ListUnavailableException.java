package io.txstream.status.lists;

import io.txstream.service.Problems;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A list cannot be read now. Becomes a 503. Has no stack trace, since many lists can fail at once, and no cause: Spring
 * would take a reset connection to the database for the caller's ({@code DisconnectedClientHelper}).
 */
final class ListUnavailableException extends ErrorResponseException {

    /** @param detail a sentence for the caller */
    ListUnavailableException(String detail) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail),
                null);
        getHeaders().set(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
