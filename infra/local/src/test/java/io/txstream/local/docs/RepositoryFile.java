package io.txstream.local.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A text file of the repository.
 *
 * @param path relative to the root of the repository, with {@code /} as the separator
 * @param lines without line terminators
 */
record RepositoryFile(String path, List<String> lines) {

    /** The root, relative to the directory of this module, in which Maven runs its tests. */
    static final Path ROOT = Path.of("../..");

    private static final Set<String> SKIPPED_DIRECTORIES =
            Set.of(".git", "target", ".data", ".idea", ".vscode", ".settings");

    private static final Set<String> EXTENSIONS =
            Set.of("java", "md", "yml", "yaml", "properties", "sql", "xml", "txt", "html", "js");

    /** Scripts, whose names have no extension. */
    private static final Set<String> SCRIPTS =
            Set.of("infra/run", ".ci/run", ".ci/containers", "infra/compose/offline-images");

    RepositoryFile {
        lines = List.copyOf(lines);
    }

    /** Reads every text file of the repository, in path order. Skips build output, runtime data and IDE settings. */
    static List<RepositoryFile> all() throws IOException {
        var files = new ArrayList<RepositoryFile>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped =
                        SKIPPED_DIRECTORIES.contains(directory.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = ROOT.relativize(file).toString().replace('\\', '/');
                if (SCRIPTS.contains(path) || EXTENSIONS.contains(extension(path))) {
                    files.add(new RepositoryFile(path, Files.readAllLines(file, UTF_8)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(RepositoryFile::path));
        return files;
    }

    String extension() {
        return extension(path);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns the path of the directory that contains this file, or an empty string for the root. */
    String directory() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    boolean isScript() {
        return SCRIPTS.contains(path);
    }

    boolean isMain() {
        return path.contains("/src/main/");
    }

    private static String extension(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
