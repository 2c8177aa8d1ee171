package io.trailwatch.cli;

import io.trailwatch.text.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.ParameterException;

/** An exception as the one line that a user reads. */
final class Problem {
    private static final int MOST = 1000;

    private Problem() {}

    /** What wraps an exception only to carry it from one thread or interface to another is taken off. */
    static Throwable cause(Throwable problem) {
        Throwable inner = problem;
        while (inner.getCause() != null
                && (inner instanceof ExecutionException
                        || inner instanceof CompletionException
                        || inner instanceof UncheckedIOException)) {
            inner = inner.getCause();
        }
        return inner;
    }

    static String line(Throwable problem) {
        return Printable.of(text(problem), MOST);
    }

    private static String text(Throwable problem) {
        if (problem instanceof FileSystemException e) {
            return fileProblem(e);
        }
        String message = problem.getMessage();
        if (problem instanceof OutOfMemoryError) {
            return "out of memory (" + message + "): set TRAILWATCH_HEAP to more than "
                    + Runtime.getRuntime().maxMemory() / (1 << 20) + "m";
        }
        if (message == null || message.isBlank()) {
            return problem.getClass().getSimpleName() + ": run again with --debug to see where";
        }
        boolean ours =
                problem.getClass().getName().startsWith("io.trailwatch.") || problem instanceof ParameterException;
        boolean plain = problem instanceof IOException && !(problem instanceof FileNotFoundException);
        String line = message.strip().lines().findFirst().orElse(message);
        return ours || plain ? line : problem.getClass().getSimpleName() + ": " + line;
    }

    private static String fileProblem(FileSystemException e) {
        String file = e.getFile() == null ? "file" : e.getFile();
        if (e instanceof NoSuchFileException) {
            return file + ": no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return file + ": permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return file + ": is there already";
        }
        return file + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    }
}
