package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.query.Instance;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.PeerSettings;
import io.trailwatch.query.QueryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that asks another over TLS. */
class PeerTlsTest {
    private static final String TOKEN = "the-instances-own-token";

    @TempDir
    Path folder;

    private static Api server(Pem pem) throws IOException {
        return new Api(
                ApiSettings.local(0)
                        .withTls(ApiSettings.Tls.of(pem.certificate(), pem.key()))
                        .withPeers(io.trailwatch.http.Tokens.of(List.of(TOKEN))),
                MemoryStores.golden(2),
                Api.nothing(),
                Api.quiet(),
                QueryLimits.DEFAULT);
    }

    /** Answers over HTTP and asks over HTTPS: which trust it has is what counts here. */
    private static Api asking(Pem trusted, Api peer) throws IOException {
        ApiSettings own = ApiSettings.local(0).withTls(ApiSettings.Tls.of(trusted.certificate(), trusted.key()));
        Api api = new Api(
                ApiSettings.local(0),
                MemoryStores.golden(2),
                Api.nothing(),
                Api.quiet(),
                QueryLimits.DEFAULT,
                new PeerSettings(TOKEN, ApiServer.peerTrust(own)));
        api.stores.away(1);
        api.stores.know(List.of(new Instance("127.0.0.1", peer.server.port(), false, Set.of(1), Set.of())));
        return api;
    }

    private static Optional<String> missing(Api api) throws Exception {
        JsonNode list = new ObjectMapper().readTree(api.get("/api/v1/users").body());
        return list.path("complete").asBoolean()
                ? Optional.empty()
                : Optional.of(list.path("missing_partitions").toString());
    }

    @Test
    void aTrustedOneAnswersAndAnotherIsMissing() throws Exception {
        Pem good = Pem.make(folder, "good", "EC");
        Pem other = Pem.make(folder, "other", "EC");
        try (Api peer = server(good);
                Api stranger = server(other);
                Api api = asking(good, peer);
                Api deceived = asking(good, stranger)) {
            assertThat(missing(api)).isEmpty();
            assertThat(missing(deceived)).hasValue("[1]");
        }
    }

    @Test
    void aReplacedCertificateIsTrustedAndTheOneBeforeToo() throws Exception {
        Pem first = Pem.make(folder, "first", "EC");
        Pem second = Pem.make(folder, "second", "EC");
        Pem own = new Pem(
                Files.copy(first.certificate(), folder.resolve("own.crt")),
                Files.copy(first.key(), folder.resolve("own.key")));
        try (Api before = server(first);
                Api after = server(second);
                Api asksBefore = asking(own, before);
                Api asksAfter = asking(own, after)) {
            assertThat(missing(asksBefore)).isEmpty();
            assertThat(missing(asksAfter)).hasValue("[1]");
            Files.copy(second.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(own.certificate(), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
            assertThat(missing(asksAfter)).isEmpty();
            assertThat(missing(asksBefore)).as("it may be behind").isEmpty();
        }
    }
}
