package io.txstream.embedded.postgres;

import io.txstream.embedded.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies the files of a server that runs, by Postgres' low-level backup API (Postgres manual, "Making a Base Backup
 * Using the Low Level API"). The binaries on the class path do not include {@code pg_basebackup}.
 */
final class BaseBackup {

    private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");
    private static final String LOG = "pg_wal";

    private final PostgresSettings source;

    BaseBackup(PostgresSettings source) {
        this.source = source;
    }

    /** Writes the data directory of a standby that follows the source. Both must be servers of this machine. */
    void writeStandby(PostgresSettings standby) {
        Path target = standby.dataDirectory();
        try (Connection session = DriverManager.getConnection(source.jdbcUrl("postgres"));
                Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', fast => true)");
            Directories.delete(target);
            Files.createDirectories(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            copy(source.dataDirectory(), target);
            Files.writeString(target.resolve("backup_label"), stop(statement));
            // After the end of the backup, since the copy needs the log up to there.
            copy(source.dataDirectory().resolve(LOG), target.resolve(LOG));
            Files.createFile(target.resolve("standby.signal"));
            Files.writeString(
                    target.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=%d user=%s'%n"
                            .formatted(source.port(), PostgresSettings.USER),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot back up the database in " + source.directory(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + source.dataDirectory(), e);
        }
    }

    /** Replaces the data of the source, which must not run, by those of another server, which must not run either. */
    void replaceBy(PostgresSettings other) {
        try {
            Directories.delete(source.dataDirectory());
            Files.move(other.dataDirectory(), source.dataDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot replace " + source.dataDirectory(), e);
        }
    }

    private static String stop(Statement statement) throws SQLException {
        try (ResultSet result =
                statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
            result.next();
            return result.getString(1);
        }
    }

    private void copy(Path from, Path to) throws IOException {
        Path log = source.dataDirectory().resolve(LOG);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copy = to.resolve(from.relativize(directory));
                if (Files.notExists(copy)) {
                    Files.copy(directory, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return directory.equals(log) && !from.equals(log)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!OF_THE_PROCESS.contains(file.getFileName().toString())) {
                    copyFile(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // the server deleted it
                }
                throw e;
            }
        });
    }

    private static void copyFile(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException deletedByTheServer) {
            // The log, which is copied later, describes the deletion.
        }
    }
}
