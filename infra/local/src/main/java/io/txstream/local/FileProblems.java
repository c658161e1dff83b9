package io.txstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** File errors in words. Java's own messages consist of a class name and a path. */
final class FileProblems {

    private FileProblems() {}

    /** Returns a clause such as "/data is not writable by alice". */
    static String describe(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not writable by " + System.getProperty("user.name");
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is a file";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist and cannot be created";
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return e.toString();
    }

    static String describe(UncheckedIOException e) {
        return e.getCause() == null ? e.toString() : describe(e.getCause());
    }
}
