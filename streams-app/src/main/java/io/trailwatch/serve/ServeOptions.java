package io.trailwatch.serve;

import io.trailwatch.config.ConfigException;
import io.trailwatch.logging.LogFormat;
import io.trailwatch.summary.FailedRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of {@code serve}: each is an option, a key of the configuration file and an environment variable. */
public final class ServeOptions {
    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Follow the trails in this folder.")
    public @Nullable Path directory;

    @Option(names = "--newest-first", description = "Read the files that are there newest first.")
    public boolean newestFirst;

    @Option(
            names = "--s3",
            paramLabel = "s3://BUCKET/PREFIX",
            split = ",",
            description = "Follow the trails in this bucket, listing it.")
    public List<String> s3 = List.of();

    @Option(
            names = "--sqs",
            paramLabel = "QUEUE_URL",
            split = ",",
            description = "Read the objects that this queue tells of.")
    public List<String> sqs = List.of();

    @Option(names = "--s3-region", paramLabel = "REGION", description = "The region of the bucket and the queue.")
    public @Nullable String s3Region;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "Another endpoint than AWS's for S3 and SQS.")
    public @Nullable URI s3Endpoint;

    @Option(names = "--s3-path-style", description = "Name the bucket in the path, as emulators want it.")
    public boolean s3PathStyle;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "A Kafka cluster instead of the embedded broker.")
    public @Nullable String bootstrapServers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties for the Kafka clients (TLS, SASL, …).")
    public @Nullable Path kafkaConfig;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "trailwatch-data",
            description = "Where the broker's and the stores' files lie (default: ${DEFAULT-VALUE}).")
    public Path data = Path.of("trailwatch-data");

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = "trailwatch",
            description = "Instances with the same id share the work (default: ${DEFAULT-VALUE}).")
    public String applicationId = "trailwatch";

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Partitions of topics that are made (default: as many as cores on the embedded broker, 12 on a cluster).")
    public int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "0",
            description = "Copies of topics that are made on a cluster (default: the cluster's).")
    public int replication;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8765",
            description = "Where HTTP is answered (default: ${DEFAULT-VALUE}).")
    public String listen = "127.0.0.1:8765";

    @Option(names = "--advertise", paramLabel = "HOST:PORT", description = "Where the other instances reach this one.")
    public @Nullable String advertise;

    @Option(
            names = "--tokens-file",
            paramLabel = "FILE",
            description = "Tokens of those who may ask, one a line. Needed to listen beyond loopback.")
    public @Nullable Path tokensFile;

    @Option(names = "--peer-token-file", paramLabel = "FILE", description = "The token that the instances share.")
    public @Nullable Path peerTokenFile;

    @Option(
            names = "--tls-cert",
            paramLabel = "PEM",
            description = "The certificate and its chain; read again when it changes.")
    public @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key, PKCS#8.")
    public @Nullable Path tlsKey;

    @Option(
            names = "--standby",
            paramLabel = "N",
            defaultValue = "0",
            description = "Copies of each store on other instances (default: ${DEFAULT-VALUE}).")
    public int standby;

    @Option(
            names = "--window",
            paramLabel = "PERIOD",
            defaultValue = "P1D",
            description = "Length of a value's windows, ISO 8601 (default: ${DEFAULT-VALUE}).")
    public String window = "P1D";

    @Option(
            names = "--retention",
            paramLabel = "PERIOD",
            defaultValue = "P3650D",
            description = "How far back from now records are kept, ISO 8601 (default: ${DEFAULT-VALUE}).")
    public String retention = "P3650D";

    @Option(
            names = "--dedup",
            paramLabel = "PERIOD",
            description = "Count an eventID once within this time, ISO 8601 (default: off).")
    public @Nullable String dedup;

    @Option(names = "--export", paramLabel = "DIR", description = "Write all summaries there now and then.")
    public @Nullable Path export;

    @Option(
            names = "--every",
            paramLabel = "PERIOD",
            defaultValue = "PT1H",
            description = "How often --export writes, ISO 8601 (default: ${DEFAULT-VALUE}).")
    public String every = "PT1H";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that read and threads that count (default: as many as cores).")
    public int threads;

    @Option(names = "--abused-list", paramLabel = "FILE", description = "Another list of commonly abused API calls.")
    public @Nullable Path abusedList;

    @Option(
            names = {"-G", "--geo-ip", "--GeoIP"},
            paramLabel = "DIR",
            description = "Folder with the three GeoLite2 databases.")
    public @Nullable Path geoIp;

    @Option(
            names = "--failed",
            paramLabel = "RULE",
            defaultValue = "access-denied",
            description =
                    "What counts as failed unless a question says it: access-denied or any-error (default: ${DEFAULT-VALUE}).")
    public String failed = "access-denied";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    public String logFormat = "text";

    @Option(
            names = "--store-heap",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "Memory for rows that are not yet written (default: ${DEFAULT-VALUE}).")
    public String storeHeap = "256m";

    /**
     * Checks what can be checked without starting anything.
     *
     * @throws ConfigException for the first setting that is wrong
     */
    public void check() {
        HostPort address = HostPort.parse("--listen", listen);
        if (advertise != null) {
            HostPort.parse("--advertise", advertise);
        }
        if (!address.loopback() && tokensFile == null) {
            throw new ConfigException("--listen: " + address
                    + " is reached from other machines: give --tokens-file, or listen on 127.0.0.1");
        }
        if ((tlsCert == null) != (tlsKey == null)) {
            throw new ConfigException("--tls-cert and --tls-key belong together: give both or none");
        }
        if (bootstrapServers == null && kafkaConfig != null) {
            throw new ConfigException("--kafka-config is for a cluster: give --bootstrap-servers too");
        }
        if (bootstrapServers == null && standby > 0) {
            throw new ConfigException("--standby needs other instances: give --bootstrap-servers too");
        }
        if (bootstrapServers == null && directory == null && s3.isEmpty() && sqs.isEmpty()) {
            throw new ConfigException(
                    "nothing to follow: give --directory, --s3 or --sqs, or --bootstrap-servers of a cluster with records");
        }
        for (String source : s3) {
            if (!source.matches("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?")) {
                throw new ConfigException("--s3: '" + printable(source) + "' is no s3://BUCKET/PREFIX");
            }
        }
        for (String url : sqs) {
            withoutPassword("--sqs", url);
        }
        withoutPassword("--s3-endpoint", s3Endpoint == null ? "" : s3Endpoint.toString());
        if (!applicationId.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ConfigException("--application-id: '" + printable(applicationId)
                    + "' is no name: give letters, digits, '.', '_' and '-', 100 at most");
        }
        atLeast("--standby", standby, 0);
        atLeast("--threads", threads, 0);
        atLeast("--partitions", partitions, 0);
        atLeast("--replication", replication, 0);
        window();
        retention();
        dedup();
        every();
        failed();
        logFormat();
        storeHeapBytes();
    }

    /** Threads that read, and as many that count. */
    public int threadCount() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    public HostPort listen() {
        return HostPort.parse("--listen", listen);
    }

    public Duration window() {
        Duration window = period("--window", this.window);
        if (window.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new ConfigException("--window: " + window + " is too short: give PT1M or more");
        }
        return window;
    }

    public Duration retention() {
        Duration retention = period("--retention", this.retention);
        if (retention.compareTo(window()) < 0) {
            throw new ConfigException("--retention: " + retention + " is shorter than --window " + window()
                    + ": keep records for a window at least");
        }
        return retention;
    }

    public Optional<Duration> dedup() {
        return Optional.ofNullable(dedup).map(text -> period("--dedup", text));
    }

    public Duration every() {
        Duration every = period("--every", this.every);
        if (every.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new ConfigException("--every: " + every + " is too often: give PT10S or more");
        }
        return every;
    }

    public FailedRule failed() {
        return failedRule("--failed", failed);
    }

    public static FailedRule failedRule(String option, String text) {
        return switch (text) {
            case "access-denied" -> FailedRule.ACCESS_DENIED;
            case "any-error" -> FailedRule.ANY_ERROR;
            default ->
                throw new ConfigException(
                        option + ": '" + printable(text) + "' is no rule: give access-denied or any-error");
        };
    }

    public LogFormat logFormat() {
        return switch (logFormat) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default ->
                throw new ConfigException(
                        "--log-format: '" + printable(logFormat) + "' is no format: give text or json");
        };
    }

    /** Bytes. */
    public long storeHeapBytes() {
        String text = storeHeap.toLowerCase(java.util.Locale.ROOT);
        if (!text.matches("[0-9]{1,6}[kmg]")) {
            throw new ConfigException("--store-heap: '" + printable(storeHeap) + "' is no size: give for example 256m");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        long bytes = number << (text.endsWith("k") ? 10 : text.endsWith("m") ? 20 : 30);
        if (bytes < 8L << 20) {
            throw new ConfigException("--store-heap: " + storeHeap + " is too small: give 8m or more");
        }
        return bytes;
    }

    /** Everyone on the machine sees a process's options, and the log names what is followed. */
    private static void withoutPassword(String option, String url) {
        if (url.matches("[^/?#]*//[^/?#]*@.*")) {
            throw new ConfigException(option + " holds a user name or password: take it out; credentials come from the"
                    + " environment, a profile or the machine's role");
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ConfigException(option + ": " + value + " is too small: give " + least + " or more");
        }
    }

    private static Duration period(String option, String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(Duration.ofDays(36_500)) <= 0) {
                return duration;
            }
        } catch (java.time.format.DateTimeParseException e) {
            // said below
        }
        throw new ConfigException(
                option + ": '" + printable(text) + "' is no period: give for example P1D, PT1H or PT30M");
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
