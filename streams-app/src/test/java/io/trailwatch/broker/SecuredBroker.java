package io.trailwatch.broker;

import io.trailwatch.http.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A Kafka node that is reached over TLS with a user's password (SCRAM), or over TLS with certificates on both sides. */
public final class SecuredBroker implements AutoCloseable {
    private final KafkaNode node;
    private final int saslPort;
    private final int mutualPort;

    private SecuredBroker(KafkaNode node, int saslPort, int mutualPort) {
        this.node = node;
        this.saslPort = saslPort;
        this.mutualPort = mutualPort;
    }

    /**
     * Starts it.
     *
     * @param server its own key and certificate, for 127.0.0.1
     * @param client whose certificate a client must show on the second port
     */
    public static SecuredBroker start(Path folder, Pem server, Pem client, String user, String password)
            throws Exception {
        int saslPort = BrokerProcess.freePort();
        int mutualPort = BrokerProcess.freePort();
        Map<String, String> c = NodeConfig.of(folder.resolve("log"), 0, true);
        c.put("listeners", c.get("listeners") + ",SASL://127.0.0.1:" + saslPort + ",MUTUAL://127.0.0.1:" + mutualPort);
        c.merge("listener.security.protocol.map", ",SASL:SASL_SSL,MUTUAL:SSL", String::concat);
        Path own = both(folder.resolve("broker.pem"), server);
        for (String listener : List.of("sasl", "mutual")) {
            c.put("listener.name." + listener + ".ssl.keystore.type", "PEM");
            c.put("listener.name." + listener + ".ssl.keystore.location", own.toString());
        }
        c.put("listener.name.sasl.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        c.put(
                "listener.name.sasl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        c.put("listener.name.mutual.ssl.client.auth", "required");
        c.put("listener.name.mutual.ssl.truststore.type", "PEM");
        c.put(
                "listener.name.mutual.ssl.truststore.location",
                client.certificate().toString());
        KafkaNode node = new KafkaNode(c, status -> {});
        try {
            int port = node.start();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                        .all()
                        .get();
            }
        } catch (Exception e) {
            node.stop();
            throw e;
        }
        return new SecuredBroker(node, saslPort, mutualPort);
    }

    /** Key and certificate in one file, as Kafka wants them. */
    public static Path both(Path file, Pem pem) throws IOException {
        return Files.writeString(file, Files.readString(pem.key()) + Files.readString(pem.certificate()));
    }

    public String sasl() {
        return "127.0.0.1:" + saslPort;
    }

    public String mutual() {
        return "127.0.0.1:" + mutualPort;
    }

    @Override
    public void close() {
        node.stop();
    }
}
