package io.txstream.status.request;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A query parameter breaks its rule. Becomes a 400 whose problem details have the parameter's name, also as the member
 * {@code parameter}. Has no stack trace, since any caller can cause it.
 */
public final class BadParameterException extends ErrorResponseException {

    /** Enough of any name that the contract has. Others come from the caller, and can be as long as the URL. */
    private static final int MAX_NAME_LENGTH = 64;

    /**
     * Creates the exception.
     *
     * @param parameter the name, shortened to 64 characters
     * @param problem the rest of a sentence that begins with the name, such as {@code must be 1 to 500}
     */
    public BadParameterException(String parameter, String problem) {
        super(HttpStatus.BAD_REQUEST, problemDetail(shorten(parameter), problem), null);
    }

    private static ProblemDetail problemDetail(String parameter, String problem) {
        var detail = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, parameter + " " + problem);
        detail.setProperty("parameter", parameter);
        return detail;
    }

    private static String shorten(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= MAX_NAME_LENGTH ? name : name.substring(0, name.offsetByCodePoints(0, MAX_NAME_LENGTH));
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
