package io.trailwatch.topology;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/** Asks the brokers whether the consumers of this process's stream threads are members of the group. */
final class GroupMembers implements GroupLease.Group {
    private final Admin admin;
    private final KafkaStreams streams;
    private final String groupId;
    private final int patience;

    GroupMembers(StreamsSettings settings, KafkaStreams streams, Duration patience) {
        Properties client = new Properties();
        client.putAll(settings.clientProperties());
        client.put("bootstrap.servers", settings.bootstrapServers());
        client.put("metric.reporters", "");
        admin = Admin.create(client);
        this.streams = streams;
        this.groupId = settings.applicationId();
        this.patience = Math.toIntExact(patience.toMillis());
    }

    @Override
    public boolean hasUs() throws InterruptedException, ExecutionException {
        Set<String> ours = streams.metadataForLocalThreads().stream()
                .map(ThreadMetadata::consumerClientId)
                .collect(Collectors.toSet());
        if (ours.isEmpty()) {
            return false;
        }
        Set<String> members = new HashSet<>();
        for (ConsumerGroupDescription group : admin.describeConsumerGroups(
                        List.of(groupId), new DescribeConsumerGroupsOptions().timeoutMs(patience))
                .all()
                .get()
                .values()) {
            group.members().forEach(member -> members.add(member.clientId()));
        }
        return members.containsAll(ours);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
