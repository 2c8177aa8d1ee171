package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import io.trailwatch.ingest.connect.SourceConfig;
import io.trailwatch.ingest.connect.SourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FollowedBucketTest {
    @Command(name = "serve")
    static final class Serve {
        @Mixin
        ServeOptions options = new ServeOptions();
    }

    private static ServeOptions parsed(String... arguments) {
        Serve serve = new Serve();
        new CommandLine(serve).parseArgs(arguments);
        serve.options.check();
        return serve.options;
    }

    @ParameterizedTest
    @CsvSource({
        "s3://my-trails, my-trails, ''",
        "s3://my-trails/, my-trails, ''",
        "s3://my.trails/o/AWSLogs, my.trails, o/AWSLogs/",
        "s3://my-trails/a b/ü+%/, my-trails, a b/ü+%/"
    })
    void aBucketIsListedUnderItsPrefix(String option, String bucket, String prefix) {
        ServeOptions options = parsed("--s3", option, "--s3-region", "eu-central-1");

        SourceConfig config = new SourceConfig(FollowedBucket.listing(options.s3.get(0), options));

        assertThat(config.source()).isEqualTo(SourceType.S3);
        assertThat(config.bucket().bucket()).isEqualTo(bucket);
        assertThat(config.bucket().prefix()).isEqualTo(prefix);
        assertThat(config.aws().region()).isEqualTo("eu-central-1");
        assertThat(config.aws().s3Endpoint()).isNull();
    }

    @Test
    void aQueueIsAskedAtTheGivenEndpoint() {
        String url = "http://127.0.0.1:9324/000000000000/trails";
        ServeOptions options = parsed("--sqs", url, "--s3-endpoint", "http://127.0.0.1:9000", "--s3-path-style");

        SourceConfig config = new SourceConfig(FollowedBucket.queue(options.sqs.get(0), options));

        assertThat(config.source()).isEqualTo(SourceType.SQS);
        assertThat(config.queue().queueUrl()).isEqualTo(url);
        assertThat(config.aws())
                .extracting(aws -> aws.s3Endpoint() + " " + aws.sqsEndpoint() + " " + aws.pathStyle())
                .isEqualTo("http://127.0.0.1:9000 http://127.0.0.1:9000 true");
    }

    @Test
    void aQueueThatIsNoUrlIsRefusedInOneLine() {
        ServeOptions options = parsed("--sqs", "trails");

        assertThatThrownBy(() -> Sources.checked(options))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--sqs: ")
                .hasMessageContaining("trails");
    }

    @Test
    void severalSourcesAreGivenAtOnce() {
        assertThat(parsed("--s3", "s3://aaa,s3://bbb/x", "--sqs", "https://q/1").s3)
                .containsExactly("s3://aaa", "s3://bbb/x");
    }
}
