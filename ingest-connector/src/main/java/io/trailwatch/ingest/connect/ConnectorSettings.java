package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.feed.Topics;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The connector's settings: names, defaults, what they mean. The reference page is made from this. */
public final class ConnectorSettings {
    public static final String SOURCE = "source.type";
    public static final String TOPIC = "topic";
    public static final String QUARANTINE_TOPIC = "quarantine.topic";
    public static final String OBJECT_HEADER = "object.header";
    public static final String PACK_RECORDS = "pack.records";
    public static final String BATCH_RECORDS = "batch.records";
    public static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    public static final String MAX_RECORD_BYTES = "max.record.bytes";
    public static final String MAX_GZIP_OUTPUT = "max.gzip.output.bytes";
    public static final String MAX_LEFT_OUT = "max.left.out.in.a.row";
    public static final String POLL_INTERVAL = "poll.interval";
    public static final String OVERLAP_WINDOW = "overlap.window";
    public static final String START_FROM = "start.from";

    public static final String DIRECTORY_PATH = "directory.path";
    public static final String DIRECTORY_FOLLOW = "directory.follow";
    public static final String DIRECTORY_SETTLE = "directory.settle";

    public static final String S3_BUCKET = "s3.bucket";
    public static final String S3_PREFIX = "s3.prefix";
    public static final String S3_LOOK_BACK_DAYS = "s3.look.back.days";
    public static final String S3_EXPLORE_INTERVAL = "s3.explore.interval";
    public static final String S3_ENDPOINT = "s3.endpoint";
    public static final String S3_PATH_STYLE = "s3.path.style";
    public static final String S3_REQUESTER_PAYS = "s3.requester.pays";

    public static final String SQS_QUEUE_URL = "sqs.queue.url";
    public static final String SQS_VISIBILITY = "sqs.visibility.timeout.seconds";
    public static final String SQS_WAIT = "sqs.wait.seconds";
    public static final String SQS_MAX_RECEIVES = "sqs.max.receives";
    public static final String SQS_ENDPOINT = "sqs.endpoint";

    public static final String AWS_REGION = "aws.region";
    public static final String AWS_PROFILE = "aws.profile";
    public static final String AWS_ACCESS_KEY_ID = "aws.access.key.id";
    public static final String AWS_SECRET_ACCESS_KEY = "aws.secret.access.key";
    public static final String AWS_SESSION_TOKEN = "aws.session.token";
    public static final String AWS_ROLE_ARN = "aws.role.arn";
    public static final String AWS_ROLE_EXTERNAL_ID = "aws.role.external.id";
    public static final String AWS_STS_ENDPOINT = "aws.sts.endpoint";
    public static final String AWS_MAX_ATTEMPTS = "aws.max.attempts";

    private static final String RECORDS_GROUP = "Records";
    private static final String DIRECTORY_GROUP = "Directory";
    private static final String S3_GROUP = "S3";
    private static final String SQS_GROUP = "SQS";
    private static final String AWS_GROUP = "AWS";

    private ConnectorSettings() {}

    /** All settings, in groups. */
    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        records(new SettingsGroup(def, RECORDS_GROUP));
        directory(new SettingsGroup(def, DIRECTORY_GROUP));
        AwsSettingsGroups.s3(new SettingsGroup(def, S3_GROUP));
        AwsSettingsGroups.sqs(new SettingsGroup(def, SQS_GROUP));
        AwsSettingsGroups.aws(new SettingsGroup(def, AWS_GROUP));
        return def;
    }

    private static void records(SettingsGroup group) {
        group.add(
                SOURCE,
                Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigDef.ValidString.in(SourceType.names()),
                Importance.HIGH,
                "Where the trail lies: `directory` (a folder of the worker's machine), `s3` (a bucket, by listing it) or `sqs` (a"
                        + " bucket, by the notices that an SQS queue holds).",
                "Source",
                Recommend.sources());
        group.add(
                TOPIC,
                Type.STRING,
                Topics.RECORDS,
                Checks.TOPIC,
                Importance.HIGH,
                "The topic for records. Key: the user's ARN as UTF-8, none where there is none; value: the record's bytes as they"
                        + " lie in the file.",
                "Topic");
        group.add(
                QUARANTINE_TOPIC,
                Type.STRING,
                Topics.QUARANTINE,
                Checks.TOPIC,
                Importance.MEDIUM,
                "The topic for what was read and is no record, and for objects that can't be read, with where it came from and"
                        + " why, as JSON.",
                "Quarantine topic");
        group.add(
                OBJECT_HEADER,
                Type.STRING,
                "trailwatch.object",
                new ConfigDef.NonNullValidator(),
                Importance.LOW,
                "The header of every message that names the file or object it came from; empty for none.",
                "Object header");
        group.add(
                START_FROM,
                Type.STRING,
                "",
                Checks.DAY,
                Importance.MEDIUM,
                "The first day that is read, as `YYYY-MM-DD`, by the date in the path of a file; empty for all. A path without a"
                        + " date passes. Has effect on what was not read yet.",
                "Start from");
        group.add(
                PACK_RECORDS,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Packs records of one ARN of one file into messages `{\"Records\":[…]}` of up to 128 KiB, which is faster. Not"
                        + " together with transforms that drop messages.",
                "Pack records");
        group.add(
                BATCH_RECORDS,
                Type.INT,
                5000,
                ConfigDef.Range.between(1, 100_000),
                Importance.LOW,
                "Messages that are handed to Kafka Connect at once (or 4 MiB of them). With exactly-once support and"
                        + " `transaction.boundary=poll`, a transaction.",
                "Batch");
        group.add(
                MAX_MESSAGE_BYTES,
                Type.INT,
                1_000_000,
                ConfigDef.Range.between(200_000, 1 << 30),
                Importance.LOW,
                "Records larger than this less 1 KiB go to the quarantine topic, shortened. Must not be more than the topic's"
                        + " `max.message.bytes` and the producer's `max.request.size`.",
                "Largest message");
        group.add(
                MAX_RECORD_BYTES,
                Type.INT,
                16 << 20,
                ConfigDef.Range.between(64, 1 << 30),
                Importance.LOW,
                "Records larger than this are not held in memory and go to the quarantine topic, shortened.",
                "Largest record");
        group.add(
                MAX_GZIP_OUTPUT,
                Type.LONG,
                3L << 30,
                ConfigDef.Range.atLeast(1),
                Importance.LOW,
                "Bytes that one gzip file may decompress to; the rest of it is left out and noted on the quarantine topic.",
                "Largest file");
        group.add(
                MAX_LEFT_OUT,
                Type.INT,
                20,
                ConfigDef.Range.atLeast(0),
                Importance.LOW,
                "The task fails when so many objects one after the other can't be read: then something is wrong with permissions"
                        + " as a whole. 0 for never.",
                "Left out in a row");
        group.add(
                POLL_INTERVAL,
                Type.STRING,
                "PT1M",
                Checks.duration(),
                Importance.MEDIUM,
                "How often a folder or bucket is listed, as an ISO 8601 duration.",
                "Poll interval");
        group.add(
                OVERLAP_WINDOW,
                Type.STRING,
                "PT36H",
                Checks.duration(),
                Importance.LOW,
                "How long an object may be under way until a listing shows it, and how late its name may be; see Late objects.",
                "Overlap window");
    }

    private static void directory(SettingsGroup group) {
        group.add(
                DIRECTORY_PATH,
                Type.STRING,
                "",
                null,
                Importance.HIGH,
                "The folder, on every worker's machine. With all below it; symbolic links in it are not followed.",
                "Folder");
        group.add(
                DIRECTORY_FOLLOW,
                Type.BOOLEAN,
                true,
                null,
                Importance.MEDIUM,
                "Whether the folder is walked again every poll interval for new files; otherwise it is read once.",
                "Follow");
        group.add(
                DIRECTORY_SETTLE,
                Type.STRING,
                "PT5S",
                Checks.duration(),
                Importance.LOW,
                "How long a file must not have changed before it is read, when followed.",
                "Settle time");
    }

    /** Only what this connector knows of a configuration. */
    public static Map<String, Object> parse(Map<String, String> properties) {
        return definition().parse(properties);
    }
}
