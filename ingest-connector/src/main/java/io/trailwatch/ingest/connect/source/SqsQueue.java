package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.s3.AwsReadException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * An SQS queue, by {@code ReceiveMessage}, {@code DeleteMessageBatch} and {@code ChangeMessageVisibilityBatch} (which need
 * {@code sqs:ReceiveMessage}, {@code sqs:DeleteMessage} and {@code sqs:ChangeMessageVisibility}).
 */
final class SqsQueue implements NoticeQueue {
    private static final int MOST_AT_ONCE = 10;

    private final SqsClient client;
    private final String url;
    private final int visibilitySeconds;
    private final int waitSeconds;

    SqsQueue(SqsClient client, String url, int visibilitySeconds, int waitSeconds) {
        this.client = client;
        this.url = url;
        this.visibilitySeconds = visibilitySeconds;
        this.waitSeconds = waitSeconds;
    }

    @Override
    public List<Received> receive() throws AwsReadException {
        try {
            List<Received> received = new ArrayList<>();
            for (Message message : client.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(MOST_AT_ONCE)
                            .visibilityTimeout(visibilitySeconds)
                            .waitTimeSeconds(waitSeconds)
                            .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .messages()) {
                received.add(new Received(message.receiptHandle(), message.body(), receives(message)));
            }
            return received;
        } catch (SdkException e) {
            throw AwsReadException.of("receiving from " + url, e);
        }
    }

    private static int receives(Message message) {
        try {
            return Integer.parseInt(
                    message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    @Override
    public void delete(List<String> receipts) throws AwsReadException {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (String receipt : receipts) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(receipt)
                    .build());
        }
        try {
            client.deleteMessageBatch(request -> request.queueUrl(url).entries(entries));
        } catch (SdkException e) {
            throw AwsReadException.of("deleting from " + url, e);
        }
    }

    @Override
    public void extend(List<String> receipts) throws AwsReadException {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (String receipt : receipts) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(receipt)
                    .visibilityTimeout(visibilitySeconds)
                    .build());
        }
        try {
            client.changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries));
        } catch (SdkException e) {
            throw AwsReadException.of("extending visibility in " + url, e);
        }
    }

    @Override
    public long visibilityMillis() {
        return visibilitySeconds * 1000L;
    }

    @Override
    public void close() {
        client.close();
    }
}
