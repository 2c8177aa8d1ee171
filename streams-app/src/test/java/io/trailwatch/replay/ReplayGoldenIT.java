package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.cli.ExitCodes;
import io.trailwatch.cli.TrailwatchRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every golden case in every format, byte for byte, through a broker of its own. */
class ReplayGoldenIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"default", "sts", "hidden", "geo", "window", "offset-tz", "filedate", "file"})
    void sameBytes(String name) throws IOException {
        Path output = folder.resolve(name);
        TrailwatchRun both = Golden.replay(
                name,
                "-o",
                output.toString(),
                "-t",
                "5",
                "--data",
                folder.resolve("data").toString());
        assertThat(both.status()).as(both.err()).isIn(ExitCodes.OK, ExitCodes.LEFT_OUT);
        Golden.assertSame(name, "csv", Files.readAllBytes(folder.resolve(name + ".csv")));
        Golden.assertSame(name, "jsonl", Files.readAllBytes(folder.resolve(name + ".jsonl")));

        // The same log once more, to standard output.
        TrailwatchRun json = Golden.replay(
                name, "-o", "-", "-t", "2", "--data", folder.resolve("data").toString());
        assertThat(json.status()).as(json.err()).isEqualTo(both.status());
        Golden.assertSame(name, "json", json.bytes());
        assertThat(json.err()).isEqualTo(both.err());
    }
}
