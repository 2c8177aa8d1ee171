package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.ListPage;
import io.trailwatch.ingest.archive.s3.ListedObject;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tries a source: what a configuration that is right in itself still has wrong. */
final class SourceCheck {
    /** What is wrong with a setting, and what to do. */
    record Problem(String setting, String text) {}

    private static final int ATTEMPTS = 2;
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private final SourceConfig config;
    private final List<Problem> problems = new ArrayList<>();

    private SourceCheck(SourceConfig config) {
        this.config = config;
    }

    static List<Problem> problems(Map<String, String> settings) {
        SourceCheck check = new SourceCheck(new SourceConfig(settings));
        check.converter("key.converter", settings);
        check.converter("value.converter", settings);
        check.complete();
        if (check.problems.isEmpty()) {
            check.attempt();
        }
        return check.problems;
    }

    private void add(String setting, String text) {
        problems.add(new Problem(setting, text));
    }

    /** Any other converter would turn a record's bytes into something else. Without one, it is the worker's. */
    private void converter(String name, Map<String, String> settings) {
        String converter = settings.getOrDefault(name, BYTES);
        if (!converter.equals(BYTES) && !BYTES.endsWith("." + converter)) {
            add(name, "records are bytes: set " + name + "=" + BYTES);
        }
    }

    private void complete() {
        switch (config.source()) {
            case DIRECTORY -> needed(ConnectorSettings.DIRECTORY_PATH);
            case S3 -> needed(ConnectorSettings.S3_BUCKET);
            case SQS -> needed(ConnectorSettings.SQS_QUEUE_URL);
        }
        boolean id =
                !config.getPassword(ConnectorSettings.AWS_ACCESS_KEY_ID).value().isEmpty();
        boolean secret = !config.getPassword(ConnectorSettings.AWS_SECRET_ACCESS_KEY)
                .value()
                .isEmpty();
        if (id != secret) {
            add(
                    id ? ConnectorSettings.AWS_SECRET_ACCESS_KEY : ConnectorSettings.AWS_ACCESS_KEY_ID,
                    "an access key id and a secret access key go together");
        }
    }

    private void needed(String name) {
        if (config.getString(name).isEmpty()) {
            add(
                    name,
                    "must be set with " + ConnectorSettings.SOURCE + "="
                            + config.source().label());
        }
    }

    private void attempt() {
        switch (config.source()) {
            case DIRECTORY -> directory();
            case S3 -> aws(ConnectorSettings.S3_BUCKET, this::bucket);
            case SQS -> aws(ConnectorSettings.SQS_QUEUE_URL, this::queue);
        }
    }

    private void directory() {
        String text = config.getString(ConnectorSettings.DIRECTORY_PATH);
        try {
            Path path = Path.of(text);
            if (!Files.exists(path)) {
                add(ConnectorSettings.DIRECTORY_PATH, "no such folder on this worker: create it, or name another");
            } else if (!Files.isDirectory(path)) {
                add(ConnectorSettings.DIRECTORY_PATH, "is no folder");
            } else if (!Files.isReadable(path) || !Files.isExecutable(path)) {
                add(ConnectorSettings.DIRECTORY_PATH, "the worker may not read it");
            }
        } catch (InvalidPathException e) {
            add(ConnectorSettings.DIRECTORY_PATH, "is no path: " + e.getReason());
        }
    }

    /** Tries something that may fail because of the settings for AWS as a whole. */
    private interface Attempt {
        void run(AwsSettings aws) throws IOException;
    }

    private void aws(String setting, Attempt attempt) {
        try {
            attempt.run(config.aws().withMaxAttempts(ATTEMPTS));
        } catch (IOException | SdkException e) {
            AwsFailure failure = AwsFailure.of(e);
            add(setting(failure, setting), AwsFailure.describe(e) + advice(failure));
        }
    }

    private static String setting(AwsFailure failure, String setting) {
        return switch (failure) {
            case NO_REGION, WRONG_REGION -> ConnectorSettings.AWS_REGION;
            case BAD_CREDENTIALS, EXPIRED_TOKEN -> ConnectorSettings.AWS_ACCESS_KEY_ID;
            default -> setting;
        };
    }

    private String advice(AwsFailure failure) {
        String rights = config.source() == SourceType.SQS
                ? "; allow sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility"
                : "; allow s3:ListBucket on the bucket and s3:GetObject on its objects";
        return switch (failure) {
            case ACCESS_DENIED -> rights;
            case KMS_DENIED -> "; allow kms:Decrypt with the bucket's key";
            case WRONG_REGION -> "; set aws.region to that of the bucket";
            case NO_REGION -> "; set aws.region";
            case NO_CREDENTIALS -> "; give the worker a role or a profile, or set aws.profile";
            case EXPIRED_TOKEN -> "; renew them, or use a role";
            default -> "";
        };
    }

    private void bucket(AwsSettings aws) throws IOException {
        try (S3Client client = AwsClients.s3(aws)) {
            S3Bucket bucket = new S3Bucket(client, config.bucket().bucket(), aws);
            ListPage page = bucket.list(config.bucket().prefix(), null, null, null);
            Optional<ListedObject> any =
                    page.objects().stream().filter(object -> object.size() > 0).findFirst();
            if (any.isPresent()) {
                try (InputStream stream = bucket.object(any.get()).open()) {
                    stream.read();
                }
            }
        }
    }

    private void queue(AwsSettings aws) {
        try (SqsClient client = AwsClients.sqs(aws)) {
            client.getQueueAttributes(request ->
                    request.queueUrl(config.queue().queueUrl()).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT));
        }
    }
}
