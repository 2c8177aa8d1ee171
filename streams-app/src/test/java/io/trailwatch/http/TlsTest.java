package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    private Pem make(String name, String algorithm) throws Exception {
        return Pem.make(folder, name, algorithm);
    }

    private static HttpResponse<String> get(Api api, SSLContext trust) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.server.port() + "/health/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String subject(HttpResponse<?> response) throws Exception {
        SSLSession session = response.sslSession().orElseThrow();
        return ((X509Certificate) session.getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void servesACertificateByItsAddressAndTakesOverANewOne() throws Exception {
        Pem first = make("first", "EC");
        Pem second = make("second", "RSA");
        Path certificate = Files.copy(first.certificate(), folder.resolve("served.crt"));
        Path key = Files.copy(first.key(), folder.resolve("served.key"));
        ApiSettings settings =
                ApiSettings.local(0).withTls(new ApiSettings.Tls(certificate, key, Duration.ofMillis(100)));
        try (Api api = Api.golden(settings)) {
            HttpResponse<String> response = get(api, PeerTrust.of(first.certificate()));
            assertThat(response.body()).isEqualTo("{\"status\":\"live\"}");
            assertThat(subject(response)).isEqualTo("CN=first");
            assertThat(response.headers().firstValue("Strict-Transport-Security"))
                    .isPresent();
            assertThatThrownBy(() -> get(api, SSLContext.getDefault())).isInstanceOf(IOException.class);

            Files.copy(second.key(), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate(), certificate, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Awaitility.await()
                    .atMost(Api.PATIENCE)
                    .untilAsserted(() -> assertThat(subject(get(api, PeerTrust.of(second.certificate()))))
                            .isEqualTo("CN=second"));
        }
    }

    @Test
    void filesThatDoNotFitAreRefusedByName() throws Exception {
        Pem first = make("first", "EC");
        Pem second = make("second", "EC");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        refused(
                new Pem(first.certificate(), second.key()),
                "is not the key of the certificate in " + first.certificate());
        refused(new Pem(empty, first.key()), "--tls-cert: " + empty + " holds no PEM certificate");
        refused(new Pem(first.certificate(), empty), "--tls-key: " + empty + " holds no unencrypted PKCS#8 key");
        refused(new Pem(folder.resolve("none"), first.key()), "cannot be read");
    }

    private static void refused(Pem pem, String message) {
        assertThatThrownBy(() ->
                        Api.golden(ApiSettings.local(0).withTls(ApiSettings.Tls.of(pem.certificate(), pem.key()))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(message);
    }
}
