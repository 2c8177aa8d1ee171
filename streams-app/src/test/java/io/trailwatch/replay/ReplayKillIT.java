package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.cli.TrailwatchMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that is killed at random moments and run again with the same data folder ends with the same bytes. */
class ReplayKillIT {
    private static final int KILLS = 10;
    private static final int FILES = 40;
    private static final int RECORDS_EACH = 2500;

    @TempDir
    Path folder;

    private Process start(String output, Path data) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TrailwatchMain.class.getName()));
        command.addAll(List.of("replay", "-d", folder.resolve("trail").toString(), "-t", "5", "-q", "-C"));
        command.addAll(List.of("-o", folder.resolve(output).toString(), "--data", data.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void finish(Process process) throws Exception {
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
            assertThat(process.exitValue()).as(() -> said()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void sameBytesAfterTenKills() throws Exception {
        long seed = Long.getLong("trailwatch.seed", System.nanoTime());
        System.out.println("ReplayKillIT: -Dtrailwatch.seed=" + seed);
        Random random = new Random(seed);
        Trails.archive(folder.resolve("trail"), FILES, RECORDS_EACH, 7);
        long begin = System.nanoTime();
        finish(start("whole", folder.resolve("whole-data")));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

        Path data = folder.resolve("data");
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            Process process = start("killed", data);
            // From the broker's first steps to near the end; a run that goes on has less to do than the first.
            boolean ended = process.waitFor(took / 10 + random.nextLong(took * 6 / 10), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            killed += ended ? 0 : 1;
            // What is there under its final name is whole, whenever that was.
            if (Files.exists(folder.resolve("killed.csv"))) {
                assertSame(seed, "csv");
            }
        }
        assertThat(killed)
                .as("killed before the end, of %d; seed %d", KILLS, seed)
                .isPositive();
        finish(start("killed", data));
        assertSame(seed, "csv");
        assertSame(seed, "jsonl");
    }

    private void assertSame(long seed, String format) throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("whole." + format));
        byte[] killed = Files.readAllBytes(folder.resolve("killed." + format));
        int at = Arrays.mismatch(whole, killed);
        assertThat(at)
                .as(() -> "seed " + seed + ": «" + around(killed, at) + "» for «" + around(whole, at) + "»; " + said())
                .isEqualTo(-1);
    }

    private static String around(byte[] bytes, int at) {
        return new String(
                Arrays.copyOfRange(bytes, Math.max(0, at - 50), Math.min(bytes.length, Math.max(0, at) + 50)),
                StandardCharsets.UTF_8);
    }
}
