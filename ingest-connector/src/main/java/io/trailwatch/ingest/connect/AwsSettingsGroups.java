package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.archive.s3.AwsSettings;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The settings of buckets, queues, and how AWS is reached. */
final class AwsSettingsGroups {
    private AwsSettingsGroups() {}

    static void s3(SettingsGroup group) {
        group.add(
                ConnectorSettings.S3_BUCKET,
                Type.STRING,
                "",
                null,
                Importance.HIGH,
                "The bucket. With `source.type=sqs`: the only bucket that is read; empty for any that a notice names.",
                "Bucket");
        group.add(
                ConnectorSettings.S3_PREFIX,
                Type.STRING,
                "",
                null,
                Importance.HIGH,
                "The folder in the bucket that is read with all below it: what the trail has as prefix, or one account or"
                        + " region (`AWSLogs/111122223333/CloudTrail/us-east-1`). Empty for the whole bucket.",
                "Prefix");
        group.add(
                ConnectorSettings.S3_LOOK_BACK_DAYS,
                Type.INT,
                30,
                ConfigDef.Range.between(1, 3660),
                Importance.LOW,
                "Days that are listed again once a day, for objects that came later than the overlap window.",
                "Look back");
        group.add(
                ConnectorSettings.S3_EXPLORE_INTERVAL,
                Type.STRING,
                "PT1H",
                Checks.duration(),
                Importance.LOW,
                "How often new accounts and regions are looked for.",
                "Explore interval");
        group.add(
                ConnectorSettings.S3_ENDPOINT,
                Type.STRING,
                "",
                Checks.ENDPOINT,
                Importance.LOW,
                "Another address of S3.",
                "S3 endpoint");
        group.add(
                ConnectorSettings.S3_PATH_STYLE,
                Type.BOOLEAN,
                false,
                null,
                Importance.LOW,
                "Whether the bucket is in the path of the address, not in its host name.",
                "Path style");
        group.add(
                ConnectorSettings.S3_REQUESTER_PAYS,
                Type.BOOLEAN,
                false,
                null,
                Importance.LOW,
                "Whether to pay for requests to a requester-pays bucket.",
                "Requester pays");
    }

    static void sqs(SettingsGroup group) {
        group.add(
                ConnectorSettings.SQS_QUEUE_URL,
                Type.STRING,
                "",
                Checks.ENDPOINT,
                Importance.HIGH,
                "The queue's URL. One task reads a queue, whatever `tasks.max` says.",
                "Queue URL");
        group.add(
                ConnectorSettings.SQS_VISIBILITY,
                Type.INT,
                120,
                ConfigDef.Range.between(5, 43_200),
                Importance.LOW,
                "How long a message is kept from others; extended while its objects are read.",
                "Visibility timeout");
        group.add(
                ConnectorSettings.SQS_WAIT,
                Type.INT,
                20,
                ConfigDef.Range.between(1, 20),
                Importance.LOW,
                "How long a request for messages waits for one.",
                "Wait");
        group.add(
                ConnectorSettings.SQS_MAX_RECEIVES,
                Type.INT,
                5,
                ConfigDef.Range.between(1, 1000),
                Importance.LOW,
                "How often a message may come whose object can't be read, before it is noted on the quarantine topic and"
                        + " deleted. Less than the queue's own `maxReceiveCount`, if it has a dead-letter queue.",
                "Most receives");
        group.add(
                ConnectorSettings.SQS_ENDPOINT,
                Type.STRING,
                "",
                Checks.ENDPOINT,
                Importance.LOW,
                "Another address of SQS.",
                "SQS endpoint");
    }

    static void aws(SettingsGroup group) {
        group.add(
                ConnectorSettings.AWS_REGION,
                Type.STRING,
                "",
                null,
                Importance.HIGH,
                "The region of bucket and queue; empty for what the environment says.",
                "Region",
                Recommend.regions());
        group.add(
                ConnectorSettings.AWS_PROFILE,
                Type.STRING,
                "",
                null,
                Importance.MEDIUM,
                "A profile of the shared credentials and configuration files; empty for the default credential chain.",
                "Profile");
        group.add(
                ConnectorSettings.AWS_ACCESS_KEY_ID,
                Type.PASSWORD,
                "",
                null,
                Importance.LOW,
                "Static credentials, where no role can be had.",
                "Access key id");
        group.add(
                ConnectorSettings.AWS_SECRET_ACCESS_KEY,
                Type.PASSWORD,
                "",
                null,
                Importance.LOW,
                "The secret of the static credentials.",
                "Secret access key");
        group.add(
                ConnectorSettings.AWS_SESSION_TOKEN,
                Type.PASSWORD,
                "",
                null,
                Importance.LOW,
                "The token of temporary static credentials, which end and are not renewed.",
                "Session token");
        group.add(
                ConnectorSettings.AWS_ROLE_ARN,
                Type.STRING,
                "",
                Checks.ROLE,
                Importance.MEDIUM,
                "A role to assume with the credentials above.",
                "Role");
        group.add(
                ConnectorSettings.AWS_ROLE_EXTERNAL_ID,
                Type.PASSWORD,
                "",
                null,
                Importance.LOW,
                "The external id that the role's trust policy asks for.",
                "External id");
        group.add(
                ConnectorSettings.AWS_STS_ENDPOINT,
                Type.STRING,
                "",
                Checks.ENDPOINT,
                Importance.LOW,
                "Another address of STS.",
                "STS endpoint");
        group.add(
                ConnectorSettings.AWS_MAX_ATTEMPTS,
                Type.INT,
                AwsSettings.DEFAULT_ATTEMPTS,
                ConfigDef.Range.between(1, 100),
                Importance.LOW,
                "How often one request is tried, with growing waits between, before the task waits and begins anew.",
                "Attempts");
    }
}
