package io.trailwatch.cli;

import io.trailwatch.logging.LogLevel;
import io.trailwatch.logging.Logging;
import io.trailwatch.serve.Monitor;
import io.trailwatch.serve.ServeOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trailwatch serve}: the continuous monitor, until it is stopped. */
@Command(
        name = "serve",
        description = "Follow trails, keep the summaries current, and answer over HTTP.",
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    /** Longer than all parts together wait for their ends. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(90);

    private final Console console;
    private final Map<String, String> environment;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ServeCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        options.check();
        Logging.setUp(
                options.logFormat(), common.debug ? LogLevel.DEBUG : common.quiet ? LogLevel.QUIET : LogLevel.NORMAL);
        Stop stop = new Stop(Thread.currentThread());
        Thread hook = new Thread(stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return serve(stop);
        } finally {
            stop.stopped.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // it runs already, and ends the process
            }
        }
    }

    private int serve(Stop stop) throws InterruptedException, ExecutionException {
        Throwable fault;
        try (Monitor monitor = Monitor.start(options, environment)) {
            stop.starting = false;
            if (!common.quiet) {
                console.err().println("trailwatch: answering on " + monitor.url() + " (Ctrl-C stops)");
            }
            CompletableFuture.anyOf(stop.asked, monitor.fault()).get();
            fault = monitor.fault().getNow(null);
        } finally {
            stop.starting = false;
        }
        if (stop.asked.isDone() || fault == null) {
            return ExitCodes.OK;
        }
        throw new CommandFailedException(Problem.line(fault));
    }

    /** At SIGTERM and Ctrl-C: waits for a clean end, and ends the process with status 0: to be stopped is serve's only end. */
    private static final class Stop implements Runnable {
        private final CompletableFuture<Void> asked = new CompletableFuture<>();
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Thread command;
        private volatile boolean starting = true;

        Stop(Thread command) {
            this.command = command;
        }

        @Override
        public void run() {
            asked.complete(null);
            if (starting) {
                command.interrupt();
            }
            boolean clean = false;
            try {
                clean = stopped.await(CLOSE_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(clean ? ExitCodes.OK : ExitCodes.FAILED);
        }
    }
}
