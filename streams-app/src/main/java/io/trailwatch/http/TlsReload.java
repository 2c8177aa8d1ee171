package io.trailwatch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over a certificate and key that were replaced, for new connections. What does not fit is not taken. */
final class TlsReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    private record Seen(FileTime certificate, FileTime key, long certificateSize, long keySize) {}

    private final ApiSettings.Tls files;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tls-reload");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Seen seen;
    private @Nullable Seen refused;

    TlsReload(ApiSettings.Tls files) {
        this.files = files;
        seen = look();
        take(factory);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    void start() {
        long millis = files.every().toMillis();
        timer.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void take(SslContextFactory into) {
        into.setKeyStore(PemFiles.keyStore(files));
        into.setKeyStorePassword("");
        into.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    }

    private void check() {
        Seen now = look();
        if (now == null || now.equals(seen)) {
            return;
        }
        try {
            factory.reload(this::take);
            seen = now;
            LOG.info("took over the certificate in {}", files.certificate());
        } catch (Exception e) {
            // Perhaps only one of the two is written yet: looked at again soon.
            if (!now.equals(refused)) {
                LOG.warn(
                        "the certificate or key was replaced by one that does not fit; the old one stays: {}",
                        e.getMessage());
            }
            refused = now;
        }
    }

    private @Nullable Seen look() {
        try {
            return new Seen(
                    Files.getLastModifiedTime(files.certificate()),
                    Files.getLastModifiedTime(files.key()),
                    Files.size(files.certificate()),
                    Files.size(files.key()));
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
