package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.cli.ExitCodes;
import io.trailwatch.cli.TrailwatchRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is broken, hostile or too large is told, with its name and why, and the rest counts. */
class ReplayBadInputIT {
    private static final String USER = "arn:aws:iam::123456789012:user/alice";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private Path trail() throws IOException {
        return Files.createDirectories(folder.resolve("trail"));
    }

    private static String document(String... records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String padded(int bytes) {
        String record = Trails.record("alice", 1);
        return record.substring(0, record.length() - 1) + ",\"padding\":\"" + "x".repeat(bytes) + "\"}";
    }

    private static String nested(int levels) {
        String record = Trails.record("alice", 2);
        return record.substring(0, record.length() - 1) + ",\"deep\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    private TrailwatchRun replay(String... more) throws IOException {
        return TrailwatchRun.of(Stream.concat(
                        Stream.of(
                                "replay",
                                "-d",
                                trail().toString(),
                                "-o",
                                folder.resolve("s").toString(),
                                "-t",
                                "3"),
                        Arrays.stream(more))
                .toArray(String[]::new));
    }

    @Test
    void brokenFilesAreNamedAndTheRestCounts() throws IOException {
        Path trail = trail();
        Files.writeString(trail.resolve("good.json"), document(Trails.record("alice", 1)));
        Files.writeString(trail.resolve("large.json"), document(padded(2 * MEGABYTE), nested(200)));
        Files.writeString(trail.resolve("too-large.json"), document(padded(17 * MEGABYTE), Trails.record("alice", 3)));
        Files.writeString(trail.resolve("too-deep.json"), document(nested(5000), Trails.record("alice", 4)));
        Path whole = folder.resolve("whole.gz");
        Trails.gzip(whole, utf8(document(Trails.record("alice", 5), Trails.record("bob", 6))));
        byte[] gzip = Files.readAllBytes(whole);
        Files.write(trail.resolve("truncated.json.gz"), Arrays.copyOf(gzip, gzip.length - 12));
        byte[] corrupt = gzip.clone();
        Arrays.fill(corrupt, gzip.length / 2, gzip.length / 2 + 20, (byte) 0xA5);
        Files.write(trail.resolve("corrupt.json.gz"), corrupt);
        try (OutputStream bomb = Trails.fast(trail.resolve("bomb.json.gz"))) {
            bomb.write(utf8("{\"Records\":["));
            for (int i = 0; i < 64; i++) {
                bomb.write(new byte[MEGABYTE]);
            }
        }
        Files.writeString(trail.resolve("not-json\u001b[31m.json"), "Dear diary, today");
        Files.write(
                trail.resolve("not-utf8.json"),
                new byte[] {'{', '"', 'R', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'});
        Files.writeString(
                trail.resolve("lines.jsonl"),
                Trails.record("alice", 7) + "\n{broken\n" + Trails.record("bob", 8) + "\n");

        TrailwatchRun run = replay("--max-unpacked", "32m");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitCodes.LEFT_OUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("truncated.json.gz: truncated gzip")
                .contains("corrupt.json.gz: corrupt gzip")
                .contains("bomb.json.gz: ")
                .contains("not-json\\u001B[31m.json: not JSON")
                .contains("not-utf8.json: not UTF-8")
                .contains("Unreadable  1 larger than a record can be")
                .contains("Unreadable  1 nested too deeply")
                .doesNotContain("\u001b", "good.json", "large.json:", "lines.jsonl");
        String summary = Files.readString(folder.resolve("s.jsonl"));
        assertThat(summary).contains("\"user_arn\":\"" + USER + "\"");
    }

    @Test
    void largeSingleLineIsStreamed() throws IOException {
        int records = 300_000;
        try (OutputStream out = Trails.fast(trail().resolve("one-line.json.gz"))) {
            out.write(utf8("{\"Records\":["));
            String padding = ",\"padding\":\"" + "y".repeat(600) + "\"}";
            for (int i = 0; i < records; i++) {
                String record = Trails.record("alice", i);
                out.write(utf8((i == 0 ? "" : ",") + record.substring(0, record.length() - 1) + padding));
            }
            out.write(utf8("]}"));
        }
        TrailwatchRun run = replay();
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCodes.OK);
        assertThat(run.err()).contains("Records     300,000 read").contains("Users       1");
        assertThat(Files.readString(folder.resolve("s.jsonl"))).contains("\"num_of_events\":300000,");
    }

    @Test
    void dataFolderInUseByAnotherIsRefused() throws IOException {
        Files.writeString(trail().resolve("good.json"), document(Trails.record("alice", 1)));
        Path data = folder.resolve("data");
        assertThat(replay("--data", data.toString()).status()).isEqualTo(ExitCodes.OK);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(data))) {
            TrailwatchRun run = replay("--data", data.toString(), "-C");
            assertThat(run.status()).isEqualTo(ExitCodes.FAILED);
            assertThat(run.err()).contains(data + ": this data folder is in use by another process");
            assertThat(broker.folder()).isEqualTo(data);
        }
    }

    @Test
    void brokerThatCannotBeReachedIsToldInOneLine() throws IOException {
        Files.writeString(trail().resolve("good.json"), document(Trails.record("alice", 1)));
        Path config = Files.writeString(
                folder.resolve("k.properties"), "default.api.timeout.ms=3000\nrequest.timeout.ms=2000\n");
        TrailwatchRun run = replay("--bootstrap-servers", "127.0.0.1:1", "--kafka-config", config.toString());
        assertThat(run.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("trailwatch: --bootstrap-servers: the cluster at 127.0.0.1:1 can't be used (");
    }

    @Test
    void unreadableFileIsNamed() throws IOException {
        Files.writeString(trail().resolve("good.json"), document(Trails.record("alice", 1)));
        Path secret = Files.writeString(trail().resolve("secret.json"), document(Trails.record("bob", 1)));
        assumeTrue(secret.toFile().setReadable(false) && !Files.isReadable(secret), "runs as a user who may read all");
        TrailwatchRun run = replay();
        assertThat(run.status()).isEqualTo(ExitCodes.LEFT_OUT);
        assertThat(run.err()).contains("secret.json: cannot be read");
    }
}
