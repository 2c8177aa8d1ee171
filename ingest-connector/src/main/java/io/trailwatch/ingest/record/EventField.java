package io.trailwatch.ingest.record;

/** The fields of a CloudTrail record that a summary, a filter or de-duplication reads. */
public enum EventField {
    EVENT_TIME("eventTime"),
    EVENT_NAME("eventName"),
    EVENT_SOURCE("eventSource"),
    AWS_REGION("awsRegion"),
    SOURCE_IP("sourceIPAddress"),
    USER_AGENT("userAgent"),
    ERROR_CODE("errorCode"),
    EVENT_CATEGORY("eventCategory"),
    EVENT_ID("eventID"),
    USER_ARN("userIdentity.arn"),
    USER_TYPE("userIdentity.type"),
    ACCESS_KEY_ID("userIdentity.accessKeyId");

    private final String path;

    EventField(String path) {
        this.path = path;
    }

    /** The field's name in CloudTrail's record, with a dot below {@code userIdentity}. */
    public String path() {
        return path;
    }
}
