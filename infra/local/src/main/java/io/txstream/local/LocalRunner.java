package io.txstream.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program that {@code infra/run} executes. The system property {@code txstream.root} is the project directory. */
@Command(
        name = "infra/run",
        sortOptions = false,
        customSynopsis = "infra/run [OPTION]...%n",
        description = {
            "Runs the whole system on this machine: broker, Postgres and the three services. It is ready",
            "when it prints a line that begins with READY. Ctrl-C stops it; the data are kept.",
            "Builds the project first if it is not built, or if its sources have changed.%n"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  JAVA_HOME   JDK to use, 17 or later. Default: the newest one installed",
            "  Environment variables are passed to the services, except those that options set. Example:",
            "  TXSTREAM_PROCESSOR_DEDUPE_WINDOW=1m infra/run"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by Ctrl-C or SIGTERM",
            "1:the build failed, or a process did not start or ended unexpectedly",
            "2:wrong options",
            "130:stopped by Ctrl-C or SIGTERM while building"
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
            return options.settings(Path.of(System.getProperty("txstream.root", "")), System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    /** Prints the reason and a reference to the help, instead of the whole usage text, which would hide the reason. */
    private static int explain(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        line.getErr().printf("%s%s%nSee infra/run --help.%n", e.getMessage(), suggestion(e));
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String suggestion(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            List<String> names = unmatched.getSuggestions();
            Set<String> all = e.getCommandLine().getCommandSpec().optionsMap().keySet();
            return names.isEmpty()
                    ? ". The options are %s.".formatted(String.join(", ", all))
                    : ". Did you mean %s?".formatted(String.join(" or ", names));
        }
        return "";
    }
}
