package io.trailwatch.topology;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** With the streams group protocol the number of copies is the group's setting on the broker, not a client's. */
final class GroupStandbys {
    private static final String SETTING = "streams.num.standby.replicas";

    private GroupStandbys() {}

    static void configure(StreamsSettings settings) {
        if (settings.standbys() == 0 || !settings.groupProtocol().equals(StreamsSettings.STREAMS)) {
            return;
        }
        Properties client = new Properties();
        client.putAll(settings.clientProperties());
        client.put("bootstrap.servers", settings.bootstrapServers());
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, settings.applicationId());
        AlterConfigOp set = new AlterConfigOp(
                new ConfigEntry(SETTING, Integer.toString(settings.standbys())), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(client)) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(set))).all().get();
        } catch (ExecutionException e) {
            throw TopologyException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopologyException("interrupted while the group's standbys were set", e);
        }
    }
}
