package io.trailwatch.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom an instance trusts when it asks another: the certificates in its own file, as {@link PemFiles#trust} says. When one is not
 * trusted the file is read again: it may have been replaced, and the other instance may be ahead. The certificates before the
 * last ones are trusted too, for an instance that is behind.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final Path file;
    private volatile List<X509ExtendedTrustManager> trusted;
    private FileTime read = FileTime.fromMillis(0);

    private PeerTrust(Path file) {
        this.file = file;
        read = changed();
        trusted = List.of(PemFiles.trust(file));
    }

    /** @throws ApiException when the file holds no certificate */
    static SSLContext of(Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PeerTrust(file)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks a certificate against one manager's trust. */
    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(Check check) throws CertificateException {
        try {
            anyOf(trusted, check);
        } catch (CertificateException e) {
            anyOf(again(e), check);
        }
    }

    private static void anyOf(List<X509ExtendedTrustManager> managers, Check check) throws CertificateException {
        CertificateException refused = null;
        for (X509ExtendedTrustManager manager : managers) {
            try {
                check.by(manager);
                return;
            } catch (CertificateException e) {
                refused = refused == null ? e : refused;
            }
        }
        throw refused == null ? new CertificateException("nobody is trusted") : refused;
    }

    private synchronized List<X509ExtendedTrustManager> again(CertificateException refused)
            throws CertificateException {
        FileTime now = changed();
        if (!now.equals(read)) {
            try {
                trusted = List.of(PemFiles.trust(file), trusted.get(0));
                read = now;
            } catch (ApiException e) {
                throw refused;
            }
        }
        return trusted;
    }

    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return read;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("clients show no certificates");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("clients show no certificates");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("clients show no certificates");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.stream()
                .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
                .toArray(X509Certificate[]::new);
    }
}
