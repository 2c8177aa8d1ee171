package io.trailwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.config.ConfigException;
import io.trailwatch.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client of the HTTP interface. Redirects are not followed, so that a token goes to the named server only. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final @Nullable String token;
    private final HttpClient client;

    /**
     * Prepares a client.
     *
     * @param url where the monitor answers
     * @param tokenFile holds the token in its first line, or null
     * @param caFile PEM certificates to trust instead of the JDK's, or null
     * @throws ConfigException when one of them is wrong
     */
    ApiClient(String url, @Nullable Path tokenFile, @Nullable Path caFile) {
        this.server = server(url);
        this.token = tokenFile == null ? null : token(tokenFile);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER);
        if (caFile != null) {
            builder.sslContext(trusting(caFile));
        }
        this.client = builder.build();
    }

    /**
     * Asks and gives the answer's JSON.
     *
     * @throws CommandFailedException when the server can't be reached or refuses; the message says why
     */
    JsonNode get(String path, Map<String, String> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.length() == 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(encode(value)));
        URI uri = URI.create(server + path + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json")
                .GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return JSON.readTree(response.body());
            }
            throw new CommandFailedException(server + ": " + refusal(response));
        } catch (IOException e) {
            throw new CommandFailedException(
                    server + ": no answer (" + e + "): is 'trailwatch serve' running there? --url names another");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(server + ": interrupted");
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String refusal(HttpResponse<byte[]> response) {
        String said = "";
        try {
            JsonNode problem = JSON.readTree(response.body());
            said = problem.path("detail").asText(problem.path("title").asText(""));
        } catch (IOException e) {
            // no problem document: the status says it
        }
        String hint = response.statusCode() == 401 ? ": give --token-file" : "";
        return "HTTP " + response.statusCode() + (said.isEmpty() ? "" : ": " + Printable.of(said)) + hint;
    }

    private static URI server(String url) {
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            if (plain && uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ConfigException(
                "--url: '" + Printable.of(url) + "' is no address: give for example http://127.0.0.1:8765");
    }

    private static String token(Path file) {
        try {
            String first = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                    .findFirst()
                    .orElse("");
            if (first.matches("[\\x21-\\x7E]+")) {
                return first;
            }
            throw new ConfigException("--token-file: " + file + " holds no token: write it into the first line");
        } catch (IOException e) {
            throw new ConfigException("--token-file: " + file + " cannot be read: check the path and its permissions");
        }
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    "--ca-file: " + file + " holds no PEM certificate (" + e.getMessage() + "): check the path");
        }
    }
}
