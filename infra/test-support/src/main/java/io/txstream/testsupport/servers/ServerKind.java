package io.txstream.testsupport.servers;

/**
 * What broker and database of the tests are. The one switch is the system property {@value #PROPERTY}, which the Maven
 * profile {@code testcontainers} sets.
 */
public enum ServerKind {
    /** Processes of this machine, from Maven Central. The default. */
    EMBEDDED,
    /** Containers, from the public images. */
    CONTAINERS;

    /** {@code embedded} or {@code containers}. */
    public static final String PROPERTY = "txstream.test.servers";

    /**
     * Returns the kind that this JVM uses.
     *
     * @throws IllegalArgumentException if the property is neither unset, nor empty, nor the name of a kind
     */
    public static ServerKind current() {
        return of(System.getProperty(PROPERTY, ""));
    }

    static ServerKind of(String name) {
        return switch (name) {
            case "", "embedded" -> EMBEDDED;
            case "containers" -> CONTAINERS;
            default ->
                throw new IllegalArgumentException(
                        "%s must be embedded or containers, was %s".formatted(PROPERTY, name));
        };
    }
}
