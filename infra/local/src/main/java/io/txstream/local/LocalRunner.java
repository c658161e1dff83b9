package io.txstream.local;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code infra/run}, which says in the system property {@code txstream.root} where the project is. */
@Command(
        name = "infra/run",
        sortOptions = false,
        customSynopsis = "infra/run [OPTION]...%n",
        description = {
            "Runs the whole system on this machine: broker, Postgres and the three services. It is ready when it",
            "prints a line that begins with READY. Ctrl-C ends it; the data stay.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended by Ctrl-C or SIGTERM",
            "1:something did not start, or ended by itself",
            "2:wrong options"
        })
final class LocalRunner implements Callable<Integer> {
    @Mixin
    private final RunOptions options = new RunOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private LocalRunner() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LocalRunner())
                .setParameterExceptionHandler(LocalRunner::explain)
                .setUsageHelpWidth(100);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        return new RunSession(settings(line), line.getOut(), line.getErr()).execute(options.fresh());
    }

    private StackSettings settings(CommandLine line) {
        try {
            return options.settings(
                    Path.of(System.getProperty("txstream.root", "")).toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    /** One line, not the whole usage text, which would push the line out of sight. */
    private static int explain(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        line.getErr().printf("%s%nSee infra/run --help.%n", e.getMessage());
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }
}
