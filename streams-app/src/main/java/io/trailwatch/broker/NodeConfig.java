package io.trailwatch.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The Kafka node's configuration: one node that is broker and controller, on loopback, quick to start. */
final class NodeConfig {
    /** Long, so that a busy machine does not make the node take itself for dead. */
    static final Duration SESSION = Duration.ofMinutes(1);

    static final int NODE_ID = 1;
    static final String HOST = "127.0.0.1";
    static final String BROKER_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    /** CloudTrail's largest record with room for what lies around it. */
    static final int MAX_MESSAGE_BYTES = 24 * 1024 * 1024;

    private NodeConfig() {}

    static Map<String, String> of(Path log, int port, boolean temporary) {
        Map<String, String> c = new HashMap<>();
        c.put("process.roles", "broker,controller");
        c.put("node.id", Integer.toString(NODE_ID));
        c.put("log.dirs", log.toString());
        c.put(
                "listeners",
                BROKER_LISTENER + "://" + HOST + ":" + port + "," + CONTROLLER_LISTENER + "://" + HOST + ":0");
        c.put("listener.security.protocol.map", BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        c.put("controller.listener.names", CONTROLLER_LISTENER);
        c.put("inter.broker.listener.name", BROKER_LISTENER);
        c.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":0");
        c.put("auto.create.topics.enable", "false");
        c.put("metric.reporters", "");
        replicas(c);
        times(c);
        sizes(c);
        if (temporary) {
            c.put("log.cleaner.enable", "false");
            c.put("log.retention.check.interval.ms", Integer.toString(Integer.MAX_VALUE));
        }
        return c;
    }

    private static void replicas(Map<String, String> c) {
        c.put("default.replication.factor", "1");
        c.put("min.insync.replicas", "1");
        c.put("offsets.topic.replication.factor", "1");
        c.put("offsets.topic.num.partitions", "1");
        c.put("transaction.state.log.replication.factor", "1");
        c.put("transaction.state.log.min.isr", "1");
        c.put("transaction.state.log.num.partitions", "1");
        c.put("share.coordinator.state.topic.replication.factor", "1");
        c.put("share.coordinator.state.topic.min.isr", "1");
        c.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void times(Map<String, String> c) {
        // The threads of one process come some milliseconds apart: where the first one gets all partitions at once,
        // handing
        // them over to the next one may take more than a second.
        c.put("group.initial.rebalance.delay.ms", "50");
        c.put("controlled.shutdown.enable", "false");
        c.put("controller.quorum.append.linger.ms", "0");
        c.put("broker.session.timeout.ms", Long.toString(SESSION.toMillis()));
        c.put("broker.heartbeat.interval.ms", "1000");
        // Topics say themselves how long they keep what; CloudTrail archives are old.
        c.put("log.retention.ms", "-1");
        c.put("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        c.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    }

    private static void sizes(Map<String, String> c) {
        c.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        c.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        c.put("socket.send.buffer.bytes", "1048576");
        c.put("socket.receive.buffer.bytes", "1048576");
        c.put("log.segment.bytes", Integer.toString(256 * 1024 * 1024));
        c.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        c.put("metadata.log.segment.bytes", Integer.toString(16 * 1024 * 1024));
        c.put("offsets.topic.segment.bytes", Integer.toString(16 * 1024 * 1024));
        c.put("transaction.state.log.segment.bytes", Integer.toString(16 * 1024 * 1024));
        c.put("log.cleaner.threads", "1");
        c.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        c.put("log.cleaner.io.buffer.size", Integer.toString(1024 * 1024));
        c.put("num.network.threads", "2");
        c.put("num.io.threads", "2");
        c.put("background.threads", "2");
        c.put("num.recovery.threads.per.data.dir", "2");
        c.put("num.replica.alter.log.dirs.threads", "1");
    }
}
