package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import io.trailwatch.config.Settings;
import io.trailwatch.logging.LogFormat;
import io.trailwatch.summary.FailedRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

class ServeOptionsTest {
    @Command(name = "serve")
    static final class Serve {
        @Mixin
        ServeOptions options = new ServeOptions();
    }

    private static ServeOptions parsed(String... arguments) {
        Serve serve = new Serve();
        new CommandLine(serve).parseArgs(arguments);
        return serve.options;
    }

    @Test
    void hasDefaultsThatRunOnALaptop() {
        ServeOptions options = parsed("-d", "trail");
        options.check();
        assertThat(options.listen()).isEqualTo(new HostPort("127.0.0.1", 8765));
        assertThat(options.window()).isEqualTo(Duration.ofDays(1));
        assertThat(options.retention()).isEqualTo(Duration.ofDays(3650));
        assertThat(options.dedup()).isEmpty();
        assertThat(options.every()).isEqualTo(Duration.ofHours(1));
        assertThat(options.failed()).isEqualTo(FailedRule.ACCESS_DENIED);
        assertThat(options.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(options.storeHeapBytes()).isEqualTo(256L << 20);
        assertThat(options.data).isEqualTo(Path.of("trailwatch-data"));
    }

    /** Every option is set by its variable: none is forgotten by the one rule. */
    @Test
    void takesEachSettingFromTheEnvironment() {
        Map<String, String> environment = new HashMap<>();
        for (OptionSpec option : new CommandLine(new Serve()).getCommandSpec().options()) {
            String value = option.type() == boolean.class
                    ? "true"
                    : option.type() == int.class
                            ? "7"
                            : option.longestName().equals("--s3-endpoint") ? "http://e:1" : "x";
            environment.put(Settings.variable(Settings.key(option)), value);
        }
        Serve serve = new Serve();
        CommandLine line = new CommandLine(serve).setDefaultValueProvider(new Settings(environment, null));
        line.parseArgs();
        assertThat(line.getCommandSpec().options())
                .hasSizeGreaterThan(30)
                .allSatisfy(option -> assertThat((Object) option.getValue())
                        .as(option.longestName())
                        .hasToString(
                                option.type() == boolean.class
                                        ? "true"
                                        : option.type() == int.class
                                                ? "7"
                                                : option.longestName().equals("--s3-endpoint")
                                                        ? "http://e:1"
                                                        : option.isMultiValue() ? "[x]" : "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--listen 0.0.0.0:8765|--listen: 0.0.0.0:8765 is reached from other machines: give --tokens-file, or listen on 127.0.0.1",
                "--listen nowhere|--listen: 'nowhere' is no HOST:PORT: give for example 127.0.0.1:8765 or [::1]:8765",
                "--listen 127.0.0.1:70000|--listen: '127.0.0.1:70000' is no HOST:PORT: give for example 127.0.0.1:8765 or [::1]:8765",
                "--tls-cert a.pem|--tls-cert and --tls-key belong together: give both or none",
                "--kafka-config a|--kafka-config is for a cluster: give --bootstrap-servers too",
                "--standby 1|--standby needs other instances: give --bootstrap-servers too",
                "--window P1X|--window: 'P1X' is no period: give for example P1D, PT1H or PT30M",
                "--window PT1S|--window: PT1S is too short: give PT1M or more",
                "--retention PT1H|--retention: PT1H is shorter than --window PT24H: keep records for a window at least",
                "--every PT1S|--every: PT1S is too often: give PT10S or more",
                "--failed all|--failed: 'all' is no rule: give access-denied or any-error",
                "--log-format xml|--log-format: 'xml' is no format: give text or json",
                "--store-heap 12|--store-heap: '12' is no size: give for example 256m",
                "--store-heap 1m|--store-heap: 1m is too small: give 8m or more",
                "--s3 http://x|--s3: 'http://x' is no s3://BUCKET/PREFIX",
                "--threads -1|--threads: -1 is too small: give 0 or more",
                "--sqs https://user:pw@q/1/x|--sqs holds a user name or password: take it out; credentials come from the environment, a profile or the machine's role",
                "--s3-endpoint http://user:pw@127.0.0.1:1|--s3-endpoint holds a user name or password: take it out; credentials come from the environment, a profile or the machine's role",
            })
    void saysInOneLineWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> parsed(("-d trail " + arguments).split(" ")).check())
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void wantsSomethingToFollow() {
        assertThatThrownBy(() -> parsed().check()).hasMessageStartingWith("nothing to follow");
        parsed("--bootstrap-servers", "localhost:9092").check();
        parsed("--s3", "s3://bucket/prefix").check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "[::1]:65535", "localhost:0"})
    void readsAddressesAndKnowsLoopback(String text) {
        assertThat(HostPort.parse("--listen", text)).hasToString(text);
        assertThat(HostPort.parse("--listen", text).loopback()).isTrue();
    }
}
