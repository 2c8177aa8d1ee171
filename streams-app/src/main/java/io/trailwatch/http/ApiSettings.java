package io.trailwatch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP interface is served.
 *
 * @param host the address to listen on; without tokens it must be one of loopback
 * @param port 0 for any free one
 * @param tokens of those who may ask; none for everyone on this machine
 * @param peers the token that the instances share; none: then instances are not answered
 * @param tls the certificate and its key, or null for plain HTTP
 */
public record ApiSettings(
        String host,
        int port,
        Tokens tokens,
        Tokens peers,
        @Nullable Tls tls,
        ApiLimits limits) {
    /**
     * PEM files; read again when they change.
     *
     * @param certificate the certificate and its chain
     * @param key its private key, PKCS#8
     * @param every how often they are looked at
     */
    public record Tls(Path certificate, Path key, Duration every) {
        public static Tls of(Path certificate, Path key) {
            return new Tls(certificate, key, Duration.ofSeconds(10));
        }
    }

    /** Loopback without tokens. */
    public static ApiSettings local(int port) {
        return new ApiSettings("127.0.0.1", port, Tokens.NONE, Tokens.NONE, null, ApiLimits.DEFAULT);
    }

    public ApiSettings withTokens(Tokens readers) {
        return new ApiSettings(host, port, readers, peers, tls, limits);
    }

    public ApiSettings withPeers(Tokens instances) {
        return new ApiSettings(host, port, tokens, instances, tls, limits);
    }

    public ApiSettings withTls(@Nullable Tls files) {
        return new ApiSettings(host, port, tokens, peers, files, limits);
    }

    public ApiSettings withLimits(ApiLimits other) {
        return new ApiSettings(host, port, tokens, peers, tls, other);
    }

    /** Whether only this machine reaches the address. */
    boolean loopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
