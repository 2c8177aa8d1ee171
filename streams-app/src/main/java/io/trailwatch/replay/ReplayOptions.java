package io.trailwatch.replay;

import io.trailwatch.config.ConfigException;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code replay} is told. Letters and meanings are those of Suzaku's {@code aws-ct-summary}, as far as it has the option.
 */
public final class ReplayOptions {
    @Option(
            names = {"-d", "--directory"},
            order = 1,
            paramLabel = "DIR",
            description = "Replay all trails in this folder.")
    public @Nullable Path directory;

    @Option(
            names = {"-f", "--file"},
            order = 2,
            paramLabel = "FILE",
            description = "Replay this one file.")
    public @Nullable Path file;

    @Option(
            names = {"-o", "--output"},
            order = 3,
            paramLabel = "FILE",
            description = "Where the summary is written; the extension follows the type. - is standard output.")
    public @Nullable Path output;

    @Option(
            names = {"-t", "--output-type"},
            order = 4,
            paramLabel = "N",
            defaultValue = "1",
            description = "1 CSV, 2 JSON, 3 JSONL, 4 CSV and JSON, 5 CSV and JSONL (default: ${DEFAULT-VALUE}).")
    public int outputType = 1;

    @Option(
            names = {"-C", "--clobber"},
            order = 5,
            description = "Replace files that are there already.")
    public boolean clobber;

    @Option(
            names = {"-D", "--hide-descriptions"},
            order = 6,
            description = "Leave out what attackers use an API call for.")
    public boolean hideDescriptions;

    @Option(
            names = {"-G", "--geo-ip", "--GeoIP"},
            order = 7,
            paramLabel = "DIR",
            description =
                    "Add network, city and country to IP addresses; the folder holds the three GeoLite2 databases.")
    public @Nullable Path geoIp;

    @Option(
            names = {"-s", "--include-sts-keys"},
            order = 8,
            description = "Count records with temporary (ASIA…) keys too.")
    public boolean includeStsKeys;

    @Option(
            names = "--timeline-start",
            order = 9,
            paramLabel = "TIME",
            description = "Only records from here on, for example 2024-03-05T06:00:00Z.")
    public @Nullable String timelineStart;

    @Option(names = "--timeline-end", order = 10, paramLabel = "TIME", description = "Only records up to here.")
    public @Nullable String timelineEnd;

    @Option(
            names = "--time-offset",
            order = 11,
            paramLabel = "AGE",
            description = "Only records that are not older: 1y, 3M, 30d, 24h, 30m.")
    public @Nullable String timeOffset;

    @Option(
            names = "--file-date-from",
            order = 12,
            paramLabel = "YYYYMMDD",
            description = "Only files of this day and later, by the /YYYY/MM/DD/ in their path.")
    public @Nullable String fileDateFrom;

    @Option(
            names = "--file-date-to",
            order = 13,
            paramLabel = "YYYYMMDD",
            description = "Only files of this day and earlier.")
    public @Nullable String fileDateTo;

    @Option(
            names = "--failed",
            order = 14,
            paramLabel = "RULE",
            defaultValue = "access-denied",
            description = "What counts as failed: access-denied or any-error (default: ${DEFAULT-VALUE}).")
    public String failed = "access-denied";

    @Option(
            names = "--abused-list",
            order = 15,
            paramLabel = "FILE",
            description = "Another list of commonly abused API calls.")
    public @Nullable Path abusedList;

    @Option(
            names = "--max-unpacked",
            order = 16,
            paramLabel = "SIZE",
            defaultValue = "3g",
            description = "A gzip file that holds more is left out (default: ${DEFAULT-VALUE}).")
    public String maxUnpacked = "3g";

    @Option(
            names = "--data",
            order = 17,
            paramLabel = "DIR",
            description = "Keep the log in this folder; a replay that was stopped goes on.")
    public @Nullable Path data;

    @Option(
            names = "--bootstrap-servers",
            order = 18,
            paramLabel = "HOST:PORT,…",
            description = "A Kafka cluster instead of the embedded broker.")
    public @Nullable String bootstrapServers;

    @Option(
            names = "--kafka-config",
            order = 19,
            paramLabel = "FILE",
            description = "Properties for the Kafka clients (TLS, SASL, …).")
    public @Nullable Path kafkaConfig;

    @Option(
            names = "--topic",
            order = 20,
            paramLabel = "NAME",
            description = "The topic on the cluster; it is kept (default: one of its own, removed at the end).")
    public @Nullable String topic;

    @Option(
            names = "--threads",
            order = 21,
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that read and threads that count (default: as many as cores).")
    public int threads;

    @Option(
            names = "--partitions",
            order = 22,
            paramLabel = "N",
            defaultValue = "0",
            description = "Partitions of a topic that is made (default: as many as threads).")
    public int partitions;

    /**
     * Checks what can be checked without starting anything.
     *
     * @throws ConfigException for the first option that is wrong
     */
    public void check(Clock clock) {
        if ((directory == null) == (file == null)) {
            throw new ConfigException(
                    directory == null
                            ? "nothing to replay: give --directory or --file"
                            : "--directory and --file exclude each other: give one of them");
        }
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ConfigException("--directory: "
                    + Printable.of(directory.toString())
                    + (Files.exists(directory)
                            ? " is no folder: give it with --file"
                            : " is not there: check the path"));
        }
        if (file != null && !Files.isRegularFile(file)) {
            throw new ConfigException("--file: "
                    + Printable.of(file.toString())
                    + (Files.isDirectory(file)
                            ? " is a folder: give it with --directory"
                            : " is not there: check the path"));
        }
        if (output == null) {
            throw new ConfigException("nowhere to write: give --output FILE, or --output - for standard output");
        }
        if (formats().isEmpty()) {
            throw new ConfigException("--output-type: " + outputType + " is none: give 1 to 5");
        }
        if (toStandardOutput() && formats().size() > 1) {
            throw new ConfigException("--output -: takes one format: give --output-type 1, 2 or 3");
        }
        checkCluster();
        atLeast("--threads", threads, 0);
        atLeast("--partitions", partitions, 0);
        range(clock);
        firstDay();
        lastDay();
        failed();
        maxUnpackedBytes();
    }

    private void checkCluster() {
        if (bootstrapServers == null && kafkaConfig != null) {
            throw new ConfigException("--kafka-config is for a cluster: give --bootstrap-servers too");
        }
        if (bootstrapServers == null && topic != null) {
            throw new ConfigException("--topic is for a cluster: give --bootstrap-servers too");
        }
        if (bootstrapServers != null && data != null) {
            throw new ConfigException("--data is for the embedded broker: give it or --bootstrap-servers");
        }
        if (topic != null && !topic.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new ConfigException("--topic: '" + Printable.of(topic)
                    + "' is no topic's name: use letters, digits, dots, '_' and '-'");
        }
        if (kafkaConfig != null && !Files.isRegularFile(kafkaConfig)) {
            throw new ConfigException(
                    "--kafka-config: " + Printable.of(kafkaConfig.toString()) + " is not there: check the path");
        }
    }

    public boolean toStandardOutput() {
        return output != null && output.toString().equals("-");
    }

    /** Where the result goes when it is no standard output. */
    Path outputFile() {
        if (output == null) {
            throw new IllegalStateException("not checked");
        }
        return output;
    }

    public List<OutputFormat> formats() {
        return OutputFormat.ofType(outputType);
    }

    /** The records that count. */
    public TimeRange range(Clock clock) {
        return TimeOptions.range(timelineStart, timelineEnd, timeOffset, clock);
    }

    /** The first day of files, or null. */
    public @Nullable LocalDate firstDay() {
        LocalDate first = TimeOptions.day("--file-date-from", fileDateFrom);
        LocalDate last = TimeOptions.day("--file-date-to", fileDateTo);
        if (first != null && last != null && first.isAfter(last)) {
            throw new ConfigException("--file-date-from lies after --file-date-to: exchange them");
        }
        return first;
    }

    /** The last day of files, or null. */
    public @Nullable LocalDate lastDay() {
        return TimeOptions.day("--file-date-to", fileDateTo);
    }

    public FailedRule failed() {
        return switch (failed) {
            case "access-denied" -> FailedRule.ACCESS_DENIED;
            case "any-error" -> FailedRule.ANY_ERROR;
            default ->
                throw new ConfigException(
                        "--failed: '" + Printable.of(failed) + "' is no rule: give access-denied or any-error");
        };
    }

    /** Bytes that one gzip file may hold. */
    public long maxUnpackedBytes() {
        String text = maxUnpacked.toLowerCase(java.util.Locale.ROOT);
        if (!text.matches("[1-9][0-9]{0,5}[kmg]")) {
            throw new ConfigException(
                    "--max-unpacked: '" + Printable.of(maxUnpacked) + "' is no size: give for example 3g or 500m");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return number << (text.endsWith("k") ? 10 : text.endsWith("m") ? 20 : 30);
    }

    public int threadCount() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    public int partitionCount() {
        return partitions > 0 ? partitions : threadCount();
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ConfigException(option + ": " + value + " is too small: give " + least + " or more");
        }
    }
}
