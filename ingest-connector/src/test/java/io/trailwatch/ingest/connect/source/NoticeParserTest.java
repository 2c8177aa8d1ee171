package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as AWS's user guides show them. */
class NoticeParserTest {
    private static final String S3 = """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2","eventTime":"1970-01-01T00:00:00.000Z",
            "eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","configurationId":"x","bucket":{"name":"trail",
            "arn":"arn:aws:s3:::trail"},"object":{"key":"AWSLogs%2Fa+b%2B%C3%BC.json.gz","size":1024,"eTag":"d41d8cd98f","sequencer":"00"}}}]}
            """;
    private static final Notice.Item DECODED =
            new Notice.Item("trail", "AWSLogs/a b+ü.json.gz", "AWSLogs%2Fa+b%2B%C3%BC.json.gz", "d41d8cd98f", 1024);
    private static final String CLOUDTRAIL =
            "{\"s3Bucket\":\"trail\",\"s3ObjectKey\":[\"AWSLogs/1/a+1.json.gz\",\"AWSLogs/1/b.json.gz\"]}";

    private static String sns(String message) throws Exception {
        return new ObjectMapper()
                .writeValueAsString(
                        Map.of("Type", "Notification", "MessageId", "1", "TopicArn", "t", "Message", message));
    }

    @Test
    void s3AsItIsAndWrapped() throws Exception {
        assertThat(NoticeParser.parse(S3)).isEqualTo(new Notice.Objects(List.of(DECODED)));
        assertThat(NoticeParser.parse(sns(S3))).isEqualTo(new Notice.Objects(List.of(DECODED)));
        assertThat(NoticeParser.parse(sns(sns(S3)))).isEqualTo(new Notice.Objects(List.of(DECODED)));
    }

    @Test
    void cloudTrailAsItIsAndWrapped() throws Exception {
        Notice expected = new Notice.Objects(List.of(
                new Notice.Item("trail", "AWSLogs/1/a+1.json.gz", null, "", -1),
                new Notice.Item("trail", "AWSLogs/1/b.json.gz", null, "", -1)));
        assertThat(NoticeParser.parse(CLOUDTRAIL)).isEqualTo(expected);
        assertThat(NoticeParser.parse(sns(CLOUDTRAIL))).isEqualTo(expected);
    }

    @Test
    void eventBridge() {
        String event = """
                {"version":"0","id":"2d4eba74","detail-type":"Object Created","source":"aws.s3","account":"111122223333",
                "detail":{"version":"0","bucket":{"name":"trail"},"object":{"key":"AWSLogs/a b.json.gz","size":5,"etag":"b1946ac9"}}}
                """;
        assertThat(NoticeParser.parse(event))
                .isEqualTo(new Notice.Objects(
                        List.of(new Notice.Item("trail", "AWSLogs/a b.json.gz", null, "b1946ac9", 5))));
        assertThat(NoticeParser.parse(event.replace("Object Created", "Object Deleted")))
                .isEqualTo(new Notice.OtherEvent());
    }

    @Test
    void keysThatNobodyEncodedAreTakenAsTheyAre() {
        String body = S3.replace("AWSLogs%2Fa+b%2B%C3%BC.json.gz", "AWSLogs/100%.json.gz");
        assertThat(NoticeParser.parse(body))
                .isEqualTo(new Notice.Objects(
                        List.of(new Notice.Item("trail", "AWSLogs/100%.json.gz", null, "d41d8cd98f", 1024))));
    }

    @Test
    void testsAndConfirmationsTellNothing() throws Exception {
        for (String body : List.of(
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"t\",\"Bucket\":\"b\",\"Records\":null}",
                "CloudTrail validation message.",
                sns("CloudTrail validation message."),
                "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"You have chosen to subscribe\"}")) {
            assertThat(NoticeParser.parse(body)).as(body).isEqualTo(new Notice.Test());
        }
    }

    @Test
    void otherEventsAreNoPoison() {
        assertThat(NoticeParser.parse(S3.replace("ObjectCreated:Put", "ObjectRemoved:Delete")))
                .isEqualTo(new Notice.OtherEvent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "null",
                "{\"Records\":[]}",
                "{\"Records\":[1]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{}}]}",
                "{\"s3Bucket\":\"../other\",\"s3ObjectKey\":[\"k\"]}",
                "{\"s3Bucket\":\"a b\",\"s3ObjectKey\":[\"k\"]}",
                "{\"s3Bucket\":\"arn:aws:s3:us-east-1:111122223333:accesspoint/a\",\"s3ObjectKey\":[\"k\"]}",
                "{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"k\",\"\"]}",
                "{\"s3ObjectKey\":[]}",
                "{\"s3ObjectKey\":[\"k\"]}",
                "{\"s3Bucket\":\"b\",\"s3ObjectKey\":{}}",
                "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"}",
                "{\"Message\":\"{\\\"Message\\\":\\\"x\\\"}\"}",
                "\u0000"
            })
    void whatIsNoNoticeIsUnknown(String body) {
        assertThat(NoticeParser.parse(body)).isInstanceOf(Notice.Unknown.class);
    }

    @Test
    void deepNestingAndEndlessWrappingEnd() throws Exception {
        assertThat(NoticeParser.parse("[".repeat(100_000))).isInstanceOf(Notice.Unknown.class);
        String wrapped = S3;
        for (int i = 0; i < 6; i++) {
            wrapped = sns(wrapped);
        }
        assertThat(NoticeParser.parse(wrapped)).isEqualTo(new Notice.Unknown("wrapped too often"));
    }
}
