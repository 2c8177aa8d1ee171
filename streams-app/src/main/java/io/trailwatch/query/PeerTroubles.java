package io.trailwatch.query;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of instances that can't be asked because of how they or this one are set up, each once a while. One that is away or busy
 * is no such trouble: that passes, and answers say what they lack.
 */
final class PeerTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTroubles.class);
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1000;

    private final Map<String, Long> warned = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** @param clock nanoseconds */
    PeerTroubles(LongSupplier clock) {
        this.clock = clock;
    }

    void of(Instance peer, Exception e) {
        String why = why(e);
        if (why != null && due(peer.address())) {
            LOG.atWarn()
                    .addKeyValue("instance", peer.address())
                    .addKeyValue("why", why)
                    .log("another instance can't be asked, what it has is missing in answers");
        }
    }

    /** What its operator has to change, or null where that is not it. */
    static @Nullable String why(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return "its certificate is not trusted or is not for this address: give all instances certificates of one"
                        + " issuer (--tls-cert), for the addresses that they advertise";
            }
        }
        if (e instanceof SSLException && !(e.getCause() instanceof IOException)) {
            return "it does not speak TLS, or another kind of it: give all instances --tls-cert and --tls-key, or none";
        }
        if (e instanceof PeerClient.HttpStatusException http) {
            return switch (http.status) {
                case 400 -> "it does not understand the question: run the same version everywhere";
                case 404 ->
                    "it does not take the token, or does not know the question: give all instances the same"
                            + " --peer-token-file, and run the same version everywhere";
                default -> null;
            };
        }
        return null;
    }

    private boolean due(String address) {
        long now = clock.getAsLong();
        if (warned.size() >= MOST) {
            warned.clear();
        }
        boolean[] due = {false};
        warned.compute(address, (key, last) -> {
            due[0] = last == null || now - last >= AGAIN_NANOS;
            return due[0] ? Long.valueOf(now) : last;
        });
        return due[0];
    }
}
