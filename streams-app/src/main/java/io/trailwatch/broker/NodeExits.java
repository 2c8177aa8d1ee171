package io.trailwatch.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Catches the calls by which Kafka would end the process, so that the broker's user can say what happened. */
final class NodeExits {
    private static final Logger LOG = LoggerFactory.getLogger(NodeExits.class);
    private static final Set<IntConsumer> NODES = ConcurrentHashMap.newKeySet();

    private NodeExits() {}

    static void add(IntConsumer node) {
        NODES.add(node);
        Exit.setExitProcedure((status, message) -> ended(status, message));
        Exit.setHaltProcedure((status, message) -> ended(status, message));
    }

    static void remove(IntConsumer node) {
        NODES.remove(node);
    }

    private static void ended(int status, String message) {
        LOG.warn("the embedded broker asks to end the process with status {}: {}", status, message);
        NODES.forEach(node -> node.accept(status));
    }
}
