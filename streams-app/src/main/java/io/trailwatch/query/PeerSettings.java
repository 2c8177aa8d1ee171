package io.trailwatch.query;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How other instances are asked.
 *
 * @param token that the instances share, or null: then others are not asked
 * @param tls trusts the other instances' certificates; null for plain HTTP
 */
public record PeerSettings(@Nullable String token, @Nullable SSLContext tls) {
    /** Others are not asked. */
    public static final PeerSettings ALONE = new PeerSettings(null, null);

    @Override
    public String toString() {
        return "PeerSettings[token " + (token == null ? "none" : "***") + ", TLS " + (tls != null) + "]";
    }
}
