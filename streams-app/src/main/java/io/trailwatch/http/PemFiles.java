package io.trailwatch.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A certificate and its private key in PEM files. */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private PemFiles() {}

    /**
     * A key store with both.
     *
     * @throws ApiException when one can't be read or they don't belong together
     */
    static KeyStore keyStore(ApiSettings.Tls files) {
        try {
            Certificate[] chain = certificates(files.certificate()).toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new ApiException("--tls-cert: " + files.certificate() + " holds no PEM certificate");
            }
            PrivateKey key = key(files.key(), chain[0].getPublicKey().getAlgorithm());
            if (!belongTogether(key, chain[0])) {
                throw new ApiException(
                        "--tls-key: " + files.key() + " is not the key of the certificate in " + files.certificate());
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("trailwatch", key, NO_PASSWORD, chain);
            return store;
        } catch (IOException e) {
            throw new ApiException(
                    "--tls-cert, --tls-key: " + files.certificate() + " or " + files.key()
                            + " cannot be read: check the paths and their permissions",
                    e);
        } catch (GeneralSecurityException e) {
            throw new ApiException(
                    "--tls-cert, --tls-key: " + files.certificate() + " and " + files.key()
                            + " are no PEM certificate and PKCS#8 key that fit",
                    e);
        }
    }

    /**
     * Trusts what the JDK trusts and the certificates of the file: instances share one, or its issuer.
     *
     * @throws ApiException when the file holds none
     */
    static X509ExtendedTrustManager trust(Path certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate issuer : manager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("ca-" + number++, issuer);
            }
            Collection<? extends Certificate> ours = certificates(certificate);
            if (ours.isEmpty()) {
                throw new ApiException("--tls-cert: " + certificate + " holds no PEM certificate");
            }
            for (Certificate own : ours) {
                store.setCertificateEntry("own-" + number++, own);
            }
            return manager(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new ApiException("--tls-cert: " + certificate + " holds no PEM certificate", e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no trust manager"));
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new ApiException(
                    "--tls-key: " + file
                            + " holds no unencrypted PKCS#8 key ('BEGIN PRIVATE KEY'): 'openssl pkcs8 -topk8 -nodes' makes one");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new ApiException(
                    "--tls-key: " + file + " is no " + algorithm + " key as its certificate wants it", e);
        }
    }

    private static boolean belongTogether(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] text = MessageDigest.getInstance("SHA-256").digest(new byte[0]);
        java.security.Signature signer = java.security.Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(text);
        byte[] signature = signer.sign();
        java.security.Signature verifier = java.security.Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(text);
        return verifier.verify(signature);
    }
}
