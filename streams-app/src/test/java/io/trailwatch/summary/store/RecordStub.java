package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** A record made of its fields. */
final class RecordStub implements ParsedRecord {
    private final Map<EventField, byte[]> fields = new EnumMap<>(EventField.class);

    static RecordStub of(String arn, String time) {
        return new RecordStub()
                .with(EventField.USER_ARN, arn)
                .with(EventField.EVENT_TIME, time)
                .with(EventField.EVENT_NAME, "GetObject")
                .with(EventField.EVENT_SOURCE, "s3.amazonaws.com")
                .with(EventField.AWS_REGION, "eu-central-1")
                .with(EventField.SOURCE_IP, "192.0.2.1")
                .with(EventField.USER_TYPE, "IAMUser")
                .with(EventField.ACCESS_KEY_ID, "AKIA1")
                .with(EventField.USER_AGENT, "aws-cli");
    }

    RecordStub with(EventField field, String value) {
        fields.put(field, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RecordStub without(EventField field) {
        fields.remove(field);
        return this;
    }

    @Override
    public boolean present(EventField field) {
        return fields.containsKey(field);
    }

    @Override
    public boolean isString(EventField field) {
        return present(field);
    }

    @Override
    public byte[] array(EventField field) {
        return fields.getOrDefault(field, new byte[] {'-'});
    }

    @Override
    public int offset(EventField field) {
        return 0;
    }

    @Override
    public int length(EventField field) {
        return array(field).length;
    }

    @Override
    public byte[] recordArray() {
        return new byte[0];
    }

    @Override
    public int recordOffset() {
        return 0;
    }

    @Override
    public int recordLength() {
        return 0;
    }
}
