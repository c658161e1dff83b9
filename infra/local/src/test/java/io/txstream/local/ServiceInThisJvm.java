package io.txstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A service that runs in this JVM, with a class loader of its own: each service has its own {@code application.yml}.
 * Its classes are those of the project as an IDE or Maven has compiled them last, and its libraries those of its jar.
 *
 * @param kind which service
 * @param mainClass the name of its main class
 * @param arguments its settings, without address, port and broker
 */
record ServiceInThisJvm(Service kind, String mainClass, List<String> arguments) {

    /** The modules whose classes a service consists of, beside its own. */
    private static final List<String> SHARED = List.of("service-base", "event-contract");

    private static final Path ROOT = root();

    /** Starts the service. The future completes when the service is ready, or fails with the reason. */
    CompletableFuture<Void> start(int port, String brokers) {
        List<String> all = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--spring.kafka.bootstrap-servers=" + brokers,
                "--logging.structured.format.console="));
        all.addAll(arguments);
        var ready = new CompletableFuture<Void>();
        new Thread(() -> run(all.toArray(String[]::new), ready), kind.module()).start();
        return ready;
    }

    private void run(String[] all, CompletableFuture<Void> ready) {
        try {
            ClassLoader loader = new URLClassLoader(kind.module(), classPath(), ClassLoader.getPlatformClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass(mainClass).getMethod("main", String[].class).invoke(null, (Object) all);
            ready.complete(null);
        } catch (InvocationTargetException e) {
            ready.completeExceptionally(e.getCause());
        } catch (ReflectiveOperationException | IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private URL[] classPath() throws IOException {
        Path module = ROOT.resolve(kind.module()).resolve("target");
        Path jar = module.resolve(kind.module() + ".jar");
        if (Files.notExists(jar)) {
            throw new IllegalStateException(jar + " does not exist. Run mvn -DskipTests package first.");
        }
        Path libraries = new UnpackedJar(jar, Files.createTempFile("unpacked", ".log"))
                .get()
                .resolveSibling("lib");
        Stream<Path> classes = Stream.concat(
                Stream.of(module),
                SHARED.stream()
                        .map(shared -> ROOT.resolve("infra").resolve(shared).resolve("target")));
        try (Stream<Path> files = Files.list(libraries)) {
            return Stream.concat(
                            classes.map(target -> target.resolve("classes")),
                            files.filter(file -> SHARED.stream()
                                    .noneMatch(shared ->
                                            file.getFileName().toString().startsWith(shared))))
                    .map(ServiceInThisJvm::url)
                    .toArray(URL[]::new);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The working directory of an IDE is that of the project, and Maven's is that of the module. */
    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), directory -> directory != null, Path::getParent)
                .filter(directory -> Files.exists(directory.resolve("infra/run")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the working directory is not in the project"));
    }
}
